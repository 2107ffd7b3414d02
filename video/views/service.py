"""Keeping usual views, giving them back, and beginning anew."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from core.clock import Clock
from core.feed import publish
from video.cameras import service as cameras
from video.cameras.model import Camera
from video.views.model import UsualView


@dataclass(frozen=True, slots=True)
class Learned:
    """A view and what it was learned under; it is worth nothing once either differs."""

    camera_id: UUID
    url_digest: str
    accepted_at: datetime | None
    view: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A view that was kept."""

    stored_at: datetime
    view: bytes


_KEEP = text(
    """
    INSERT INTO camera_views (camera_id, url_digest, accepted_at, stored_at, view)
    SELECT id, :url_digest, view_accepted_at, :now, :view FROM cameras
    WHERE id = :camera_id AND epoch = :epoch AND removed_at IS NULL
        AND view_accepted_at IS NOT DISTINCT FROM CAST(:accepted_at AS timestamptz)
    ON CONFLICT (camera_id) DO UPDATE SET url_digest = excluded.url_digest,
        accepted_at = excluded.accepted_at, stored_at = excluded.stored_at, view = excluded.view
    """
)


def keep(session: Session, learned: Learned, epoch: int, clock: Clock) -> None:
    """Keep a view under the camera's lease; one from before a person accepted another changes nothing."""
    session.execute(
        _KEEP,
        {
            "camera_id": learned.camera_id,
            "url_digest": learned.url_digest,
            "accepted_at": learned.accepted_at,
            "view": learned.view,
            "epoch": epoch,
            "now": clock.now(),
        },
    )


def recall(
    session: Session, camera_id: UUID, url_digest: str, accepted_at: datetime | None
) -> Kept | None:
    """Return the view of a camera at this address, learned since a person accepted it, if there is one."""
    found = session.get(UsualView, camera_id)
    if found is None or (found.url_digest, found.accepted_at) != (url_digest, accepted_at):
        return None
    return Kept(found.stored_at, found.view)


def accept(session: Session, scope: Scope, camera_id: UUID, clock: Clock) -> Camera:
    """Take what a camera shows from now on as its usual view; its worker learns it within some looks."""
    camera = cameras.fetch(session, scope, camera_id, for_update=True)
    before, camera.view_accepted_at = camera.view_accepted_at, clock.now()
    was, now = ({"view_accepted_at": at} for at in (before, camera.view_accepted_at))
    record(session, scope, "camera.accept_view", camera, before=was, after=now, clock=clock)
    session.flush()
    publish(session, cameras.TOPIC, camera.id, camera.owner_id)
    return camera
