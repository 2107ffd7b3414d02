"""The session description (RFC 4566) of one camera."""

from base64 import b64encode

from video.simulator.footage import Footage
from video.simulator.message import TRACK
from video.simulator.rtp import PAYLOAD_TYPE


def describe(footage: Footage) -> str:
    """Return the SDP of a live H.264 track with its parameter sets."""
    sets = ",".join(b64encode(part).decode() for part in (footage.sps, footage.pps))
    lines = [
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=algomart simulator",
        "c=IN IP4 0.0.0.0",
        "t=0 0",
        "a=control:*",
        "a=range:npt=now-",
        f"m=video 0 RTP/AVP {PAYLOAD_TYPE}",
        f"a=rtpmap:{PAYLOAD_TYPE} H264/90000",
        f"a=fmtp:{PAYLOAD_TYPE} packetization-mode=1;"
        f"profile-level-id={footage.sps[1:4].hex().upper()};sprop-parameter-sets={sets}",
        f"a=framerate:{footage.frame_rate:g}",
        f"a=control:{TRACK}",
    ]
    return "\r\n".join(lines) + "\r\n"
