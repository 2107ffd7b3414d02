"""The leaderboard of one event type: which versions there are, and how they stand on one test set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from core.intervals import Interval
from core.text import Text
from registry.catalogue.model import Algorithm, Version
from registry.catalogue.transitions import SERVED
from registry.evaluation.model import Evaluation, State
from registry.testsets.model import CityTestSet

Figure = Literal["image_auc", "recall_at_5pct_fpr", "precision", "recall", "ap50"]
FIGURES: tuple[str, ...] = get_args(Figure)
PLACES = 3
"""Figures that agree to so many places are a tie."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A version on the shelf that raises the event."""

    version: Version
    algorithm: Algorithm
    vendor: Organization


@dataclass(frozen=True, slots=True)
class Row:
    """One version's place; without figures on the set it has none."""

    shelved: Shelved
    rank: int | None
    tied: bool
    """Whether another one has the same rank."""
    value: float | None
    interval: Interval | None
    state: State | None
    """Of its evaluation on the set; None: there is none."""
    evaluation: Evaluation | None
    """The one the figures are from."""


@dataclass(frozen=True, slots=True)
class Board:
    """How versions stand."""

    event_type: str | None
    on: CityTestSet | None
    choices: Sequence[CityTestSet]
    """The sets that cover the event, the newest first."""
    rows: Sequence[Row]


def event_types(session: Session) -> dict[str, Text]:
    """Return the event types that something on the shelf raises, with what they are called there."""
    statement = select(Version.manifest["events"]).where(Version.state.in_(SERVED))
    ordered = statement.order_by(Version.published_at)
    return {
        event["event_type"]: Text(event["title"]["zh"], event["title"]["en"])
        for events in session.scalars(ordered)
        for event in events or ()
    }


def board(
    session: Session, event_type: str | None, test_set_id: UUID | None, figure: Figure
) -> Board:
    """Return how the versions of an event type stand on a set: the one named, else the newest in use."""
    if event_type is None:
        return Board(None, None, (), ())
    choices = _choices(session, event_type)
    on = _chosen(choices, test_set_id)
    shelved = _shelved(session, event_type)
    evaluations = _evaluations(session, on, [one.version.id for one in shelved]) if on else {}
    rows = [_row(one, evaluations.get(one.version.id, ()), event_type, figure) for one in shelved]
    return Board(event_type, on, choices, _ranked(rows))


def _choices(session: Session, event_type: str) -> list[CityTestSet]:
    covers = func.jsonb_exists(CityTestSet.covers, event_type)
    return [*session.scalars(select(CityTestSet).where(covers).order_by(CityTestSet.id.desc()))]


def _chosen(choices: Sequence[CityTestSet], test_set_id: UUID | None) -> CityTestSet | None:
    if test_set_id is not None:
        return next((one for one in choices if one.id == test_set_id), None)
    in_use = (one for one in choices if one.retired_at is None)
    return next(in_use, None)


def _shelved(session: Session, event_type: str) -> list[Shelved]:
    raises = Version.manifest["events"].contains([{"event_type": event_type}])
    statement = (
        select(Version, Algorithm, Organization)
        .join(Algorithm, Algorithm.id == Version.algorithm_id)
        .join(Organization, Organization.id == Version.owner_id)
        .where(Version.state.in_(SERVED), raises)
        .order_by(Algorithm.slug, Version.created_at.desc())
    )
    return [Shelved(*row) for row in session.execute(statement)]


def _evaluations(
    session: Session, on: CityTestSet, version_ids: Sequence[UUID]
) -> dict[UUID, list[Evaluation]]:
    found: dict[UUID, list[Evaluation]] = {}
    statement = select(Evaluation).where(
        Evaluation.test_set_id == on.id, Evaluation.version_id.in_(version_ids)
    )
    for one in session.scalars(statement.order_by(Evaluation.id.desc())):
        found.setdefault(one.version_id, []).append(one)
    return found


def _row(shelved: Shelved, tried: Sequence[Evaluation], event_type: str, figure: Figure) -> Row:
    done = next((one for one in tried if one.state == "done"), None)
    found: Mapping[str, Any] = ((done and done.figures) or {}).get("events", {}).get(event_type, {})
    value, interval = found.get(figure), found.get(interval_of(figure))
    return Row(
        shelved,
        rank=None,
        tied=False,
        value=value,
        interval=(interval[0], interval[1]) if interval else None,
        state=tried[0].state if tried else None,  # type: ignore[arg-type]
        evaluation=done,
    )


def interval_of(figure: Figure) -> str:
    """Return where the interval of a figure stands beside it; `ap50_95` is another figure and no interval."""
    return "ap50_interval" if figure == "ap50" else f"{figure}_95"


def _ranked(rows: Sequence[Row]) -> list[Row]:
    """Put the best first; ties share a rank, and the next one after them is as far down as they are many."""
    measured = [row for row in rows if row.value is not None]
    values = [round(row.value or 0.0, PLACES) for row in measured]
    placed = [
        Row(
            row.shelved, 1 + sum(other > value for other in values), values.count(value) > 1,
            row.value, row.interval, row.state, row.evaluation,
        )
        for row, value in zip(measured, values, strict=True)
    ]  # fmt: skip
    placed.sort(key=lambda row: row.rank or 0)
    return [*placed, *(row for row in rows if row.value is None)]
