"""What a rule makes of one look, before anything is remembered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from algorithms.contract.values import Detection
from cases.calendar.calendar import Calendar
from cases.rules.rule import Rule
from cases.rules.schedule import is_on
from cases.rules.shapes import covered_share, has_place, is_in, reaches_into


@dataclass(frozen=True, slots=True)
class Look:
    """One frame as the model saw it; `detections` are all it found, hits or not."""

    taken_at: datetime
    detections: tuple[Detection, ...] = ()
    size: tuple[int, int] = (0, 0)
    """Of the camera's picture, width × height in pixels; zeros where nobody knows."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What of a look concerns a rule, the surest first."""

    on: bool
    """Whether the rule looks at this hour."""
    things: tuple[Detection, ...] = ()
    """What it could follow: of its labels, sure and large enough, outside its masks."""
    kept: tuple[Detection, ...] = ()
    """Those in its zones: enough to keep an open incident."""
    strong: tuple[Detection, ...] = ()
    """Those that are sure enough to raise one."""
    share: float | None = None
    """Of the zones that `kept` covers, where the rule asks for that."""


def sight(rule: Rule, look: Look, calendar: Calendar) -> Sight:
    """Return what a rule sees in a look; the order of the detections does not matter."""
    if not is_on(rule.schedule, look.taken_at, calendar):
        return Sight(on=False)
    things = tuple(_things(rule, look))
    kept = tuple(one for one in things if _in_zone(rule, one))
    strong = tuple(one for one in kept if one.score >= rule.threshold)
    return (
        _covering(rule, things, kept, strong)
        if rule.coverage
        else Sight(True, things, kept, strong)
    )


def _things(rule: Rule, look: Look) -> Iterable[Detection]:
    """Yield what could be followed in an order of its own; what is there twice, once."""
    concerned = [one for one in look.detections if rule.concerns(one, look.size)]
    distinct = {_identity(one): one for one in concerned}
    for _, one in sorted(distinct.items(), key=lambda pair: pair[0]):
        if not rule.masks or not _in_mask(rule, one):
            yield one


def _identity(one: Detection) -> tuple[object, ...]:
    return -one.score, one.label, one.box or (), one.polygon or ()


def _in_zone(rule: Rule, one: Detection) -> bool:
    """With a coverage, what reaches into the zones counts as far as it does."""
    if not rule.zones:
        return True
    if rule.coverage:
        return reaches_into(one, rule.zones)
    return is_in(one, rule.zones, rule.overlap, rule.overlap_share)


def _in_mask(rule: Rule, one: Detection) -> bool:
    if not has_place(one) or rule.coverage:
        return False
    return is_in(one, rule.masks, rule.overlap, rule.overlap_share)


def _covering(
    rule: Rule,
    things: tuple[Detection, ...],
    kept: tuple[Detection, ...],
    strong: tuple[Detection, ...],
) -> Sight:
    asked = rule.coverage
    assert asked is not None
    share = covered_share(kept, rule.zones, rule.masks)
    surely = share if len(strong) == len(kept) else covered_share(strong, rule.zones, rule.masks)
    least = asked.min_share if asked.keep_share is None else asked.keep_share
    return Sight(
        True,
        things,
        kept if share >= least and share > 0 else (),
        strong if surely >= asked.min_share and surely > 0 else (),
        share,
    )
