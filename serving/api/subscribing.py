"""Subscribing many cameras at once: chosen by name and by filter, and checked before anything is written."""

from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from accounts.api.deps import allow
from accounts.scope import Scope
from accounts.shares.model import Terms
from core.errors import AlgomartError
from core.http import deps
from core.http.deps import ClockDep, SessionDep, SettingsDep
from core.http.fields import Body, Reason
from core.http.reasons import ReasonOut
from registry.catalogue.aliases import Name
from registry.catalogue.model import STABLE
from registry.subscriptions import many, requests
from registry.subscriptions.api import Interval, SubscribedVersion
from registry.subscriptions.cost import Cost
from registry.subscriptions.errors import MeantTwice
from registry.subscriptions.fitness import Misfit
from registry.subscriptions.many import MOST, Checked, Plan, Wish
from registry.subscriptions.rules import RuleOverrides
from registry.subscriptions.sharing import Consent
from video.cameras.chosen import chosen
from video.cameras.fields import Wanted

routes = deps.router("/subscriptions", tags=["subscriptions"])

FILTERS_MAX = 20


class ManyIn(Body):
    """Which algorithm, on which cameras, and how; what a single subscription is made of, for all alike."""

    algorithm_id: UUID
    camera_ids: Annotated[list[UUID], Field(max_length=MOST, default_factory=list)]
    filters: Annotated[list[Wanted], Field(max_length=FILTERS_MAX, default_factory=list)]
    """All that one of these finds is subscribed too; together 5,000 cameras at most."""
    alias: Name | None = None
    version_id: UUID | None = None
    interval_s: Interval | None = None
    rule: RuleOverrides = RuleOverrides()
    dry_run: bool = False
    """Say what it comes to, and write nothing."""
    reason: Reason | None = None
    """Why it shall be had beyond a quota, or of cameras whose owner must agree: then it is asked for."""


class CheckedCameraOut(BaseModel):
    """One camera, and what of it the algorithm is not made for: a warning, not a refusal."""

    id: UUID
    name_zh: str
    name_en: str
    place: str
    state: str
    subscribed: bool
    """It has the algorithm already, and keeps its subscription as it is."""
    terms: Terms
    """What its sharing allows; what may be seen only is left out."""
    misfits: list[ReasonOut]
    unknown: list[str]
    """What it asks about and the catalogue lacks: `height`, `pitch`, `picture`, `object`, `night`."""


class QuotaShareOut(BaseModel):
    """How much of one limit of looks a minute is used, before and after."""

    organization_id: UUID
    name_zh: str
    name_en: str
    limit: int
    used: float
    after: float


class ConsentOut(BaseModel):
    """An owner who has to agree, and to how many of the cameras."""

    organization_id: UUID
    name_zh: str
    name_en: str
    cameras: int


class CostOut(BaseModel):
    """What the new subscriptions take as long as they run; a rule's hours do not lessen it."""

    model_config = ConfigDict(from_attributes=True)

    cameras: int
    camera_hours_per_day: int
    looks_per_minute: float
    cores: float
    """Processor cores."""
    cpu_ms: float
    """Of one look: as the gate measured it, else as the vendor states it."""
    shares: list[QuotaShareOut]


class ManyOut(BaseModel):
    """What it comes to, and what came of it."""

    version: SubscribedVersion
    interval_s: float
    cameras: list[CheckedCameraOut]
    cost: CostOut
    exceeded: ReasonOut | None
    """Why it takes two administrators."""
    consents: list[ConsentOut]
    """Whose consent it takes besides."""
    created: int
    approval_id: UUID | None
    """The request that waits; nothing is subscribed until it is decided."""


@routes.post("/bulk", status_code=201)
def subscribe_cameras(
    session: SessionDep,
    scope: Annotated[Scope, allow("subscription.create")],
    settings: SettingsDep,
    clock: ClockDep,
    response: Response,
    body: ManyIn,
) -> ManyOut:
    """Let an algorithm look at up to 5,000 cameras, all or none; `dry_run` only says what it comes to."""
    plan = many.plan(session, scope, _wish(session, scope, body), settings)
    if body.dry_run:
        response.status_code = 200
        return _out(plan)
    if plan.asks and body.reason is not None:
        return _out(plan, asked=requests.ask(session, scope, plan, body.reason, clock).id)
    return _out(plan, many.carry_out(session, scope, plan, clock))


def _wish(session: Session, scope: Scope, body: ManyIn) -> Wish:
    if body.alias is not None and body.version_id is not None:
        raise MeantTwice
    filters = [one.filter() for one in body.filters]
    ids = chosen(session, scope.on("camera.read"), body.camera_ids, filters, MOST)
    meant = body.version_id or body.alias or STABLE
    return Wish(body.algorithm_id, ids, body.interval_s, body.rule, meant)


def _out(plan: Plan, created: int = 0, asked: UUID | None = None) -> ManyOut:
    over = plan.exceeded
    return ManyOut(
        version=SubscribedVersion.model_validate(plan.version),
        interval_s=plan.interval_s,
        cameras=[_checked(one) for one in plan.cameras],
        cost=_cost(plan.cost),
        exceeded=None if over is None else _reason(over),
        consents=[_consent(one) for one in plan.consents],
        created=created,
        approval_id=asked,
    )


def _reason(error: AlgomartError) -> ReasonOut:
    return ReasonOut(code=error.code, zh=error.message("zh"), en=error.message("en"))


def _consent(one: Consent) -> ConsentOut:
    owner = one.owner
    return ConsentOut(
        organization_id=owner.id,
        name_zh=owner.name_zh,
        name_en=owner.name_en,
        cameras=len(one.camera_ids),
    )


def _checked(one: Checked) -> CheckedCameraOut:
    camera = one.camera
    return CheckedCameraOut(
        id=camera.id,
        name_zh=camera.name_zh,
        name_en=camera.name_en,
        place=camera.place,
        state=camera.state,
        subscribed=one.subscribed,
        terms=one.terms,
        misfits=[_misfit(misfit) for misfit in one.misfits],
        unknown=one.unknown,
    )


def _misfit(one: Misfit) -> ReasonOut:
    return ReasonOut.of(one.code, one.text)


def _cost(cost: Cost) -> CostOut:
    shares = [
        QuotaShareOut(
            organization_id=one.organization.id,
            name_zh=one.organization.name_zh,
            name_en=one.organization.name_en,
            limit=one.limit,
            used=one.used,
            after=one.after,
        )
        for one in cost.shares
    ]
    plain = {name: getattr(cost, name) for name in CostOut.model_fields if name != "shares"}
    return CostOut(**plain, shares=shares)
