"""How goods do in the field: what people said of their events, beside what they looked and how well.

Verdicts are counted from the events when somebody asks: an index by algorithm and opening instant leads to
them, and no second table has to follow corrections that come weeks later.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Uuid,
    any_,
    cast,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.scope import Scope
from cases.events.model import Event
from cases.review.model import Verdict
from cases.review.statistics import by_people
from core.grid import plan_anew
from core.intervals import Interval, wilson
from core.settings import Settings
from core.text import Text
from registry.catalogue.model import Algorithm
from registry.metering.looks import AGES_S, quantile
from registry.metering.model import LookHour
from serving.queries.goods import Goods, goods, organizations
from video.cameras.model import Camera

By = Literal["algorithm", "version", "department", "region", "group", "hour", "day"]
DISTRICT = 6
"""Digits of an administrative code that name a district or county: what a vendor may know of a place."""
_REVIEWS = ("confirmed", "rejected", "duplicate", "waiting")
_COUNTS = ("events", "confirmed", "rejected", "duplicates", "waiting", "auto", "right", "wrong")
_SUMS = ("looks", "late", "missed", "lost", "watched_s")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Figures by what, of which hours, of which goods and cameras; None leaves a filter out."""

    by: By
    since: datetime
    until: datetime
    algorithm_id: UUID | None = None
    version_id: UUID | None = None
    owner_id: UUID | None = None
    """This department and all below it."""
    region: str | None = None
    tag: str | None = None

    @property
    def inside(self) -> bool:
        """Whether it asks about names that only those see whose cameras they are."""
        return self.by == "group" or self.tag is not None or len(self.region or "") > DISTRICT


@dataclass(slots=True)
class Card:
    """The figures of one algorithm, version, department, group of cameras, hour or day."""

    key: Any = None
    events: int = 0
    confirmed: int = 0
    rejected: int = 0
    duplicates: int = 0
    waiting: int = 0
    auto: int = 0
    """Of the confirmed ones, those that nobody judged."""
    right: int = 0
    """Events judged by people that were what the algorithm said; duplicates were, too."""
    wrong: int = 0
    """Events judged by people that were not."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Of the rejections."""
    looks: int = 0
    late: int = 0
    missed: int = 0
    lost: int = 0
    watched_s: float = 0.0
    ages: list[int] = field(default_factory=lambda: [0] * (len(AGES_S) + 1))

    @property
    def precision(self) -> float | None:
        """The share of events judged by people that were right."""
        return _share(self.right, self.right + self.wrong)

    @property
    def interval(self) -> Interval | None:
        """Where the precision lies with 95 % (Wilson)."""
        return wilson(self.right, self.right + self.wrong)

    @property
    def false_alarms_per_day(self) -> float | None:
        """Rejected events for each camera and day of looking."""
        return _share(self.rejected * 86400, self.watched_s)

    @property
    def availability(self) -> float | None:
        """The share of frames given to the model that it answered."""
        return _share(self.looks, self.looks + self.lost)

    @property
    def in_time(self) -> float | None:
        """The share of the promised looks that came when they should."""
        return _share(self.looks - self.late, self.looks + self.missed)

    def latency_s(self, share: float) -> float | None:
        """Return the age of a frame when answered that this share of the looks did not exceed."""
        return quantile(self.ages, share)

    def add(self, other: "Card") -> None:
        """Count everything another one has counted."""
        for name in (*_COUNTS, *_SUMS):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.reasons += other.reasons
        self.ages = [mine + its for mine, its in zip(self.ages, other.ages, strict=True)]


def cards(session: Session, scope: Scope, wanted: Wanted, settings: Settings) -> Sequence[Card]:
    """Return the figures by what is asked: hours and days in their order, else what looked most first."""
    scope = scope.sized(session)
    found: dict[Any, Card] = {}
    plan_anew(session)
    session.execute(
        text("SET LOCAL work_mem = '96MB'")
    )  # a million rows are grouped without the disk
    for key, *counts in session.execute(_events(session, scope, wanted, settings)):
        found[key] = Card(key, **dict(zip(_COUNTS, counts, strict=True)))
    for key, reason, count in session.execute(_reasons(session, scope, wanted, settings)):
        found.setdefault(key, Card(key)).reasons[reason] += count
    for key, *sums in session.execute(_looks(session, scope, wanted, settings)):
        card = found.setdefault(key, Card(key))
        card.looks, card.late, card.missed, card.lost = map(int, sums[:4])
        card.watched_s, card.ages = float(sums[4]), [*map(int, sums[5:])]
    timed = wanted.by in ("hour", "day")
    return sorted(found.values(), key=_in_time if timed else _most)


def total(found: Iterable[Card]) -> Card:
    """Return all of them together."""
    whole = Card()
    for one in found:
        whole.add(one)
    return whole


