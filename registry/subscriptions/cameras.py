"""All that subscriptions know of cameras, read-only: whether there is one, and what it is called."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Uuid, column, select, table
from sqlalchemy.orm import Session

from accounts.scope import Scope
from core.errors import NotFound
from core.text import Text

CAMERA = Text("摄像机", "camera")

cameras = table(
    "cameras",
    column("id", Uuid),
    column("owner_id", Uuid),
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
    present = select(cameras.c.id).where(cameras.c.id == camera_id, cameras.c.removed_at.is_(None))
    if session.scalar(scope.on("camera.read").limit(present, cameras)) is None:
        raise NotFound(kind=CAMERA, id=camera_id)
