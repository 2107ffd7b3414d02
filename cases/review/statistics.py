"""What became of events, by algorithm, camera, hour of the day or day: how many, how right, how quick."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Double,
    Integer,
    Select,
    cast,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.orm import Session

from accounts.scope import Scope
from cases.events.filters import Filter
from cases.events.model import Event
from core.grid import plan_anew
from core.intervals import wilson
from core.settings import Settings

By = Literal["algorithm", "camera", "hour", "day"]
_MIDDLE: ColumnElement[Any] = literal([0.5, math.nextafter(0.5, 1)], ARRAY(Double()))
"""Of an even count one half ends at the lower, the other one begins at the upper of the two."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Events of one kind; `key` is an id, an hour of the city's day (0 to 23), or one of its days."""

    key: Any
    events: int
    confirmed: int
    rejected: int
    duplicates: int
    waiting: int
    auto: int
    """Of the confirmed ones, those that nobody judged."""
    right: int
    """Events judged by people that were what the algorithm said; duplicates were, too."""
    wrong: int
    """Events judged by people that were not."""
    claim_s: float | None
    """Median seconds from its opening until somebody took an event up."""
    verdict_s: float | None
    """Median seconds from its opening until the verdict that counts."""

    @property
    def precision(self) -> float | None:
        """The share of events judged by people that were right; None where none is judged."""
        judged = self.right + self.wrong
        return self.right / judged if judged else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the precision lies with 95 % (Wilson)."""
        return wilson(self.right, self.right + self.wrong)


def figures(
    session: Session, scope: Scope, wanted: Filter, by: By, settings: Settings, limit: int | None
) -> Sequence[Figures]:
    """Return the figures by what is asked: hours and days in their order, else the most events first.

    Of more than `limit` days the latest are returned.
    """
    key = _key(by).label("key")
    statement: Select[Any] = (
        select(
            key,
            func.count().label("events"),
            *(_reviewed(one) for one in ("confirmed", "rejected", "duplicate", "waiting")),
            *by_people(),
            _median(Event.claim_ms),
            _median(Event.verdict_ms),
        )
        .group_by("key")
        .limit(limit)
    )
    order = {"hour": key, "day": key.desc()}.get(by, func.count().desc())
    plan_anew(session)
    # A million rows are sorted without the disk.
    session.execute(text("SET LOCAL work_mem = '96MB'"))
    limited = scope.sized(session).limit(wanted.apply(statement), Event)
    # A zone that is named for each row is looked up for each: half of what reading a million costs.
    _set_zone(session, settings.timezone)
    rows = session.execute(limited.order_by(order)).all()
    _set_zone(session, "UTC")
    found = [Figures(*row[:-2], *(_seconds(middle) for middle in row[-2:])) for row in rows]
    return found[::-1] if by == "day" else found


def by_people() -> Sequence[ColumnElement[int]]:
    """Return how many events were confirmed automatically, and people found right, and wrong."""
    people = Event.auto.is_distinct_from("confirmed")
    return (
        func.count().filter(~people, Event.review == "confirmed"),
        func.count().filter(people, Event.review.in_(("confirmed", "duplicate"))),
        func.count().filter(people, Event.review == "rejected"),
    )


def _key(by: By) -> ColumnElement[Any]:
    """Return what is grouped by; hours and days are those of the transaction's time zone."""
    match by:
        case "algorithm":
            return Event.algorithm_id.expression
        case "camera":
            return Event.camera_id.expression
        case "hour":
            return cast(func.date_part("hour", Event.opened_at), Integer)
        case "day":
            return cast(Event.opened_at, Date)


def _set_zone(session: Session, name: str) -> None:
    session.execute(select(func.set_config("TimeZone", name, True)))


def _reviewed(review: str) -> ColumnElement[int]:
    return func.count().filter(Event.review == review).label(review)


def _median(waited: Any) -> ColumnElement[Any]:
    """Return the two in the middle, of an odd count the same one twice: whole numbers sort fast."""
    return func.percentile_disc(_MIDDLE).within_group(waited)


def _seconds(middle: Sequence[int] | None) -> float | None:
    return None if middle is None else sum(middle) / len(middle) / 1000
