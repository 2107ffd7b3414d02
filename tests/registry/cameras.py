"""Cameras for the registry's tests."""

from collections.abc import Iterator
from itertools import islice, pairwise
from uuid import UUID

from sqlalchemy.orm import Session

from core.clock import ManualClock
from core.ids import uuid7
from registry.catalogue import share
from video.cameras.model import Camera


def drawn(algorithm_id: UUID, *shares: int, each: int) -> Iterator[UUID]:
    """Yield ids of cameras: so many of them are in each share of an algorithm's and not in the one before."""
    for less, more in pairwise((0, *shares)):
        ids = iter(uuid7, None)
        found = (one for one in ids if _between(algorithm_id, one, less, more))
        yield from islice(found, each)


def _between(algorithm_id: UUID, camera_id: UUID, less: int, more: int) -> bool:
    within = share.is_in(algorithm_id, camera_id, more)
    return within and not share.is_in(algorithm_id, camera_id, less)


def add(
    session: Session,
    owner_id: UUID,
    name_zh: str = "东门",
    name_en: str = "East gate",
    camera_id: UUID | None = None,
) -> UUID:
    """Add a camera of an organization."""
    now = ManualClock().now()
    camera = Camera(
        id=camera_id or uuid7(),
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
