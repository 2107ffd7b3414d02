"""All that subscriptions know of cameras, read-only: which there are, and what is put down of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, column, select, table
from sqlalchemy.dialects.postgresql import JSONB
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
    column("place"),
    column("state"),
    column("state_code"),
    column("resolution"),
    column("height_m"),
    column("pitch_deg"),
    column("smallest_px"),
    column("night"),
    column("stream", JSONB),
    column("removed_at"),
)
_SIZE = re.compile(r"(\d{3,5})\s*[x×*]\s*(\d{3,5})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CameraName:
    """A camera as it is shown beside a subscription."""

    id: UUID
    name_zh: str
    name_en: str
    state: str


@dataclass(frozen=True, slots=True)
class CameraFacts:
    """A camera and what is known of how it sees; None: nothing."""

    id: UUID
    name_zh: str
    name_en: str
    place: str
    state: str
    state_code: str | None = None
    height_m: float | None = None
    pitch_deg: float | None = None
    smallest_px: int | None = None
    night: str | None = None
    picture: tuple[int, int] | None = None
    """Width and height of what came last, else of what the catalogue says."""


_PLAIN = (
    "id", "name_zh", "name_en", "place", "state", "state_code", "height_m", "pitch_deg",
    "smallest_px", "night",
)  # fmt: skip


def require_visible(session: Session, scope: Scope, camera_id: UUID) -> None:
    """Raise `NotFound` unless the caller's organization owns the camera or it is shared with it."""
    facts(session, scope, [camera_id])


def facts(session: Session, scope: Scope, camera_ids: Sequence[UUID]) -> list[CameraFacts]:
    """Return cameras by name; raises `NotFound` where the caller may not see one of them."""
    seen = scope.on("camera.read").limit(_among(camera_ids), cameras)
    found = [_facts(row) for row in session.execute(seen)]
    if missing := set(camera_ids).difference(one.id for one in found):
        raise NotFound(kind=CAMERA, id=min(missing))
    return found


def _among(camera_ids: Sequence[UUID]) -> Select[Any]:
    columns = (cameras.c[name] for name in (*_PLAIN, "resolution", "stream"))
    chosen = select(*columns).where(cameras.c.id.in_(camera_ids), cameras.c.removed_at.is_(None))
    return chosen.order_by(cameras.c.name_zh, cameras.c.id)


def _facts(row: Any) -> CameraFacts:
    *plain, resolution, stream = row
    known = dict(zip(_PLAIN, plain, strict=True))
    return CameraFacts(**known, picture=_picture(resolution, stream or {}))


def _picture(resolution: str, stream: dict[str, Any]) -> tuple[int, int] | None:
    width, height = stream.get("width"), stream.get("height")
    if width and height:
        return width, height
    told = _SIZE.search(resolution)
    return (int(told[1]), int(told[2])) if told else None
