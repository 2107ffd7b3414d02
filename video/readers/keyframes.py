"""The stream is received whole and only the key frame of a due look is decoded, when it is looked at."""

from contextlib import closing

from video.readers.packets import Packets
from video.readers.reading import Reading


def watch(reading: Reading) -> str | None:
    """Read until the link breaks and return why, or None where the reading is over."""
    packets = reading.open_packets()
    if packets is None:
        return "undecodable"
    reading.ring.start(packets.coding)
    with closing(packets):
        try:
            return _read(reading, packets)
        except TimeoutError:
            return reading.silence(timed_out=True)
        finally:
            reading.ring.stop()


def _read(reading: Reading, packets: Packets) -> str | None:
    reading.touch()
    for packet in packets:
        now_s = reading.received()
        reading.gap.heard(now_s)
        reading.keep(packet, now_s, packets.stream_s(packet))
        if packet.is_keyframe:
            reading.gap.key(now_s)
            if packet.is_corrupt:
                reading.slot.drops["corrupt"] += 1
            elif reading.slot.wants(now_s):
                reading.offer(packets.shot(packet, now_s, reading.clock))
        if reading.over:
            return None
        reading.touch()
    return reading.silence(timed_out=False)
