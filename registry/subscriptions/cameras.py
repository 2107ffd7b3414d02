"""All that subscriptions know of cameras, read-only: whether there is one, and what it is called."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import column, exists, or_, select, table
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.scope import Scope
from accounts.shares.model import Share
from core.errors import NotFound
from core.text import Text

CAMERA = Text("摄像机", "camera")

cameras = table(
    "cameras",
    column("id"),
    column("owner_id"),
    column("name_zh"),
    column("name_en"),
    column("state"),
    column("removed_at"),
)


@dataclass(frozen=True, slots=True)
class CameraName:
    """A camera as it is shown beside a subscription."""

    id: UUID
    name_zh: str
    name_en: str
    state: str


def require_visible(session: Session, scope: Scope, camera_id: UUID) -> None:
    """Raise `NotFound` unless the caller's organization owns the camera or it is shared with it."""
    path = scope.user.organization_path
    above = [UUID(part) for part in path.strip("/").split("/")]
    mine = select(Organization.id).where(Organization.path.startswith(path))
    shared = exists().where(
        Share.object_type == "cameras",
        Share.object_id == cameras.c.id,
        Share.organization_id.in_(above),
    )
    statement = select(cameras.c.id).where(
        cameras.c.id == camera_id,
        cameras.c.removed_at.is_(None),
        or_(cameras.c.owner_id.in_(mine), shared),
    )
    if session.scalar(statement) is None:
        raise NotFound(kind=CAMERA, id=camera_id)
