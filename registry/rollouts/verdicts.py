"""All that rollouts know of verdicts, read-only: how many of a version's events were what it said."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Uuid, column, func, select, table
from sqlalchemy.orm import Session

_verdicts = table(
    "verdicts",
    column("version_id", Uuid),
    column("standing"),
    column("verdict"),
    column("at", DateTime(timezone=True)),
    column("undone_at", DateTime(timezone=True)),
    column("corrected_at", DateTime(timezone=True)),
    column("effective_at", DateTime(timezone=True)),
)
_RIGHT = ("confirm", "duplicate")
"""A duplicate was what the algorithm said, too."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The events of one version that dispatchers have judged."""

    right: int = 0
    wrong: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.right + self.wrong


def judged(session: Session, version_id: UUID, since: datetime, now: datetime) -> Judged:
    """Count the verdicts that decide, given since an instant and in effect by now."""
    of = _verdicts.c
    right = of.verdict.in_(_RIGHT)
    counts = select(func.count().filter(right), func.count().filter(of.verdict == "reject")).where(
        of.version_id == version_id,
        of.at >= since,
        of.standing == "deciding",
        of.undone_at.is_(None),
        of.corrected_at.is_(None),
        of.effective_at <= now,
    )
    return Judged(*session.execute(counts).one())
