"""Asking for subscriptions that a quota does not allow, or a camera's owner not without his consent."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from accounts.approvals import service as approvals
from accounts.approvals.model import Approval
from accounts.approvals.service import VOTERS, Decision, Effect
from accounts.organizations.model import Organization
from accounts.scope import Scope
from core.clock import Clock
from core.errors import AlgomartError
from core.settings import Settings
from core.text import Text
from registry.catalogue import service as catalogue
from registry.remote import agreements
from registry.subscriptions import quota, sharing
from registry.subscriptions.errors import ConsentNeeded, NoCameras
from registry.subscriptions.many import Plan, meaning, subscribe
from registry.subscriptions.model import SubscriptionRequest

RESHARED = "sharing_changed"
"""What the trail gives as the reason of what follows from a change of sharing."""
_TITLE = Text("{algorithm} · {count} 路摄像机", "{algorithm} · {count} cameras")


def ask(session: Session, scope: Scope, wanted: Plan, reason: str, clock: Clock) -> Approval:
    """Ask for what a plan may not do by itself; cameras that cannot be subscribed are left out.

    It takes two administrators where it is over a quota, and each owner whose cameras' sharing asks for it.
    """
    if not wanted.fresh or not wanted.asks:
        raise NoCameras
    over = wanted.exceeded
    why = over or sharing.needed(wanted.consents)
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
    return approvals.request(
        session, scope, row, row.owner_id, title, reason, clock,
        voters=VOTERS if over else (), owners=[one.owner.id for one in wanted.consents],
    )  # fmt: skip


def effect(settings: Settings) -> Effect:
    """Return what a decision about a request does."""
    return partial(decide, settings=settings)


def decide(
    session: Session, scope: Scope, decision: Decision, clock: Clock, *, settings: Settings
) -> None:
    """Subscribe what was approved, as far as the cameras' sharing still lets it.

    Two administrators approve it whatever the quota; raises `QuotaExceeded` where only owners were asked and
    there is no room left, `NoHealthyVersion` where nothing of the algorithm can be run any more, and where
    its model stays with its vendor what `agreements.require` does.
    """
    row = session.get_one(SubscriptionRequest, decision.object_id, with_for_update=True)
    if not decision.approved:
        return
    model = catalogue.runnable(session, row.algorithm_id, row.meant)
    agreements.require(session, model.manifest.remote, model.vendor_id, row.owner_id)
    owner = session.get_one(Organization, row.owner_id)
    camera_ids = _agreed(session, row, decision.approval_id)
    if camera_ids and row.why["code"] == ConsentNeeded.code:
        quota.require_new(session, row.owner_id, row.interval_s, settings, len(camera_ids))
    values = {"algorithm_id": row.algorithm_id, "interval_s": row.interval_s, "rule": row.rule}
    subscribe(session, scope, owner, camera_ids, values | meaning(row.meant), clock)


def follow(
    session: Session, scope: Scope, camera_id: UUID, settings: Settings, clock: Clock
) -> None:
    """Have the requests that wait for a camera ask whom its sharing, which has changed, asks for now."""
    about = and_(
        Approval.object_type == SubscriptionRequest.__tablename__,
        Approval.object_id == SubscriptionRequest.id,
    )
    waits = (
        select(SubscriptionRequest, Approval)
        .join(Approval, about)
        .where(Approval.state == "waiting", SubscriptionRequest.camera_ids.contains([camera_id]))
        .order_by(Approval.id)
        .with_for_update(of=Approval)
    )
    for row, approval in session.execute(
        waits, execution_options={"populate_existing": True}
    ).all():
        _go_on(session, scope, row, approval, settings, clock)


def _go_on(
    session: Session,
    scope: Scope,
    row: SubscriptionRequest,
    approval: Approval,
    settings: Settings,
    clock: Clock,
) -> None:
    """Ask the owners who must agree now. A request that can come to nothing any more is rejected.

    Neither may keep the owner from changing what he shares.
    """
    known = sharing.standings(session, row.owner_id, row.camera_ids).values()
    effects = {row.__tablename__: effect(settings)}
    if all(one.terms == "see" for one in known):
        approvals.lapse(session, scope, approval, RESHARED, effects, clock)
        return
    owners = {one.owner_id for one in known if one.terms == "consent"}
    try:
        with session.begin_nested():
            approvals.ask_again(session, scope, approval, owners, RESHARED, effects, clock)
    except AlgomartError as error:
        approvals.lapse(session, scope, approval, error.code, effects, clock)


def _agreed(session: Session, row: SubscriptionRequest, approval_id: UUID) -> Sequence[UUID]:
    """Return the cameras that may be subscribed now: freely, or since their owner agreed."""
    owners = approvals.consents_of(session, approval_id)
    known = sharing.standings(session, row.owner_id, row.camera_ids)
    return sorted(
        camera_id
        for camera_id, one in known.items()
        if one.terms == "subscribe" or (one.terms == "consent" and one.owner_id in owners)
    )
