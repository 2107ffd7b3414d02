"""Cameras for the registry's tests."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.clock import ManualClock
from video.cameras.model import Camera


def add(
    session: Session, owner_id: UUID, name_zh: str = "东门", name_en: str = "East gate"
) -> UUID:
    """Add a camera of an organization."""
    now = ManualClock().now()
    camera = Camera(
        owner_id=owner_id,
        name_zh=name_zh,
        name_en=name_en,
        url_sealed=b"sealed",
        url_masked="rtsp://***@camera.test/1",
        created_at=now,
        state_since=now,
        revision=1,
    )
    session.add(camera)
    session.flush()
    return camera.id
