"""Every frame is decoded, by OpenCV: for looks that come more often than key frames do."""

import time
from contextlib import closing

from video.readers.capture import Capture, configure
from video.readers.reading import Reading
from video.readers.shot import Developed, Stamp

BACKLOG_S = 2.0
BLIND_S = 5.0
"""A stream that stalled while OpenCV opened it is grabbed for ever without one picture: open it anew."""
REFRESHED_S = 3.0
"""A stream without whole key frames has refreshed its picture after so long."""


def watch(reading: Reading) -> str | None:
    """Read until the link breaks and return why, or None where the reading is over."""
    capture = _open(reading)
    if capture is None:
        return "undecodable"
    with closing(capture):
        return _read(reading, capture)


def visit(reading: Reading) -> str | None:
    """Take one picture of a camera whose key frames lean on others; return why there was none, or None."""
    capture = _open(reading)
    if capture is None:
        return "undecodable"
    with closing(capture):
        while not reading.stopping.is_set():
            reading.touch()
            if not capture.grab():
                return reading.silence(timed_out=False)
            now_s = reading.received()
            if now_s - reading.began_s > REFRESHED_S:
                _offer(reading, capture, now_s)
                break
        return None


def _open(reading: Reading) -> Capture | None:
    configure()
    reading.touch()
    return Capture.open(reading.url, reading.open_timeout_s, reading.read_timeout_s)


def _read(reading: Reading, capture: Capture) -> str | None:
    opened_s = seeing_s = time.monotonic()
    waits = 0
    while not reading.over:
        began_s = time.monotonic()
        reading.touch()
        if not capture.grab():
            slow = time.monotonic() - began_s > reading.read_timeout_s / 2
            return reading.silence(timed_out=slow)
        now_s = reading.received()
        # What piled up while the stream was being opened is old; it ends where grabbing waits.
        waits += now_s - began_s > capture.frame_s / 2
        if waits < 2 and now_s - opened_s <= BACKLOG_S:
            continue
        if _offer(reading, capture, now_s):
            seeing_s = now_s
        elif now_s - seeing_s > BLIND_S:
            return "undecodable"
    return None


def _offer(reading: Reading, capture: Capture, now_s: float) -> bool:
    """Hand over the frame that was grabbed, where one is wanted; False: it is no picture."""
    if not reading.slot.wants(now_s):
        return True
    pixels = capture.retrieve()
    if pixels is None:
        reading.slot.drops["undecodable"] += 1
        return False
    reading.offer(Developed(Stamp(now_s, reading.clock.now()), pixels))
    return True
