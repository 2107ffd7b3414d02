"""How a reader and its camera get on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from video.readers.mode import Mode
from video.readers.packets import Facts

LinkState = Literal["connecting", "streaming", "silent", "refused", "wrong_stream", "offline"]

FAILURES: Mapping[str, LinkState] = {
    "unknown_host": "offline",
    "unreachable": "offline",
    "port_closed": "offline",
    "address_not_allowed": "refused",
    "bad_credentials": "refused",
    "forbidden": "refused",
    "busy": "refused",
    "not_rtsp": "wrong_stream",
    "no_such_stream": "wrong_stream",
    "redirected": "wrong_stream",
    "no_video": "wrong_stream",
    "unsupported_codec": "wrong_stream",
    "undecodable": "wrong_stream",
    "no_answer": "silent",
    "no_frames": "silent",
    "no_key_frame": "silent",
    "stalled": "silent",
    "hung_up": "silent",
    "reader_failed": "silent",
}
"""Every way a link fails, and the state it puts the link in; `video.cameras.state` has the words."""

HELD = frozenset({"held_back", "crowded", "paced"})
"""Why an attempt waits, whatever state the link is in (`video.readers.governor`)."""


@dataclass(frozen=True, slots=True)
class Link:
    """A reader's account of its camera; `reason` is a key of FAILURES or one of HELD while it fails."""

    state: LinkState
    reason: str | None
    since: datetime
    frames: int = 0
    """Frames received, due or not; in `keyframes` and `patrol`, packets."""
    drops: Mapping[str, int] = field(default_factory=dict)
    """Due frames that were lost, by cause."""
    mode: Mode = "continuous"
    gap_s: float | None = None
    """The measured key-frame gap."""
    facts: Facts | None = None
    """What the stream said about itself when it was last opened; None in `continuous`."""
