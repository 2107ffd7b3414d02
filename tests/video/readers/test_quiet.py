"""A reader's process never writes its camera's credentials anywhere."""

import subprocess
import sys

import pytest

from tests.video.readers.answering import answering, closed_port

READER = """
import sys, time
from core.ids import uuid7
from core import log
from core.net.allowed import Allowed
from core.net.networks import parse_networks
from video.readers import Demand, Feed, Patience
from video.readers.capture import Capture, configure
from video.readers.packets import Packets
log.configure("DEBUG")
url = sys.stdin.readline().strip()
feed = Feed(Demand(uuid7(), url, 1), Patience(1, 1, 0.2, 30),
    allowed=Allowed(parse_networks("127.0.0.0/8"), "", public=False))
feed.start()
while feed.link.state == "connecting":
    time.sleep(0.02)
configure()
assert Capture.open(url, 1, 1) is None
assert Packets.open(url, 1, 1) is None
print(feed.demand, feed.link)
feed.stop(5)
"""


@pytest.mark.parametrize(
    "answer", [b"RTSP/1.0 401 Unauthorized\r\n\r\n", b"RTSP/1.0 500 No\r\n\r\n"]
)
def test_no_refusal_makes_it_talk(answer: bytes) -> None:
    with answering(*[answer] * 3) as url:
        assert "secret" not in everything_said(url)


def test_nobody_there_makes_it_talk_neither() -> None:
    said = everything_said(f"rtsp://user:secret@127.0.0.1:{closed_port()}/x")
    assert "secret" not in said
    assert "port_closed" in said


def everything_said(url: str) -> str:
    command = [sys.executable, "-c", READER]
    done = subprocess.run(
        command, input=url, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout + done.stderr
