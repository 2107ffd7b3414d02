"""Subscribing many cameras at once: what it comes to before anything is written, and doing it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.quotas.errors import QuotaExceeded
from accounts.scope import Scope
from accounts.shares.model import Terms
from accounts.shares.reaching import hold
from core.clock import Clock
from core.errors import Conflict, Invalid
from core.feed import publish
from core.ids import uuid7
from core.settings import Settings
from registry.catalogue import service as catalogue
from registry.catalogue import shelf
from registry.catalogue.model import STABLE, Algorithm, Version
from registry.catalogue.service import Meant
from registry.remote import agreements
from registry.subscriptions import cameras, fitness, quota, sharing
from registry.subscriptions.cameras import CameraFacts
from registry.subscriptions.cost import Cost, cost_of
from registry.subscriptions.errors import NoCameras
from registry.subscriptions.fitness import Misfit
from registry.subscriptions.model import Subscription
from registry.subscriptions.night import looks_by_night
from registry.subscriptions.rules import RuleOverrides, check
from registry.subscriptions.service import TOPIC
from registry.subscriptions.sharing import Consent

MOST = 5000
"""Cameras that are subscribed at once."""
EACH = 50
"""New subscriptions that are each told to followers; more of them are told as one change."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall look at which cameras; without an interval as often as the algorithm says."""

    algorithm_id: UUID
    camera_ids: Sequence[UUID]
    interval_s: float | None = None
    rule: RuleOverrides = field(default_factory=RuleOverrides)
    meant: Meant = STABLE


@dataclass(frozen=True, slots=True)
class Checked:
    """One camera of a wish."""

    camera: CameraFacts
    subscribed: bool
    """Whether the organization has the algorithm on it already: that stays as it is."""
    terms: Terms
    """What its sharing allows; what may be seen only is left out."""
    misfits: list[Misfit]
    unknown: list[str]
    """What the algorithm asks about and nobody has put down."""

    @property
    def fresh(self) -> bool:
        """Whether it can be subscribed."""
        return not self.subscribed and self.terms != "see"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a wish comes to."""

    algorithm: Algorithm
    version: Version
    meant: Meant
    interval_s: float
    rule: dict[str, Any]
    cameras: list[Checked]
    cost: Cost
    exceeded: QuotaExceeded | None
    """Why it cannot be had without two administrators."""
    consents: list[Consent]
    """Whose consent it takes besides."""

    @property
    def fresh(self) -> list[UUID]:
        """The cameras that are not subscribed yet and can be."""
        return [one.camera.id for one in self.cameras if one.fresh]

    @property
    def asks(self) -> bool:
        """Whether it has to be asked for."""
        return self.exceeded is not None or bool(self.consents)


def plan(session: Session, scope: Scope, wish: Wish, settings: Settings) -> Plan:
    """Say what a wish comes to, writing nothing.

    Its quotas and its cameras' sharing stay locked until the transaction ends. Raises `NotFound` for a camera
    or an algorithm the caller may not see, `NoHealthyVersion`, `RuleInvalid`, and where the model stays with
    its vendor what `agreements.require` does.
    """
    goods = shelf.fetch(session, scope, wish.algorithm_id)
    runnable = catalogue.runnable(session, wish.algorithm_id, wish.meant)
    manifest = runnable.manifest
    check(manifest, wish.rule)
    by_night = looks_by_night(manifest, wish.rule)
    owner_id, interval_s = scope.user.organization_id, wish.interval_s or manifest.look.interval_s
    agreements.require(session, manifest.remote, runnable.vendor_id, owner_id)
    before = _subscribed(session, owner_id, wish)
    hold(session, "cameras", wish.camera_ids)
    seen = cameras.facts(session, scope, wish.camera_ids)
    known = sharing.standings(session, owner_id, wish.camera_ids)
    checked = [
        Checked(
            one,
            one.id in before,
            known[one.id].terms,
            fitness.misfits(manifest, one, by_night=by_night),
            fitness.unknown(manifest, one, by_night=by_night),
        )
        for one in seen
    ]
    fresh = [one.camera.id for one in checked if one.fresh]
    version = session.get_one(Version, runnable.version_id)
    return Plan(
        goods.algorithm,
        version,
        wish.meant,
        interval_s,
        wish.rule.stored(),
        checked,
        cost_of(session, owner_id, version, len(fresh), interval_s, settings),
        _exceeded(session, owner_id, len(fresh), interval_s, settings),
        sharing.consents(session, known, fresh),
    )


def carry_out(session: Session, scope: Scope, wanted: Plan, clock: Clock) -> int:
    """Subscribe the cameras of a plan that are not yet; return how many came to be.

    Raises `QuotaExceeded` where the plan is over a quota, `ConsentNeeded` where an owner has to agree,
    `NoCameras` or `SeeOnly` where nothing is left to do.
    """
    if wanted.exceeded is not None:
        raise wanted.exceeded
    if not wanted.fresh:
        raise _nothing(session, scope, wanted)
    if wanted.consents:
        raise sharing.needed(wanted.consents)
    owner = session.get_one(Organization, scope.user.organization_id)
    values = {"algorithm_id": wanted.algorithm.id, "interval_s": wanted.interval_s}
    values |= {"rule": wanted.rule} | meaning(wanted.meant)
    return subscribe(session, scope, owner, wanted.fresh, values, clock)


def subscribe(
    session: Session,
    scope: Scope,
    owner: Organization,
    camera_ids: Sequence[UUID],
    values: dict[str, Any],
    clock: Clock,
) -> int:
    """Write the subscriptions of an organization to these cameras; what it has already stays.

    One line of the trail names them all.
    """
    now = clock.now()
    same = values | {"owner_id": owner.id, "enabled": True, "state": "waiting", "revision": 1}
    rows = [
        same | {"id": uuid7(), "camera_id": one, "state_since": now, "created_at": now}
        for one in camera_ids
    ]
    made = insert(Subscription).on_conflict_do_nothing().returning(Subscription.id)
    made_ids = [*session.scalars(made, rows)] if rows else []
    told = values | {"cameras": sorted(camera_ids), "subscriptions": len(made_ids)}
    record(session, scope, "subscription.create", owner, after=told, clock=clock)
    for one in made_ids if len(made_ids) <= EACH else [owner.id]:
        publish(session, TOPIC, one, owner.id)
    return len(made_ids)


def meaning(meant: Meant) -> dict[str, Any]:
    """Return the columns that say what a subscription runs."""
    pinned = isinstance(meant, UUID)
    return {"alias": STABLE if pinned else meant, "version_id": meant if pinned else None}


def _nothing(session: Session, scope: Scope, wanted: Plan) -> Conflict | Invalid:
    """Return why there is nothing to subscribe: a camera that may be seen only tells more."""
    barred = [one.camera for one in wanted.cameras if not one.subscribed]
    if not barred:
        return NoCameras()
    known = sharing.standings(session, scope.user.organization_id, [barred[0].id])
    return sharing.see_only(session, known[barred[0].id], barred[0])


def _subscribed(session: Session, owner_id: UUID, wish: Wish) -> set[UUID]:
    had = select(Subscription.camera_id).where(
        Subscription.owner_id == owner_id,
        Subscription.algorithm_id == wish.algorithm_id,
        Subscription.camera_id.in_(wish.camera_ids),
    )
    return {*session.scalars(had)}


def _exceeded(
    session: Session, owner_id: UUID, count: int, interval_s: float, settings: Settings
) -> QuotaExceeded | None:
    if not count:
        return None
    try:
        quota.require_new(session, owner_id, interval_s, settings, count)
    except QuotaExceeded as error:
        return error
    return None
