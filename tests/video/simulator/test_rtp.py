"""Packets follow RFC 6184 and RFC 3550."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from video.simulator.h264 import payloads
from video.simulator.rtcp import sender_report
from video.simulator.rtp import packets


@given(
    st.lists(st.binary(min_size=1, max_size=5000), min_size=1, max_size=4), st.integers(10, 1400)
)
def test_payloads_carry_the_nal_units_and_keep_to_the_limit(nals: list[bytes], limit: int) -> None:
    made = payloads(nals, limit)
    assert max(map(len, made)) <= limit
    large = sum(len(nal) > limit for nal in nals)
    assert sum(len(part) <= limit for part in nals) + large == len(nals)
    if large == len(nals):
        assert reassembled(made) == nals


def test_a_fragmented_nal_unit_has_one_start_and_one_end() -> None:
    nal = bytes([0x65]) + bytes(range(256)) * 20
    made = payloads([nal])
    assert [part[1] >> 6 for part in made] == [0b10, *[0b00] * (len(made) - 2), 0b01]
    assert {part[0] for part in made} == {0x60 | 28}
    assert reassembled(made) == [nal]


def test_only_the_last_packet_of_a_picture_carries_the_marker_and_numbers_wrap() -> None:
    made = packets(payloads([bytes([0x65]) + bytes(4000)]))
    wire = bytes(made.numbered(2, 0xFFFF, 90_000, 7))
    headers = [struct.unpack(">BBHBBHII", wire[at : at + 16]) for at, _ in made.spans]
    assert [header[5] for header in headers] == [0xFFFF, 0, 1]
    assert [header[4] >> 7 for header in headers] == [0, 0, 1]
    assert {header[:2] for header in headers} == {(0x24, 2)}
    assert sum(4 + header[2] for header in headers) == len(wire)


def test_a_sender_report_names_the_instant_in_ntp_time() -> None:
    report = sender_report(1, 7, 1_000_000_000.5, 90_000, (10, 5000))
    assert report[:4] == bytes([0x24, 1, 0, 28])
    assert report[4:8] == bytes([0x80, 200, 0, 6])
    fields = struct.unpack(">IIIIII", report[8:])
    assert fields == (7, 3_208_988_800, 1 << 31, 90_000, 10, 5000)


def reassembled(made: list[bytes]) -> list[bytes]:
    nals: list[bytearray] = []
    for part in made:
        if part[1] & 0x80:
            nals.append(bytearray([part[0] & 0xE0 | part[1] & 0x1F]))
        nals[-1] += part[2:]
    return [bytes(nal) for nal in nals]
