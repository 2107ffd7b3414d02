"""轮巡: connect, take one fresh key frame, leave; the camera is free until its next look is due."""

from contextlib import closing

from video.readers import continuous
from video.readers.packets import Packets
from video.readers.reading import Reading

PATIENCE_S = 20.0
"""Cameras with smart codecs send a key frame every ten seconds or so."""


def visit(reading: Reading) -> str | None:
    """Take one picture; return why there was none, or None."""
    if not reading.trusted:
        return continuous.visit(reading)
    packets = reading.open_packets()
    if packets is None:
        return "undecodable"
    with closing(packets):
        try:
            return _take(reading, packets)
        except TimeoutError:
            return reading.silence(timed_out=True)


def _take(reading: Reading, packets: Packets) -> str | None:
    reading.touch()
    for packet in packets:
        now_s = reading.received()
        if packet.is_keyframe and not packet.is_corrupt:
            reading.offer(packets.shot(packet, now_s, reading.clock))
            return None
        if reading.stopping.is_set():
            return None
        if now_s - reading.began_s > PATIENCE_S:
            return "no_key_frame"
        reading.touch()
    return reading.silence(timed_out=False)
