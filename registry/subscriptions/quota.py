"""How often an organization's subscriptions look, and whether they may look more often."""

from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Session

from accounts.quotas import service as quotas
from accounts.quotas.model import Measured
from accounts.quotas.resource import Measure, Resource
from core.settings import Settings
from registry.subscriptions.model import Subscription

LOOKS = Measure(
    Subscription.owner_id, func.sum(60 / Subscription.interval_s), Subscription.enabled.is_(True)
)
STORAGE = Measure(
    Measured.organization_id, func.sum(Measured.amount), Measured.resource == Resource.STORAGE_GB
)
"""As it was last measured: what was seen is kept, whatever the quota, but nothing new is begun over it."""


def require_looks(
    session: Session, owner_id: UUID, before_s: float | None, after_s: float, settings: Settings
) -> None:
    """Raise `QuotaExceeded` unless an organization may look at another interval, or for the first time."""
    adding = 60 / after_s - (60 / before_s if before_s else 0)
    if adding > 0:
        quotas.require(session, owner_id, Resource.LOOKS_PER_MINUTE, LOOKS, adding, settings)


def require_storage(session: Session, owner_id: UUID, settings: Settings) -> None:
    """Raise `QuotaExceeded` where an organization keeps more evidence than it may."""
    quotas.require(session, owner_id, Resource.STORAGE_GB, STORAGE, 0, settings)
