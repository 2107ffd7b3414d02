"""Asking for subscriptions that a quota does not allow: two administrators decide."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.approvals import service as approvals
from accounts.approvals.model import Approval
from accounts.approvals.service import Decision
from accounts.organizations.model import Organization
from accounts.scope import Scope
from accounts.shares.service import readers
from core.clock import Clock
from core.text import Text
from registry.catalogue import service as catalogue
from registry.remote import agreements
from registry.subscriptions.cameras import cameras
from registry.subscriptions.errors import NoCameras
from registry.subscriptions.many import Plan, meaning, subscribe
from registry.subscriptions.model import SubscriptionRequest

_TITLE = Text("{algorithm} · {count} 路摄像机", "{algorithm} · {count} cameras")


def ask(session: Session, scope: Scope, wanted: Plan, reason: str, clock: Clock) -> Approval:
    """Ask for what a plan is over its quota with; the cameras that are subscribed already are left out."""
    if not wanted.fresh or wanted.exceeded is None:
        raise NoCameras
    why = wanted.exceeded
    row = SubscriptionRequest(
        owner_id=scope.user.organization_id,
        algorithm_id=wanted.algorithm.id,
        interval_s=wanted.interval_s,
        rule=wanted.rule,
        camera_ids=wanted.fresh,
        why={"code": why.code, "zh": why.message("zh"), "en": why.message("en")},
        created_at=clock.now(),
        **meaning(wanted.meant),
    )
    session.add(row)
    session.flush()
    count = len(wanted.fresh)
    title = Text(
        _TITLE.render("zh", algorithm=wanted.algorithm.title_zh, count=count),
        _TITLE.render("en", algorithm=wanted.algorithm.title_en, count=count),
    )
    return approvals.request(session, scope, row, row.owner_id, title, reason, clock)


def decide(session: Session, scope: Scope, decision: Decision, clock: Clock) -> None:
    """Subscribe what was approved, whatever the quota, and as far as the cameras may still be seen.

    Raises `NoHealthyVersion` where nothing of the algorithm can be run any more, and where its model stays
    with its vendor what `agreements.require` does.
    """
    row = session.get_one(SubscriptionRequest, decision.object_id, with_for_update=True)
    if not decision.approved:
        return
    model = catalogue.runnable(session, row.algorithm_id, row.meant)
    agreements.require(session, model.manifest.remote, model.vendor_id, row.owner_id)
    owner = session.get_one(Organization, row.owner_id)
    values = {"algorithm_id": row.algorithm_id, "interval_s": row.interval_s, "rule": row.rule}
    values |= meaning(row.meant)
    subscribe(session, scope, owner, _still_seen(session, row), values, clock)


def _still_seen(session: Session, row: SubscriptionRequest) -> Sequence[UUID]:
    seen = readers("cameras", cameras.c.id, cameras.c.owner_id)
    chosen = (
        select(cameras.c.id)
        .join(Organization, Organization.id == row.owner_id)
        .where(cameras.c.id.in_(row.camera_ids), cameras.c.removed_at.is_(None), seen)
    )
    return session.scalars(chosen.order_by(cameras.c.id)).all()
