"""Subscribing cameras to algorithms, and what the supervisor finds out about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Table, and_, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from accounts.audit.service import record
from accounts.scope import Scope
from accounts.shares.reaching import hold
from core.clock import Clock
from core.feed import publish
from core.http.etag import Precondition
from core.http.page import PageQuery, Rows, paginate
from core.settings import Settings
from core.text import Text
from registry.catalogue import service as catalogue
from registry.catalogue import shelf
from registry.catalogue.model import STABLE, Algorithm, Alias, Version
from registry.catalogue.service import Meant
from registry.catalogue.subscribed import takes_part
from registry.remote import agreements
from registry.rollouts.model import Rollout
from registry.subscriptions import quota, sharing
from registry.subscriptions.cameras import CameraName, cameras, facts
from registry.subscriptions.errors import AlreadySubscribed
from registry.subscriptions.model import Subscription
from registry.subscriptions.rules import RuleOverrides, check

SUBSCRIPTION = Text("订阅", "subscription")
TOPIC = "subscription"


@dataclass(frozen=True, slots=True)
class NewSubscription:
    """What a subscription is made of; without an interval the algorithm's own."""

    camera_id: UUID
    algorithm_id: UUID
    interval_s: float | None = None
    rule: RuleOverrides = field(default_factory=RuleOverrides)
    meant: Meant = STABLE


@dataclass(frozen=True, slots=True)
class SubscriptionChange:
    """What shall be different; None leaves it."""

    interval_s: float | None = None
    rule: RuleOverrides | None = None
    enabled: bool | None = None
    meant: Meant | None = None
    """The alias it shall follow, or the version it shall be pinned to."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A subscription beside what it joins."""

    subscription: Subscription
    camera: CameraName
    algorithm: Algorithm
    version: Version | None
    """What it means at present."""
    running: Version | None
    """What its last look was inferred by."""
    rollout: Rollout | None
    """The trial that it takes part in."""
    tried: Version | None
    """The version on trial."""


def create(
    session: Session, scope: Scope, new: NewSubscription, settings: Settings, clock: Clock
) -> Subscription:
    """Subscribe a camera the caller may see to an algorithm that has a healthy version.

    Raises `QuotaExceeded` where his organization would look too often, or keeps too much evidence, `SeeOnly`
    or `ConsentNeeded` where the camera's sharing does not let it, and where the model stays with its vendor
    what `agreements.require` does.
    """
    hold(session, "cameras", [new.camera_id])
    [camera] = facts(session, scope, [new.camera_id])
    sharing.require_free(session, scope.user.organization_id, camera)
    shelf.fetch(session, scope, new.algorithm_id)
    model = catalogue.runnable(session, new.algorithm_id, new.meant)
    manifest, owner_id = model.manifest, scope.user.organization_id
    check(manifest, new.rule)
    agreements.require(session, manifest.remote, model.vendor_id, owner_id)
    interval_s = new.interval_s or manifest.look.interval_s
    quota.require_new(session, owner_id, interval_s, settings)
    row = Subscription(
        owner_id=owner_id,
        camera_id=new.camera_id,
        algorithm_id=new.algorithm_id,
        interval_s=interval_s,
        rule=new.rule.stored(),
        enabled=True,
        state="waiting",
        state_since=clock.now(),
        created_at=clock.now(),
    )
    _mean(row, new.meant)
    _insert(session, row)
    record(session, scope, "subscription.create", row, after=_shown(row), clock=clock)
    publish(session, TOPIC, row.id, row.owner_id)
    return row


def fetch(
    session: Session, scope: Scope, subscription_id: UUID, *, for_update: bool = False
) -> Subscription:
    """Return one subscription the caller may see."""
    return scope.fetch(
        session, Subscription, subscription_id, kind=SUBSCRIPTION, for_update=for_update
    )


def change(
    session: Session,
    scope: Scope,
    subscription_id: UUID,
    wanted: SubscriptionChange,
    precondition: Precondition,
    settings: Settings,
    clock: Clock,
) -> Subscription:
    """Change interval, rule, version or whether it runs; raises `Stale` where somebody was faster."""
    if wanted.enabled:  # who changes a share locks it first, and then the subscriptions
        hold(session, "cameras", [fetch(session, scope, subscription_id).camera_id])
    row = fetch(session, scope, subscription_id, for_update=True)
    precondition.require(row)
    before = _shown(row)
    _require_looks(session, row, wanted, settings)
    if wanted.meant is not None:
        _mean(row, wanted.meant)
    if wanted.rule is not None or wanted.meant is not None:
        rule = wanted.rule or RuleOverrides.model_validate(row.rule)
        model = catalogue.runnable(session, row.algorithm_id, row.meant)
        check(model.manifest, rule)
        if wanted.meant is not None:
            agreements.require(session, model.manifest.remote, model.vendor_id, row.owner_id)
        row.rule = rule.stored()
    if wanted.interval_s is not None:
        row.interval_s = wanted.interval_s
    if wanted.enabled is not None and wanted.enabled != row.enabled:
        if wanted.enabled:
            [camera] = facts(session, scope, [row.camera_id])
            sharing.require_resuming(session, row, camera)
        row.enabled = wanted.enabled
        _set_state(row, "waiting" if row.enabled else "off", None, clock)
        row.achieved_interval_s = row.running_version_id = None
    session.flush()
    record(
        session, scope, "subscription.update", row, before=before, after=_shown(row), clock=clock
    )
    publish(session, TOPIC, row.id, row.owner_id)
    return row


