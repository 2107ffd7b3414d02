"""How many versions a vendor has, and how large a package he may hand in."""

from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Session

from accounts.quotas import service as quotas
from accounts.quotas.resource import Measure, Resource
from accounts.quotas.service import Wanted
from core.settings import Settings
from registry.catalogue.model import Version

VERSIONS = Measure(Version.owner_id, func.count())
_MB = 1_000_000


def require_room(session: Session, vendor_id: UUID, size: int, settings: Settings) -> None:
    """Raise `QuotaExceeded` unless a vendor may hand in one more package, of so many bytes."""
    package, version = (
        Wanted(Resource.UPLOAD_MB, size / _MB),
        Wanted(Resource.VERSIONS, 1, VERSIONS),
    )
    quotas.require(session, vendor_id, [package, version], settings)
