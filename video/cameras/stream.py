"""What is known of a camera's stream while it is read."""

from pydantic import BaseModel

from video.quality import Problem
from video.readers.link import Link
from video.readers.mode import Mode


class Stream(BaseModel):
    """A camera's stream as it is read now. Figures are coarse on purpose: not every look is worth a write."""

    mode: Mode
    """How it is read: `continuous`, `keyframes` or `patrol`."""
    codec: str | None = None
    width: int | None = None
    height: int | None = None
    key_gap_s: float | None = None
    """Measured seconds from key frame to key frame."""
    clock_drift_s: float | None = None
    """The camera's clock less ours in seconds, where the camera tells its time."""
    problem: Problem | None = None
    """What is wrong with its picture, also where it can still be used."""


def stream_of(
    link: Link,
    size: tuple[int, int] | None,
    drift_s: float | None,
    problem: Problem | None = None,
) -> Stream:
    """Return what a reader knows; `size` is width and height of the last picture."""
    facts = link.facts
    width, height = size or (facts and (facts.width, facts.height)) or (None, None)
    return Stream(
        mode=link.mode,
        codec=facts.codec if facts else None,
        width=width or None,
        height=height or None,
        key_gap_s=None if link.gap_s is None else round(link.gap_s * 2) / 2,
        clock_drift_s=None if drift_s is None else float(round(drift_s)),
        problem=problem,
    )
