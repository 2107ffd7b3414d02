"""Claims and verdicts as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.users.model import User
from cases.review.model import Claim, Verdict


class ClaimView(BaseModel):
    """Who is at an event, and until when."""

    id: UUID
    event_id: UUID
    user_id: UUID
    by: str
    at: datetime
    until: datetime


class VerdictView(BaseModel):
    """A verdict with the name of who gave it."""

    id: UUID
    verdict: Literal["confirm", "reject", "duplicate", "uncertain"]
    standing: Literal["deciding", "opinion", "check"]
    """Whether it decides, is an uncertain one's opinion, or checks one that decided."""
    reason: str | None
    duplicate_of: UUID | None
    note: str
    by: str | None
    """Null: nobody, it was confirmed automatically."""
    at: datetime
    effective_at: datetime
    undone_at: datetime | None
    corrects: UUID | None
    """The verdict it took the place of."""
    corrected_at: datetime | None
    """When another one took its place."""
    batch_id: UUID | None
    """Of look-alikes rejected at once: what their verdicts share."""


def verdicts_of(session: Session, event_ids: Sequence[UUID]) -> dict[UUID, list[VerdictView]]:
    """Return the verdicts of several events in one query, newest first, undone ones too."""
    found = session.execute(
        select(Verdict, User.name)
        .outerjoin(User, User.id == Verdict.user_id)
        .where(Verdict.event_id.in_(event_ids))
        .order_by(Verdict.at.desc(), Verdict.id.desc())
    )
    views: dict[UUID, list[VerdictView]] = {event_id: [] for event_id in event_ids}
    for verdict, name in found:
        views[verdict.event_id].append(shown(verdict, name))
    return views


def shown(verdict: Verdict, by: str | None) -> VerdictView:
    """Return a verdict as the API shows it."""
    return VerdictView(**_plain(verdict, VerdictView), by=by)


def shown_claim(claim: Claim, by: str) -> ClaimView:
    """Return a claim as the API shows it."""
    return ClaimView(**_plain(claim, ClaimView), by=by)


def _plain(row: Any, view: type[BaseModel]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in view.model_fields if name != "by"}
