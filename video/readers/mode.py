"""Which way of reading a camera costs least and still keeps the promise."""

from dataclasses import dataclass
from typing import Literal

Mode = Literal["continuous", "keyframes", "patrol"]

SUB_SECOND_S = 1.0
"""Below this a camera is read continuously until its key frames are known to come as often."""
GAP_GRACE = 1.1
"""A key-frame gap may be this much longer than the interval: cameras' clocks are not ours."""
VISITS_PER_GAP = 3
"""A visit waits for a key frame; one that takes a larger share of the interval saves nothing."""


@dataclass(frozen=True, slots=True)
class Means:
    """What decides beside the interval."""

    patrol_from_s: float
    gap_s: float | None = None
    """The measured time from key frame to key frame; None while it is unknown."""
    trusted: bool = True
    """Whether each of its key frames decoded to one whole picture by itself."""
    crowded: bool = False
    """More cameras stand behind its recorder than it gives sessions: they must take turns."""
    short: bool = False
    """The node cannot keep up: nothing is decoded only to be thrown away."""


def choose(interval_s: float, means: Means) -> Mode:
    """Return the mode for the tightest interval asked of a camera."""
    if means.crowded and interval_s >= SUB_SECOND_S:
        return "patrol"
    gap_s = means.gap_s
    if interval_s >= means.patrol_from_s and (
        gap_s is None or interval_s >= VISITS_PER_GAP * gap_s
    ):
        return "patrol"
    if not means.trusted:
        return "continuous"
    if gap_s is None:
        return "keyframes" if interval_s >= SUB_SECOND_S else "continuous"
    return "keyframes" if gap_s <= interval_s * GAP_GRACE or means.short else "continuous"
