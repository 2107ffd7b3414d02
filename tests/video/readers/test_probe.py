"""A camera that cannot be watched says why."""

from urllib.parse import quote

import pytest

from tests.video.conftest import USER
from tests.video.readers.answering import answering, closed_port
from video.readers.link import FAILURES
from video.readers.probe import probe
from video.simulator import SimulatorProcess

SDP = "v=0\r\nm=audio 0 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
VIDEO = SDP + "m=video 0 RTP/AVP 96\r\na=rtpmap:96 {codec}/90000\r\n"


def described(sdp: str) -> bytes:
    return f"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: {len(sdp)}\r\n\r\n{sdp}".encode()


def test_a_playing_camera_has_no_fault(playing: SimulatorProcess) -> None:
    assert probe(playing.url("/gate", credentials=True), 5) is None


def test_a_wrong_or_missing_password_and_a_wrong_path_are_told_apart(
    playing: SimulatorProcess,
) -> None:
    wrong = playing.url("/gate").replace("://", f"://{USER}:{quote('wrong')}@")
    assert probe(wrong, 5) == "bad_credentials"
    assert probe(playing.url("/gate"), 5) == "bad_credentials"
    assert probe(playing.url("/nowhere", credentials=True), 5) == "no_such_stream"


@pytest.mark.parametrize(
    ("status", "reason"), [(403, "forbidden"), (503, "busy"), (404, "no_such_stream")]
)
def test_what_the_camera_answers_decides(
    simulator: SimulatorProcess, status: int, reason: str
) -> None:
    simulator.refuse("/gate", status)
    assert probe(simulator.url("/gate", credentials=True), 5) == reason


def test_hosts_and_ports_without_a_camera() -> None:
    assert probe(f"rtsp://127.0.0.1:{closed_port()}/", 5) == "port_closed"
    assert probe("rtsp://a..b/", 5) == "unknown_host"
    assert probe("rtsp://255.255.255.255:554/", 1) == "unreachable"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", "not_rtsp"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "not_rtsp"),
        (b"\x00" * 200_000, "not_rtsp"),
        (b"", "no_answer"),
        (b"RTSP/1.0 200 OK\r\nContent-Length: 999999\r\n\r\n" + b"x" * 100_000, "no_video"),
        (described(SDP), "no_video"),
        (described(VIDEO.format(codec="H264")), None),
        (described(VIDEO.format(codec="h265")), None),
        (described(VIDEO.format(codec="SVAC")), "unsupported_codec"),
        (
            described("m=video 0 RTP/AVP 26\r\nm=audio 0 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"),
            None,
        ),
        (b"RTSP/1.0 301 Moved\r\n\r\n", None),
    ],
)
def test_odd_answers_are_named(answer: bytes, reason: str | None) -> None:
    with answering(answer) as url:
        assert probe(url, 5) == reason


def test_a_port_that_accepts_and_says_nothing_is_silent() -> None:
    with answering() as url:
        assert probe(url, 0.3) == "no_answer"
        assert probe(url.replace("rtsp:", "rtsps:"), 0.3) == "no_answer"


def test_a_plain_port_is_no_encrypted_camera() -> None:
    with answering(b"RTSP/1.0 400 Bad Request\r\n\r\n") as url:
        assert probe(url.replace("rtsp:", "rtsps:"), 5) == "not_rtsp"


@pytest.mark.parametrize(
    "challenge",
    ['Basic realm="x"', 'Digest realm="x", nonce="n", algorithm=SHA-256, qop="auth"'],
)
def test_other_ways_to_sign_in_are_tried(challenge: str) -> None:
    first = f"RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: {challenge}\r\n\r\n".encode()
    with answering(first, described(VIDEO.format(codec="H264"))) as url:
        assert probe(url, 5) is None


def test_every_reason_a_probe_gives_is_known() -> None:
    assert {"unknown_host", "no_answer", "busy", "not_rtsp", "bad_credentials"} <= FAILURES.keys()
