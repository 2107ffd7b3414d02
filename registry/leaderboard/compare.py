"""Two versions beside each other for one event type: what each is, and how both did on the same test sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.orm import Session

from accounts.scope import Scope
from algorithms.contract.facts import GRADES
from algorithms.contract.manifest import Manifest
from core.intervals import Interval
from registry.evaluation import listing
from registry.evaluation.errors import ManifestOutdated
from registry.evaluation.listing import About, Measured
from registry.evaluation.model import Evaluation
from registry.leaderboard.service import Figure, interval_of
from registry.testsets.model import CityTestSet

Grade = Literal["light", "medium", "heavy"]
Better = Literal["left", "right", "overlap", "unknown"]
"""Which of two is better by a figure: neither where their intervals overlap."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, and what it takes to run: measured by the gate, else as stated."""

    about: About
    manifest: Manifest
    cpu_ms: float
    memory_mb: float
    measured: bool
    grade: Grade


@dataclass(frozen=True, slots=True)
class OnSet:
    """Both on one test set, with the newest figures of each."""

    on: CityTestSet
    left: Evaluation
    right: Evaluation
    better: Mapping[Figure, Better]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions, the event types both raise, and the sets both were measured on for one of them."""

    left: Side
    right: Side
    shared: Sequence[str]
    event_type: str | None
    """The one that is compared; None: they raise none in common."""
    sets: Sequence[OnSet]


def compare(
    session: Session, scope: Scope, left_id: UUID, right_id: UUID, event_type: str | None
) -> Comparison:
    """Return two versions the caller may see beside each other, for an event type that both raise.

    Another one is answered by the first that they share. Raises `NotFound`, `ManifestOutdated`.
    """
    left, right = (_side(listing.about(session, scope, one)) for one in (left_id, right_id))
    also = {event.event_type for event in right.manifest.events}
    shared = [one.event_type for one in left.manifest.events if one.event_type in also]
    chosen = event_type if event_type in shared else next(iter(shared), None)
    sets = _sets(left.about.measured, right.about.measured, chosen) if chosen else []
    return Comparison(left, right, shared, chosen, sets)


def _side(about: About) -> Side:
    version = about.version
    try:
        manifest = Manifest.model_validate(version.manifest)
    except ValidationError as error:
        raise ManifestOutdated from error
    found: dict[str, float] = version.gate.get("measured", {})
    stated = manifest.resources
    cpu_ms = found.get("cpu_ms", stated.cpu_ms)
    memory_mb = found.get("rss_mb", stated.memory_mb)
    return Side(about, manifest, cpu_ms, memory_mb, "cpu_ms" in found, _grade(cpu_ms, memory_mb))


def _grade(cpu_ms: float, memory_mb: float) -> Grade:
    """Return the grade that what it takes falls into, whatever it is sold as."""
    grades: tuple[Grade, ...] = ("light", "medium")
    for grade in grades:
        most_ms, most_mb = GRADES[grade]
        if cpu_ms <= most_ms and memory_mb <= most_mb:
            return grade
    return "heavy"


def _sets(left: Sequence[Measured], right: Sequence[Measured], event_type: str) -> list[OnSet]:
    others = {one.on.id: one.evaluation for one in right}
    pairs = [(one.on, one.evaluation, others[one.on.id]) for one in left if one.on.id in others]
    return [
        OnSet(on, one, other, _better(one, other, event_type))
        for on, one, other in pairs
        if figures_of(one, event_type) and figures_of(other, event_type)
    ]


def figures_of(evaluation: Evaluation, event_type: str) -> Mapping[str, Any]:
    """Return what was measured of an event type; nothing where the set does not cover it."""
    found: Mapping[str, Any] = (evaluation.figures or {}).get("events", {}).get(event_type, {})
    return found


def _better(left: Evaluation, right: Evaluation, event_type: str) -> dict[Figure, Better]:
    one, other = figures_of(left, event_type), figures_of(right, event_type)
    return {
        figure: apart(one.get(interval_of(figure)), other.get(interval_of(figure)))
        for figure in get_args(Figure)
    }


def apart(left: Interval | None, right: Interval | None) -> Better:
    """Tell which of two intervals lies wholly above the other."""
    if not left or not right:
        return "unknown"
    if left[0] > right[1]:
        return "left"
    return "right" if right[0] > left[1] else "overlap"
