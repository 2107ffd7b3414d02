"""Which thing of this look is which of the last: a small association that is pure, for looks seconds apart.

A thing is where it was, or where it would be had it gone on; it is no further than it can have come, and of a
similar size. The best pairs are made first. docs/adr tells why this is no tracker of video frames.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import hypot

from algorithms.contract.rule import Tripwire
from algorithms.contract.values import Box, Detection
from cases.rules.memory import Subject
from cases.rules.rule import Rule
from cases.rules.shapes import area_of, box_of, crosses, foot, overlap_of

SUBJECTS_MAX = 200
"""So many things are followed at once; further ones are not begun."""
LOST_LOOKS = 2
"""Looks in a row without a thing, besides `end_after_s`, until it is forgotten."""
SAME_SIZE = 4.0
SURELY = 0.3
"""Boxes that overlap so much are one thing, however it moves."""
DOUBLE = 0.7
"""A box that overlaps a followed thing's so much is that thing seen twice."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A thing that was known or is new, and what it was seen as; None: not in this look."""

    subject: Subject
    seen: Detection | None


def follow(
    rule: Rule, subjects: Sequence[Subject], things: Sequence[Detection], at: datetime
) -> list[Followed]:
    """Return every known thing as it is after this look, and the new ones."""
    pairs = _pairs(rule, subjects, things, at)
    known = [
        _met(rule, subject, things[pairs[i]], at)
        if i in pairs
        else Followed(replace(subject, lost=subject.lost + 1), None)
        for i, subject in enumerate(subjects)
    ]
    taken = set(pairs.values())
    free = [one for j, one in enumerate(things) if j not in taken]
    return known + list(_new(rule, known, free, at))


def is_forgotten(rule: Rule, subject: Subject, at: datetime) -> bool:
    """Tell whether a thing without an incident has been away for too long to be known again."""
    if subject.incident is not None or subject.seen_at is None:
        return subject.incident is None
    unseen_s = (at - subject.seen_at).total_seconds()
    asleep_s = rule.cooldown_s if subject.ended_at is not None else 0.0
    return subject.lost >= LOST_LOOKS and unseen_s >= max(rule.end_after_s, asleep_s)


def _pairs(
    rule: Rule, subjects: Sequence[Subject], things: Sequence[Detection], at: datetime
) -> dict[int, int]:
    """Return which thing each subject is, by their places in the two lists; the best pairs first."""
    costs = sorted(_costs(rule, subjects, things, at))
    chosen: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in costs:
        if i not in chosen and j not in taken:
            chosen[i] = j
            taken.add(j)
    return chosen


def _costs(
    rule: Rule, subjects: Sequence[Subject], things: Sequence[Detection], at: datetime
) -> Iterator[tuple[float, int, int]]:
    boxes = [box_of(one) for one in things]
    for i, subject in enumerate(subjects):
        if subject.box is None or subject.seen_at is None:
            continue
        for j, found in enumerate(boxes):
            cost = _cost(rule, subject, found, (at - subject.seen_at).total_seconds())
            if cost is not None:
                yield cost, i, j


def _cost(rule: Rule, subject: Subject, found: Box, after_s: float) -> float | None:
    """Return how unlikely it is that a subject is what was found, or None where it cannot be."""
    assert subject.box is not None
    assert rule.tracking is not None
    common = overlap_of(subject.box, found)
    sizes = _size(found) / max(_size(subject.box), 1e-9)
    reach = rule.tracking.reach_per_s * after_s + _diagonal(found) / 2
    far = min(
        _distance(_centre(subject.box), _centre(found)),
        _distance(_expected(subject, after_s), _centre(found)),
    )
    near = far <= reach and 1 / SAME_SIZE <= sizes <= SAME_SIZE
    if common < SURELY and not near:
        return None
    return far / reach - common


def _met(rule: Rule, subject: Subject, seen: Detection, at: datetime) -> Followed:
    found = box_of(seen)
    assert subject.box is not None
    assert subject.seen_at is not None
    after_s = (at - subject.seen_at).total_seconds()
    (x, y), (was_x, was_y) = _centre(found), _centre(subject.box)
    moved = ((x - was_x) / after_s, (y - was_y) / after_s) if after_s > 0 else subject.velocity
    crossed = subject.crossed or _crossed(rule.tripwires, subject.box, found)
    here = replace(subject, box=found, seen_at=at, velocity=moved, crossed=crossed, lost=0)
    return Followed(here, seen)


def _crossed(wires: Iterable[Tripwire], before: Box, after: Box) -> bool:
    return any(crosses(wire, foot(before), foot(after)) for wire in wires)


def _new(
    rule: Rule, known: Sequence[Followed], free: Sequence[Detection], at: datetime
) -> Iterator[Followed]:
    """Yield what was not there before: sure enough to raise, and not a known thing seen twice."""
    boxes = [one.subject.box for one in known if one.seen is not None and one.subject.box]
    room = SUBJECTS_MAX - len(known)
    for number, one in enumerate(free):
        found = box_of(one)
        double = any(overlap_of(found, other) > DOUBLE for other in boxes)
        if one.score < rule.threshold or double or room <= 0:
            continue
        room -= 1
        boxes.append(found)
        key = f"{rule.incident_key}#{at.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{number}"
        yield Followed(Subject(key, box=found, seen_at=at), one)


def _expected(subject: Subject, after_s: float) -> tuple[float, float]:
    assert subject.box is not None
    x, y = _centre(subject.box)
    return x + subject.velocity[0] * after_s, y + subject.velocity[1] * after_s


def _centre(of: Box) -> tuple[float, float]:
    return (of[0] + of[2]) / 2, (of[1] + of[3]) / 2


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _diagonal(of: Box) -> float:
    return max(hypot(of[2] - of[0], of[3] - of[1]), 1e-6)


def _size(of: Box) -> float:
    return area_of(Detection("", 0, of))
