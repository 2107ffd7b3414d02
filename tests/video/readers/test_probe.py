"""A camera that cannot be watched says why."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

import pytest

from core.net.allowed import Allowed
from core.net.networks import parse_networks
from tests.core.net.fakes import Told, listening, was_called
from tests.video.conftest import USER
from tests.video.readers.answering import answering, closed_port
from video.readers.link import FAILURES
from video.readers.probe import REDIRECTIONS_MAX, Probed, _onward, pinned, probe, refusal
from video.simulator import Fault, SimulatorProcess

SDP = "v=0\r\nm=audio 0 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
HERE = Allowed(parse_networks("127.0.0.0/8"), "ALGOMART_CAMERA_NETWORKS", public=False)
ANYWHERE = Allowed(parse_networks("0.0.0.0/0,::/0"), "ALGOMART_CAMERA_NETWORKS", public=False)
VIDEO = SDP + "m=video 0 RTP/AVP 96\r\na=rtpmap:96 {codec}/90000\r\n"


def fault(url: str, timeout_s: float, allowed: Allowed = ANYWHERE) -> str | None:
    return probe(url, timeout_s, allowed).reason


def described(sdp: str) -> bytes:
    return f"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: {len(sdp)}\r\n\r\n{sdp}".encode()


def test_a_playing_camera_has_no_fault(playing: SimulatorProcess) -> None:
    assert fault(playing.url("/gate", credentials=True), 5) is None


def test_a_wrong_or_missing_password_and_a_wrong_path_are_told_apart(
    playing: SimulatorProcess,
) -> None:
    wrong = playing.url("/gate").replace("://", f"://{USER}:{quote('wrong')}@")
    assert fault(wrong, 5) == "bad_credentials"
    assert fault(playing.url("/gate"), 5) == "bad_credentials"
    assert fault(playing.url("/nowhere", credentials=True), 5) == "no_such_stream"


@pytest.mark.parametrize(
    ("status", "reason"), [(403, "forbidden"), (503, "busy"), (404, "no_such_stream")]
)
def test_what_the_camera_answers_decides(
    simulator: SimulatorProcess, status: int, reason: str
) -> None:
    simulator.refuse("/gate", status)
    assert fault(simulator.url("/gate", credentials=True), 5) == reason


@pytest.mark.parametrize(
    ("crowded", "reason"), [(Fault.FULL, "busy"), (Fault.FULL_FORBIDDEN, "forbidden")]
)
def test_a_recorder_that_describes_but_gives_no_session_says_why(
    simulator: SimulatorProcess, crowded: Fault, reason: str
) -> None:
    simulator.fault(crowded, "/gate", 0)
    url = simulator.url("/gate", credentials=True)
    assert fault(url, 5) is None
    assert refusal(url, 5, ANYWHERE) == reason


def test_asking_for_a_session_leaves_none(playing: SimulatorProcess) -> None:
    assert refusal(playing.url("/gate", credentials=True), 5, ANYWHERE) is None
    assert playing.totals()["sessions"]["now"] == 0
    assert playing.totals()["sessions"]["total"] > 0


def test_hosts_and_ports_without_a_camera() -> None:
    assert fault(f"rtsp://127.0.0.1:{closed_port()}/", 5) == "port_closed"
    assert fault("rtsp://a..b/", 5) == "unknown_host"
    assert fault("rtsp://[100::1]:554/", 1) == "unreachable"


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
        (b"RTSP/1.0 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n", "redirected"),
        (b"RTSP/1.0 302 Found\r\nLocation: rtsp://[::1/\r\n\r\n", "redirected"),
        (b"RTSP/1.0 302 Found\r\nLocation: rtsp://169.254.169.254/\r\n\r\n", "address_not_allowed"),
    ],
)
def test_odd_answers_are_named(answer: bytes, reason: str | None) -> None:
    with answering(answer) as url:
        assert fault(url, 5) == reason


def test_a_port_that_accepts_and_says_nothing_is_silent() -> None:
    with answering() as url:
        assert fault(url, 0.3) == "no_answer"
        assert fault(url.replace("rtsp:", "rtsps:"), 0.3) == "no_answer"


def test_a_plain_port_is_no_encrypted_camera() -> None:
    with answering(b"RTSP/1.0 400 Bad Request\r\n\r\n") as url:
        assert fault(url.replace("rtsp:", "rtsps:"), 5) == "not_rtsp"


@pytest.mark.parametrize(
    "challenge",
    ['Basic realm="x"', 'Digest realm="x", nonce="n", algorithm=SHA-256, qop="auth"'],
)
def test_other_ways_to_sign_in_are_tried(challenge: str) -> None:
    first = f"RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: {challenge}\r\n\r\n".encode()
    with answering(first, described(VIDEO.format(codec="H264"))) as url:
        assert fault(url, 5) is None


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "127.0.0.1.", "cam.example"]
)
def test_an_address_outside_the_cameras_networks_is_not_connected_to(host: str) -> None:
    elsewhere = Allowed(parse_networks("10.0.0.0/8"), "ALGOMART_CAMERA_NETWORKS", public=False)
    with listening() as inner:
        url = f"rtsp://user:secret@{host}:{inner.getsockname()[1]}/"
        assert probe(url, 5, elsewhere, Told(["127.0.0.1"])).reason == "address_not_allowed"
        assert not was_called(inner)


def test_what_was_checked_is_what_is_watched(playing: SimulatorProcess) -> None:
    named = playing.url("/gate", credentials=True).replace("127.0.0.1", "cam.example")
    told = Told(["127.0.0.1"], ["10.0.0.1"])
    found = probe(named, 5, HERE, told)
    assert found == Probed(None, playing.url("/gate", credentials=True))
    assert "s3cret" not in repr(found)
    assert probe(named, 5, HERE, told).reason == "address_not_allowed"


def test_an_ipv6_camera_keeps_its_brackets() -> None:
    told = urlsplit("rtsp://a:b@cam.example/x?y=1")
    assert pinned(told, "fd00::7").geturl() == "rtsp://a:b@[fd00::7]/x?y=1"
    assert (
        pinned(urlsplit("rtsp://cam.example:8554/"), "10.0.0.7").geturl() == "rtsp://10.0.0.7:8554/"
    )


def test_a_redirection_is_followed_to_allowed_addresses_and_never_without_end(
    playing: SimulatorProcess,
) -> None:
    there = playing.url("/gate", credentials=True)
    with answering(moved_to(there)) as url:
        assert probe(url, 5, HERE) == Probed(None, there)
    with listening() as inner:
        port = inner.getsockname()[1]
        with answering(moved_to(f"rtsp://[::ffff:127.9.9.9]:{port}/")) as url:
            only = Allowed(parse_networks("127.0.0.1"), "ALGOMART_CAMERA_NETWORKS", public=False)
            assert fault(url, 5, only) == "address_not_allowed"
        assert not was_called(inner)
    with looping() as url:
        assert fault(url, 5) == "redirected"


def test_credentials_go_along_to_the_same_host_only() -> None:
    sent = "rtsp://user:secret@10.0.0.7/a"
    assert _onward(sent, "rtsp://10.0.0.7:8554/b") == "rtsp://user:secret@10.0.0.7:8554/b"
    assert _onward(sent, "rtsp://10.0.0.8/b") == "rtsp://10.0.0.8/b"


def moved_to(url: str) -> bytes:
    return f"RTSP/1.0 302 Found\r\nCSeq: 1\r\nLocation: {url}\r\n\r\n".encode()


@contextmanager
def looping() -> Iterator[str]:
    """Yield the URL of a camera that sends everybody to itself."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"rtsp://127.0.0.1:{listener.getsockname()[1]}/"

        def serve() -> None:
            for _ in range(REDIRECTIONS_MAX + 1):
                connection, _ = listener.accept()
                with connection:
                    connection.recv(4096)
                    connection.sendall(moved_to(url))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield url
        thread.join(5)


def test_every_reason_a_probe_gives_is_known() -> None:
    assert {"unknown_host", "no_answer", "busy", "not_rtsp", "bad_credentials"} <= FAILURES.keys()
