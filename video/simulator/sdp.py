"""The session description (RFC 4566) of one camera."""

from video.simulator.footage import Footage
from video.simulator.message import TRACK
from video.simulator.rtp import CLOCK_HZ, PAYLOAD_TYPE


def describe(footage: Footage) -> str:
    """Return the SDP of a live video track with its parameter sets."""
    codec = footage.codec
    lines = [
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=algomart simulator",
        "c=IN IP4 0.0.0.0",
        "t=0 0",
        "a=control:*",
        "a=range:npt=now-",
        f"m=video 0 RTP/AVP {PAYLOAD_TYPE}",
        f"a=rtpmap:{PAYLOAD_TYPE} {codec.encoding}/{CLOCK_HZ}",
        f"a=fmtp:{PAYLOAD_TYPE} {codec.format(footage.sets)}",
        f"a=framerate:{footage.frame_rate:g}",
        f"a=control:{TRACK}",
    ]
    return "\r\n".join(lines) + "\r\n"
