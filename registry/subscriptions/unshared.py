"""What becomes of subscriptions to a camera that is no longer shared with those who made them."""

from sqlalchemy import not_, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.scope import Scope
from accounts.shares.model import Share
from accounts.shares.service import readers
from core.clock import Clock
from core.feed import publish
from registry.subscriptions.model import Subscription
from registry.subscriptions.service import TOPIC

REASON = {
    "code": "unshared",
    "zh": "摄像机已不再共享给本组织",
    "en": "the camera is no longer shared with this organization",
}


def stop(session: Session, scope: Scope, ended: Share, clock: Clock) -> None:
    """Switch off every subscription whose organization no longer sees the camera of an ended share."""
    seen = readers(ended.object_type, ended.object_id, ended.owner_id)
    blind = (
        select(Subscription)
        .join(Organization, Organization.id == Subscription.owner_id)
        .where(Subscription.camera_id == ended.object_id, Subscription.enabled, not_(seen))
        .order_by(Subscription.id)
        .with_for_update(of=Subscription)
    )
    for row in session.scalars(blind, execution_options={"populate_existing": True}).all():
        row.enabled, row.state, row.state_reason = False, "off", REASON
        row.state_since, row.achieved_interval_s = clock.now(), None
        row.running_version_id = None
        session.flush()
        after = {"enabled": False}
        record(
            session, scope, "subscription.stop", row, after=after, reason="unshared", clock=clock
        )
        publish(session, TOPIC, row.id, row.owner_id)
