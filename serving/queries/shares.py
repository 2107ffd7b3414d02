"""Shares beside what is shared and with whom."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.scope import Scope
from accounts.shares.model import Share
from core.http.page import PageQuery, Rows, paginate
from video.cameras.model import Camera


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One share with the name of the camera and of who may see it."""

    share: Share
    camera: Camera
    organization: Organization


def page(
    session: Session, scope: Scope, query: PageQuery, *, object_id: UUID | None
) -> tuple[Rows, list[ShareRow]]:
    """Return one page of what the caller's organization, and those below it, let others see."""
    statement = scope.limit(_joined(), Share)
    if object_id is not None:
        statement = statement.where(Share.object_id == object_id)
    rows = paginate(session, statement, (Share.id,), query)
    return rows, [ShareRow(*row) for row in rows.rows]


def one(session: Session, share: Share) -> ShareRow:
    """Return one share beside what it joins."""
    return ShareRow(*session.execute(_joined().where(Share.id == share.id)).one())


def _joined() -> Any:
    return (
        select(Share, Camera, Organization)
        .join(Camera, Camera.id == Share.object_id)
        .join(Organization, Organization.id == Share.organization_id)
        .where(Share.object_type == Camera.__tablename__, Camera.removed_at.is_(None))
    )
