"""How many versions a vendor has, and how large a package he may hand in."""

from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Session

from accounts.quotas import service as quotas
from accounts.quotas.resource import Measure, Resource
from core.settings import Settings
from registry.catalogue.model import Version

VERSIONS = Measure(Version.owner_id, func.count())
_MB = 1_000_000


def require_room(session: Session, vendor_id: UUID, size: int, settings: Settings) -> None:
    """Raise `QuotaExceeded` unless a vendor may hand in one more package, of so many bytes."""
    quotas.require(session, vendor_id, Resource.UPLOAD_MB, None, size / _MB, settings)
    quotas.require(session, vendor_id, Resource.VERSIONS, VERSIONS, 1, settings)
