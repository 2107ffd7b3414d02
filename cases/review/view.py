"""Verdicts as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.users.model import User
from cases.review.model import Verdict


class VerdictView(BaseModel):
    """A verdict with the name of who gave it."""

    id: UUID
    verdict: Literal["confirm", "reject"]
    reason: str | None
    note: str
    by: str
    at: datetime
    effective_at: datetime
    undone_at: datetime | None


def verdicts_of(session: Session, event_ids: Sequence[UUID]) -> dict[UUID, list[VerdictView]]:
    """Return the verdicts of several events in one query, newest first, undone ones too."""
    found = session.execute(
        select(Verdict, User.name)
        .join(User, User.id == Verdict.user_id)
        .where(Verdict.event_id.in_(event_ids))
        .order_by(Verdict.at.desc(), Verdict.id.desc())
    )
    views: dict[UUID, list[VerdictView]] = {event_id: [] for event_id in event_ids}
    for verdict, name in found:
        views[verdict.event_id].append(shown(verdict, name))
    return views


def shown(verdict: Verdict, by: str) -> VerdictView:
    """Return a verdict as the API shows it."""
    return VerdictView.model_validate(
        {
            "id": verdict.id,
            "verdict": verdict.verdict,
            "reason": verdict.reason,
            "note": verdict.note,
            "by": by,
            "at": verdict.at,
            "effective_at": verdict.effective_at,
            "undone_at": verdict.undone_at,
        }
    )
