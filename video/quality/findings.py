"""What is wrong with one frame, by its own measures and beside the camera's usual view.

The thresholds are measured: docs/adr/0015-picture-quality.md says on what, and with what margin.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from video.quality.measures import Measures
from video.quality.problem import Problem
from video.quality.view import Compared, Shift

_BLACK_MEAN, _BLACK_HIGHLIGHT = 20.0, 40.0
_BRIGHT_MEAN, _WASHED_OUT, _BURNT = 225.0, 25.0, 0.45
_ONE_COLOR, _NO_CONTRAST = 0.93, 2.5
_LIT = (24.0, 245.0)
_SMEAR, _BLOCKS, _MISSING = 0.03, 0.02, 0.10
_EDGE, _CLEAR_EDGE = 24.0, 45.0
_SOFT, _SOFT_OF_USUAL, _SHARP = 0.105, 0.55, 0.22
_LOST_OF_USUAL, _LOST = 0.40, 0.10
_LEVELLED = 0.22
_DULL = 14.0
_COVERED, _MOSTLY_COVERED = 0.20, 0.50
_SEEN, _FAR, _FITS, _BETTER = 0.85, 0.025, 0.30, 1.4
_STRANGE, _BUSY, _STAYS = 0.40, 0.50, 0.20
_FITS_BY_OTHER_LIGHT, _BETTER_BY_OTHER_LIGHT = 0.40, 2.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of one frame."""

    problem: Problem
    hides: bool
    """Whether so much is lost that an algorithm would see nothing, or something that is not there."""
    plain: bool = False
    """Whether wind, rain and traffic never look like it, so that it need not last as long."""


def own(measures: Measures) -> Iterator[Finding]:
    """Yield what a frame shows without a memory of others."""
    if _is_flat(measures):
        yield Finding("flat", hides=True)
        return
    if measures.brightness <= _BLACK_MEAN and measures.highlight <= _BLACK_HIGHLIGHT:
        yield Finding("black", hides=True)
    elif _is_overexposed(measures):
        yield Finding("overexposed", hides=True)
    if _is_damaged(measures):
        yield Finding("corrupt", hides=True)


def softness(measures: Measures, usual: float, usual_relief: float) -> Finding | None:
    """Say whether a frame is out of focus; the camera's own sharpness and relief are 0 while unknown."""
    if measures.relief <= _LEVELLED * usual_relief:
        return Finding("blurred", hides=True, plain=True)
    if measures.edge < _EDGE:
        return None
    absolute = measures.edge >= _CLEAR_EDGE and measures.sharpness <= _SOFT
    if not absolute and measures.sharpness > min(_SOFT_OF_USUAL * usual, _SHARP):
        return None
    plain = measures.sharpness <= _LOST_OF_USUAL * usual
    return Finding("blurred", hides=plain or measures.sharpness <= _LOST, plain=plain)


def dullness(measures: Measures) -> Finding | None:
    """Say whether a frame without a known view shows nothing at all, as behind a cloth."""
    dull = measures.contrast < _DULL and measures.edge < _EDGE
    return Finding("covered", hides=True) if dull else None


def cover(compared: Compared) -> Finding | None:
    """Say whether something hides the usual view."""
    if compared.covered < _COVERED:
        return None
    mostly = compared.covered >= _MOSTLY_COVERED
    return Finding("covered", hides=mostly, plain=mostly)


def may_have_moved(compared: Compared) -> bool:
    """Say whether it is worth looking for a shift."""
    return compared.seen < _SEEN


def movement(compared: Compared, shift: Shift) -> Finding | None:
    """Say whether the usual view lies elsewhere in the picture, or is another one altogether."""
    shifted = shift.far >= _FAR and shift.fits >= max(_FITS, _BETTER * shift.stays)
    strange = compared.seen < _STRANGE and compared.busy >= _BUSY and shift.stays < _STAYS
    plain = compared.seen < _STRANGE
    return Finding("moved", hides=False, plain=plain) if shifted or strange else None


def movement_by_other_light(shift: Shift) -> Finding | None:
    """Say the same where only the view by day is known and it is night, or the other way round.

    Lamps and shadows change too much to call a picture covered or strange, but a view that is
    found elsewhere has moved.
    """
    wanted = max(_FITS_BY_OTHER_LIGHT, _BETTER_BY_OTHER_LIGHT * shift.stays)
    return Finding("moved", hides=False) if shift.far >= _FAR and shift.fits >= wanted else None


def _is_flat(measures: Measures) -> bool:
    lit = _LIT[0] < measures.brightness < _LIT[1]
    return lit and (measures.same >= _ONE_COLOR or measures.contrast < _NO_CONTRAST)


def _is_overexposed(measures: Measures) -> bool:
    washed_out = measures.brightness >= _BRIGHT_MEAN and measures.contrast < _WASHED_OUT
    return measures.burnt >= _BURNT or washed_out


def _is_damaged(measures: Measures) -> bool:
    return measures.smear >= _SMEAR or measures.blocks >= _BLOCKS or measures.missing >= _MISSING
