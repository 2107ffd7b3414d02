"""What becomes of subscriptions to a camera that those who made them may no longer subscribe."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.scope import Scope
from accounts.shares.model import Share
from accounts.shares.reaching import terms_for
from core.clock import Clock
from core.feed import publish
from registry.subscriptions.model import Subscription
from registry.subscriptions.service import TOPIC
from registry.subscriptions.sharing import STOPPED


def stop(session: Session, scope: Scope, changed: Share, clock: Clock) -> None:
    """Switch off subscriptions to the camera of a share that ended or lets it be seen only from now on.

    Those of a share that asks for consent from now on stay: consent is asked for what is new.
    """
    terms = terms_for(changed.object_type, changed.object_id, changed.owner_id)
    barred = (
        select(Subscription, terms)
        .join(Organization, Organization.id == Subscription.owner_id)
        .where(
            Subscription.camera_id == changed.object_id,
            Subscription.enabled,
            func.coalesce(terms, "see") == "see",
        )
        .order_by(Subscription.id)
        .with_for_update(of=Subscription)
    )
    for row, left in session.execute(barred, execution_options={"populate_existing": True}).all():
        reason = STOPPED[left]
        row.enabled, row.state, row.state_reason = False, "off", reason
        row.state_since, row.achieved_interval_s = clock.now(), None
        row.running_version_id = None
        session.flush()
        record(
            session, scope, "subscription.stop", row,
            after={"enabled": False}, reason=reason["code"], clock=clock,
        )  # fmt: skip
        publish(session, TOPIC, row.id, row.owner_id)