def _require_looks(
    session: Session, row: Subscription, wanted: SubscriptionChange, settings: Settings
) -> None:
    """Ask for more looks where it shall look more often, or again."""
    if row.enabled if wanted.enabled is None else wanted.enabled:
        before_s = row.interval_s if row.enabled else None
        after_s = wanted.interval_s or row.interval_s
        quota.require_more(session, row.owner_id, before_s, after_s, settings)


def delete(session: Session, scope: Scope, subscription_id: UUID, clock: Clock) -> None:
    """End a subscription; its events stay."""
    row = fetch(session, scope, subscription_id, for_update=True)
    record(session, scope, "subscription.delete", row, before=_shown(row), clock=clock)
    publish(session, TOPIC, row.id, row.owner_id)
    session.delete(row)
    session.flush()


def observe(
    session: Session,
    subscription_id: UUID,
    state: str,
    reason: dict[str, Any] | None,
    achieved_interval_s: float | None,
    clock: Clock,
    *,
    version_id: UUID | None = None,
) -> None:
    """Write what the supervisor sees of a running subscription, and which version inferred its last look.

    Only another state or version is news to the feed.

    It writes past the mapper, so that the revision a person is editing stays.
    """
    row = session.get(Subscription, subscription_id, with_for_update=True, populate_existing=True)
    if row is None or not row.enabled:
        return
    seen: dict[str, Any] = {"achieved_interval_s": achieved_interval_s}
    news = (row.state, row.state_reason) != (state, reason)
    if news:
        seen |= {"state": state, "state_reason": reason, "state_since": clock.now()}
    if news or row.running_version_id != version_id:
        seen["running_version_id"] = version_id
        publish(session, TOPIC, row.id, row.owner_id)
    table = Subscription.__table__
    assert isinstance(table, Table)
    session.execute(update(table).where(table.c.id == row.id).values(seen))
    session.expire(row)


def enabled(session: Session) -> Sequence[Subscription]:
    """Return every subscription that shall run, for the supervisor; not those of removed cameras."""
    statement = (
        select(Subscription)
        .join(cameras, cameras.c.id == Subscription.camera_id)
        .where(Subscription.enabled, cameras.c.removed_at.is_(None))
    )
    return session.scalars(statement).all()


def page(
    session: Session,
    scope: Scope,
    query: PageQuery,
    *,
    camera_id: UUID | None = None,
    algorithm_id: UUID | None = None,
) -> tuple[Rows, list[Listed]]:
    """Return one page of the subscriptions the caller may see, newest first."""
    statement = scope.limit(_listed(), Subscription)
    if camera_id is not None:
        statement = statement.where(Subscription.camera_id == camera_id)
    if algorithm_id is not None:
        statement = statement.where(Subscription.algorithm_id == algorithm_id)
    keys = (Subscription.created_at, Subscription.id)
    found = paginate(session, statement, keys, query)
    return found, [_named(*row) for row in found.rows]


def describe(session: Session, row: Subscription) -> Listed:
    """Return a subscription beside its camera and algorithm."""
    return _named(*session.execute(_listed().where(Subscription.id == row.id)).one())


def _listed() -> Any:
    running, tried = aliased(Version), aliased(Version)
    followed = and_(Alias.algorithm_id == Algorithm.id, Alias.name == Subscription.alias)
    meant = func.coalesce(Subscription.version_id, Alias.version_id)
    takes = and_(Rollout.state == "running", takes_part(Rollout, Subscription))
    return (
        select(
            Subscription,
            Algorithm,
            Version,
            running,
            Rollout,
            tried,
            cameras.c.id,
            cameras.c.name_zh,
            cameras.c.name_en,
            cameras.c.state,
        )
        .join(cameras, cameras.c.id == Subscription.camera_id)
        .join(Algorithm, Algorithm.id == Subscription.algorithm_id)
        .outerjoin(Alias, followed)
        .outerjoin(Version, Version.id == meant)
        .outerjoin(running, running.id == Subscription.running_version_id)
        .outerjoin(Rollout, takes)
        .outerjoin(tried, tried.id == Rollout.version_id)
        .where(cameras.c.removed_at.is_(None))
    )


def _named(
    row: Subscription,
    algorithm: Algorithm,
    version: Version | None,
    running: Version | None,
    rollout: Rollout | None,
    tried: Version | None,
    *camera: Any,
) -> Listed:
    return Listed(row, CameraName(*camera), algorithm, version, running, rollout, tried)


def _mean(row: Subscription, meant: Meant) -> None:
    """Let a subscription follow an alias, or be pinned to a version; the alias it followed stays noted."""
    if isinstance(meant, UUID):
        row.version_id = meant
    else:
        row.alias, row.version_id = meant, None


def _insert(session: Session, row: Subscription) -> None:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise AlreadySubscribed from error


def _set_state(row: Subscription, state: str, reason: dict[str, Any] | None, clock: Clock) -> None:
    row.state, row.state_reason, row.state_since = state, reason, clock.now()


def _shown(row: Subscription) -> dict[str, Any]:
    return {
        "camera_id": row.camera_id,
        "algorithm_id": row.algorithm_id,
        "alias": row.alias,
        "version_id": row.version_id,
        "interval_s": row.interval_s,
        "rule": row.rule,
        "enabled": row.enabled,
    }