def visible(
    session: Session, scope: Scope, rows: Any, algorithm_id: Any = None
) -> ColumnElement[bool]:
    """Return the condition that rows are the caller's departments', or about goods of his own."""
    about = rows.algorithm_id if algorithm_id is None else algorithm_id
    goods = [*session.scalars(scope.limit(select(Algorithm.id), Algorithm))]
    return or_(scope.reached(rows), about == any_(literal(goods, ARRAY(Uuid()))))


def names(session: Session, by: By, keys: Sequence[Any]) -> Mapping[Any, Text]:
    """Return what keys are called; of places, hours and days, nothing beyond themselves."""
    match by:
        case "algorithm":
            found = select(Algorithm.id, Algorithm.title_zh, Algorithm.title_en)
            rows = session.execute(found.where(Algorithm.id.in_(keys)))
            return {one: Text(zh, en) for one, zh, en in rows}
        case "version":
            called = goods(session, keys)
            return {one: _numbered(of) for one, of in called.items()}
        case "department":
            return organizations(session, keys)
        case _:
            return {}


def _numbered(of: Goods) -> Text:
    return Text(f"{of.title.zh} {of.version}", f"{of.title.en} {of.version}")


def _events(session: Session, scope: Scope, wanted: Wanted, settings: Settings) -> Select[Any]:
    counts = (func.count().filter(Event.review == one) for one in _REVIEWS)
    key = _key(Event, wanted.by, settings).label("key")
    statement = select(key, func.count(), *counts, *by_people()).select_from(Event).group_by("key")
    return _limited(statement, session, scope, Event, wanted)


def _reasons(session: Session, scope: Scope, wanted: Wanted, settings: Settings) -> Select[Any]:
    key = _key(Event, wanted.by, settings).label("key")
    statement = (
        select(key, Verdict.reason, func.count())
        .select_from(Event)
        .join(Verdict, Verdict.event_id == Event.id)
        .where(
            Event.review == "rejected",
            Verdict.standing == "deciding",
            Verdict.undone_at.is_(None),
            Verdict.corrected_at.is_(None),
            Verdict.reason.is_not(None),
        )
        .group_by("key", Verdict.reason)
    )
    return _limited(statement, session, scope, Event, wanted)


def _looks(session: Session, scope: Scope, wanted: Wanted, settings: Settings) -> Select[Any]:
    sums = (func.sum(getattr(LookHour, name)) for name in _SUMS)
    ages = (func.sum(LookHour.ages[number + 1]) for number in range(len(AGES_S) + 1))
    key = _key(LookHour, wanted.by, settings).label("key")
    statement: Select[Any] = select(key, *sums, *ages).select_from(LookHour).group_by("key")
    return _limited(statement, session, scope, LookHour, wanted)


def _limited(
    statement: Select[Any], session: Session, scope: Scope, rows: Any, wanted: Wanted
) -> Select[Any]:
    """Return the statement with only what the caller may see of what he asks for."""
    seen = scope.reached(rows) if wanted.inside else visible(session, scope, rows)
    statement = statement.where(seen)
    if wanted.by in ("region", "group") or wanted.region or wanted.tag:
        statement = statement.join(Camera, Camera.id == rows.camera_id)
    return statement.where(*_conditions(rows, wanted))


def _conditions(rows: Any, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    at = _at(rows)
    yield at >= wanted.since
    yield at < wanted.until
    yield rows.algorithm_id.is_not(None)
    if wanted.algorithm_id is not None:
        yield rows.algorithm_id == wanted.algorithm_id
    if wanted.version_id is not None:
        yield rows.version_id == wanted.version_id
    if wanted.owner_id is not None:
        path = select(Organization.path).where(Organization.id == wanted.owner_id).scalar_subquery()
        below = select(Organization.id).where(Organization.path.startswith(path))
        yield rows.owner_id == any_(func.array(below.scalar_subquery()))
    if wanted.region is not None:
        yield Camera.region.startswith(wanted.region, autoescape=True)
    if wanted.tag is not None:
        yield Camera.tags.contains([wanted.tag])


def _at(rows: Any) -> Any:
    return rows.opened_at if rows is Event else rows.hour


def _key(rows: Any, by: By, settings: Settings) -> ColumnElement[Any]:
    at: Any = _at(rows)
    keys: Mapping[By, Any] = {
        "algorithm": rows.algorithm_id,
        "version": rows.version_id,
        "department": rows.owner_id,
        "region": func.substr(Camera.region, 1, DISTRICT),
        "group": Camera.group_path,
        "hour": func.date_trunc("hour", at, "UTC"),
        "day": cast(func.timezone(literal(settings.timezone), at), Date),
    }
    found: ColumnElement[Any] = keys[by]
    return found


def _in_time(card: Card) -> Any:
    return card.key


def _most(card: Card) -> Any:
    return -card.watched_s, -card.events, str(card.key)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
