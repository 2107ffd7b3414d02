"""H.265 packets follow RFC 7798."""

from hypothesis import given
from hypothesis import strategies as st

from video.simulator.h265 import payloads

SLICE, VPS, AGGREGATED, FRAGMENT = 1, 32, 48, 49


def header(kind: int, layer: int = 0, temporal: int = 1) -> bytes:
    return (kind << 9 | layer << 3 | temporal).to_bytes(2, "big")


def kind(data: bytes) -> int:
    return data[0] >> 1 & 0x3F


nals = st.builds(
    lambda type_, body: header(type_) + body,
    st.integers(0, 40),
    st.binary(min_size=1, max_size=5000),
)


@given(st.lists(nals, min_size=1, max_size=6), st.integers(20, 1400))
def test_payloads_carry_the_nal_units_in_order_and_keep_to_the_limit(
    units: list[bytes], limit: int
) -> None:
    made = payloads(units, limit)
    assert max(map(len, made)) <= limit
    assert reassembled(made) == units


def test_parameter_sets_share_a_packet_whose_header_is_the_lowest_of_theirs() -> None:
    units = [header(VPS, 3, 2) + b"vps", header(33, 1, 3) + b"sps", header(34, 2, 1) + b"pps"]
    (made,) = payloads(units)
    assert made[:2] == header(AGGREGATED, 1, 1)
    assert reassembled([made]) == units


def test_a_fragmented_nal_unit_has_one_start_and_one_end_and_keeps_its_ids() -> None:
    unit = header(SLICE, 5, 3) + bytes(range(256)) * 20
    made = payloads([unit])
    assert [part[2] >> 6 for part in made] == [0b10, *[0b00] * (len(made) - 2), 0b01]
    assert {part[:2] for part in made} == {header(FRAGMENT, 5, 3)}
    assert reassembled(made) == [unit]


def reassembled(made: list[bytes]) -> list[bytes]:
    found: list[bytes] = []
    for part in made:
        if kind(part) == AGGREGATED:
            at = 2
            while at < len(part):
                size = int.from_bytes(part[at : at + 2], "big")
                found.append(part[at + 2 : at + 2 + size])
                at += 2 + size
        elif kind(part) == FRAGMENT:
            if part[2] & 0x80:
                found.append(bytes([part[0] & 0x81 | (part[2] & 0x3F) << 1, part[1]]))
            found[-1] += part[3:]
        else:
            found.append(part)
    return found
