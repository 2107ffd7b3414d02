"""How often an organization's subscriptions look, and whether they may look more often."""

from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Session

from accounts.quotas import service as quotas
from accounts.quotas.model import Measured
from accounts.quotas.resource import Measure, Resource
from accounts.quotas.service import Wanted
from core.settings import Settings
from registry.subscriptions.model import Subscription

LOOKS = Measure(
    Subscription.owner_id, func.sum(60 / Subscription.interval_s), Subscription.enabled.is_(True)
)
STORAGE = Measure(
    Measured.organization_id, func.sum(Measured.amount), Measured.resource == Resource.STORAGE_GB
)
"""As it was last measured: what was seen is kept, whatever the quota, but nothing new is begun over it."""


def require_new(
    session: Session, owner_id: UUID, interval_s: float, settings: Settings, count: int = 1
) -> None:
    """Raise `QuotaExceeded` unless an organization may begin to look so often, and has room for it."""
    looks = Wanted(Resource.LOOKS_PER_MINUTE, count * 60 / interval_s, LOOKS)
    storage = Wanted(Resource.STORAGE_GB, 0, STORAGE)
    quotas.require(session, owner_id, [looks, storage], settings)


def require_more(
    session: Session, owner_id: UUID, before_s: float | None, after_s: float, settings: Settings
) -> None:
    """Raise `QuotaExceeded` unless a subscription may look at another interval; before it was off: None."""
    adding = 60 / after_s - (60 / before_s if before_s else 0)
    if adding > 0:
        wanted = Wanted(Resource.LOOKS_PER_MINUTE, adding, LOOKS)
        quotas.require(session, owner_id, [wanted], settings)
