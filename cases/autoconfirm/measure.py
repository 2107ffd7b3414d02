"""What people said of a version's sure events, and whether that is good enough to go on without them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.events.model import Event
from core.intervals import Interval, wilson
from core.settings import Settings
from core.text import Text

_TOLD = Text(
    "近 {days} 天人工判定 {judged} 个（至少 {least} 个），准确率下限 {low}（至少 {bound}）",
    "{judged} verdicts of people in {days} days (at least {least}), lower bound of precision {low} "
    "(at least {bound})",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """How one version's events from a score on were judged in one department."""

    algorithm_id: UUID
    version_id: UUID
    judged: int
    right: int

    @property
    def interval(self) -> Interval | None:
        """Where the precision lies with 95 % (Wilson)."""
        return wilson(self.right, self.judged)

    def enough(self, settings: Settings) -> bool:
        """Tell whether the verdicts are many enough, and the lower bound of precision high enough."""
        low = self.interval[0] if self.interval else 0.0
        many = self.judged >= settings.auto_confirm_verdicts
        return many and low >= settings.auto_confirm_precision

    def figures(self, settings: Settings) -> dict[str, object]:
        """Return the figures and the bounds they are held against, for a message."""
        return {
            "days": settings.auto_confirm_days,
            "judged": self.judged,
            "least": settings.auto_confirm_verdicts,
            "low": f"{self.interval[0]:.1%}" if self.interval else "–",
            "bound": f"{settings.auto_confirm_precision:.1%}",
        }

    def told(self, settings: Settings) -> Text:
        """Return the same in words."""
        return _TOLD.filled(**self.figures(settings))


def measured(
    session: Session,
    owner_id: UUID,
    threshold: float,
    settings: Settings,
    now: datetime,
    version_id: UUID | None = None,
) -> Sequence[Measured]:
    """Return what people said of a department's events from a score on, by version.

    What was confirmed without a person says nothing for it, but says something against it where a person
    rejected it afterwards. Versions of which nothing was judged are listed with nothing.
    """
    by_people = Event.auto.is_distinct_from("confirmed")
    right = func.count().filter(by_people, Event.review.in_(("confirmed", "duplicate")))
    wrong = func.count().filter(Event.review == "rejected")
    since = now - timedelta(days=settings.auto_confirm_days)
    statement = (
        select(Event.algorithm_id, Event.version_id, right, wrong)
        .where(Event.owner_id == owner_id, Event.opened_at >= since, Event.score >= threshold)
        .where(Event.version_id.is_not(None), Event.algorithm_id.is_not(None))
        .group_by(Event.algorithm_id, Event.version_id)
    )
    if version_id is not None:
        statement = statement.where(Event.version_id == version_id)
    rows: Any = session.execute(statement)
    return [Measured(of, by, good + bad, good) for of, by, good, bad in rows]
