"""The conversation: who may watch, what is answered, what is sent."""

import socket
import struct
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from tests.video import clips
from tests.video.conftest import PASSWORD, USER
from tests.video.rtsp_client import TCP, Client
from tests.video.simulator.watching import starts
from video.simulator import Channel, SimulatorProcess
from video.simulator.rtp import CLOCK_HZ


def client(simulator: SimulatorProcess, path: str = "/gate", password: str = PASSWORD) -> Client:
    return Client(simulator.url(path), USER, password)


def test_nobody_watches_without_the_password(playing: SimulatorProcess) -> None:
    with client(playing, password="") as anonymous:
        assert anonymous.ask("OPTIONS")[0] == 200
        for method in ("DESCRIBE", "SETUP", "PLAY", "TEARDOWN", "GET_PARAMETER"):
            status, text = anonymous.ask(method, Transport=TCP)
            assert status == 401
            assert 'Digest realm="algomart"' in text
    with client(playing, password="wrong") as guessing:
        assert guessing.ask("DESCRIBE")[0] == 401


def test_a_response_is_worthless_on_another_connection(playing: SimulatorProcess) -> None:
    with client(playing) as first, client(playing) as second:
        assert first.ask("DESCRIBE")[0] == 200
        second.challenge = first.challenge
        status, text = second.send("DESCRIBE")
        assert status == 401
        assert "stale" in text


def test_a_response_is_worthless_for_another_method(playing: SimulatorProcess) -> None:
    with client(playing) as viewer:
        assert viewer.ask("DESCRIBE")[0] == 200
        signed = viewer.authorization("DESCRIBE", viewer.url)
        viewer.challenge = {}
        assert viewer.send("DESCRIBE", Authorization=signed)[0] == 200
        assert viewer.send("SETUP", Authorization=signed, Transport=TCP)[0] == 401


def test_an_unknown_path_an_unknown_session_and_multicast_are_refused(
    playing: SimulatorProcess,
) -> None:
    with client(playing, "/nowhere") as lost:
        assert lost.ask("DESCRIBE")[0] == 404
        assert lost.ask("SETUP", Transport=TCP)[0] == 404
    with client(playing) as viewer:
        assert viewer.ask("PLAY")[0] == 454
        multicast = "RTP/AVP;multicast;client_port=5000-5001"
        assert viewer.ask("SETUP", "/trackID=0", Transport=multicast)[0] == 461
        assert viewer.ask("SETUP", "/trackID=0", Transport=f"{multicast},{TCP}")[0] == 200
        assert viewer.ask("PLAY", Session="other")[0] == 454
        assert viewer.ask("RECORD")[0] == 501
        assert viewer.ask("PLAY", Require="implicit-play")[0] == 551
        assert viewer.ask("TEARDOWN")[0] == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01 tls\r\n\r\n",
        b"DESCRIBE rtsp://x/ RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 99999999\r\n\r\n",
        b"OPTIONS * RTSP/1.0\r\n" + b"A: " + b"x" * 40_000 + b"\r\n\r\n",
    ],
)
def test_nonsense_is_answered_400_and_cut_off(playing: SimulatorProcess, sent: bytes) -> None:
    with client(playing) as rude:
        rude.socket.sendall(sent)
        assert rude.answer()[0] == 400
        assert rude.stream.read() == b""


def test_the_description_tells_the_decoder_all_it_needs(playing: SimulatorProcess) -> None:
    with client(playing) as viewer:
        text = viewer.ask("DESCRIBE")[1]
    assert f"Content-Base: {viewer.url}/" in text
    assert "a=rtpmap:96 H264/90000" in text
    assert "packetization-mode=1;profile-level-id=" in text
    assert "sprop-parameter-sets=" in text


def test_pictures_begin_with_parameter_sets_and_arrive_numbered_in_order(
    playing: SimulatorProcess,
) -> None:
    with client(playing) as viewer:
        viewer.play()
        rtp, reports = [], 0
        for channel, data in viewer.frames():
            reports += channel == 1
            if channel == 0:
                rtp.append((*struct.unpack(">BBHII", data[:12]), data[12] & 0x1F))
            if len(rtp) > 60:
                break
    assert reports >= 1
    assert [packet[5] for packet in rtp[:2]] == [7, 8]
    first = rtp[0][2]
    assert [packet[2] for packet in rtp] == [(first + n) & 0xFFFF for n in range(len(rtp))]
    assert len({packet[4] for packet in rtp}) == 1


def test_playing_can_pause_and_go_on(playing: SimulatorProcess) -> None:
    with client(playing) as viewer:
        viewer.play()
        assert viewer.ask("SETUP", "/trackID=0", Transport=TCP)[0] == 455
        assert viewer.ask("PAUSE")[0] == 200
        assert viewer.ask("GET_PARAMETER")[0] == 200
        assert viewer.ask("PLAY")[0] == 200
        assert next(viewer.frames())


def test_a_client_that_does_not_read_loses_whole_gops_and_no_other_client_does(
    tmp_path: Path,
) -> None:
    cameras = {"/busy": Channel(clips.noise(tmp_path / "noise.mp4"))}
    with (
        SimulatorProcess(cameras) as simulator,
        Client(simulator.url("/busy")) as slow,
        Client(simulator.url("/busy")) as quick,
    ):
        slow.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        slow.play()
        quick.play()
        watched = list(starts(quick, 40))
        assert simulator.counts()["/busy"]["dropped_units"] > 0
        late = list(starts(slow, 40))
    step = Fraction(CLOCK_HZ, clips.RATE)
    assert {later - earlier for (earlier, _), (later, _) in pairwise(watched)} == {step}
    gaps = [(kind, later - earlier) for (earlier, _), (later, kind) in pairwise(late)]
    assert any(gap > step for _, gap in gaps)
    assert all(kind == 7 for kind, gap in gaps if gap > step)


def test_a_stalled_camera_stays_connected_and_goes_on_with_a_key_frame(
    simulator: SimulatorProcess,
) -> None:
    with client(simulator) as viewer:
        viewer.play()
        assert next(starts(viewer, 1))
        simulator.stall("/gate")
        assert viewer.ask("GET_PARAMETER")[0] == 200
        simulator.stall("/gate", False)
        assert any(kind == 7 for _, kind in starts(viewer, 40))
        assert simulator.counts()["/gate"]["clients"] == 1


def test_a_camera_can_be_cut_off(simulator: SimulatorProcess) -> None:
    with client(simulator) as viewer:
        viewer.play()
        simulator.cut("/gate")
        assert sum(1 for _ in viewer.frames()) < clips.FRAMES
        assert viewer.stream.read() == b""
        assert simulator.counts()["/gate"]["clients"] == 0


def test_a_camera_can_be_told_to_refuse_and_to_change_its_password(
    simulator: SimulatorProcess,
) -> None:
    simulator.refuse("/gate", 503)
    with client(simulator) as viewer:
        assert viewer.ask("DESCRIBE")[0] == 503
    simulator.refuse("/gate", None)
    simulator.set_password("new")
    with client(simulator) as viewer:
        assert viewer.ask("DESCRIBE")[0] == 401
    with client(simulator, password="new") as viewer:
        assert viewer.ask("DESCRIBE")[0] == 200
