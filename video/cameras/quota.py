"""How many cameras an organization has, and whether it may have more."""

from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Session

from accounts.quotas import service as quotas
from accounts.quotas.resource import Measure, Resource
from accounts.quotas.service import Wanted
from core.settings import Settings
from video.cameras.model import Camera

CAMERAS = Measure(Camera.owner_id, func.count(), Camera.removed_at.is_(None))


def require_room(session: Session, owner_id: UUID, adding: int, settings: Settings) -> None:
    """Raise `QuotaExceeded` unless an organization may have so many more cameras; ask once for a list."""
    quotas.require(session, owner_id, [Wanted(Resource.CAMERAS, adding, CAMERAS)], settings)
