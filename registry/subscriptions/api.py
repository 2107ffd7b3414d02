"""Routes of subscriptions."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from accounts.api.deps import allow
from accounts.scope import Scope
from algorithms.contract.manifest import EventSpec
from algorithms.contract.rule import RuleSpec
from core.http import deps
from core.http.deps import ClockDep, IfMatch, PageQueryDep, SessionDep, SettingsDep
from core.http.described import refuses
from core.http.etag import etag
from core.http.fields import Body
from core.http.page import Page
from registry.catalogue import service as catalogue
from registry.catalogue.aliases import Name
from registry.catalogue.model import STABLE, Version
from registry.catalogue.service import Meant
from registry.rollouts.model import Mode
from registry.subscriptions import service
from registry.subscriptions.errors import MeantTwice
from registry.subscriptions.rules import RuleOverrides, effective

routes = deps.router("/subscriptions", tags=["subscriptions"])

Reader = Annotated[Scope, allow("subscription.read")]
Creator = Annotated[Scope, allow("subscription.create")]
Changer = Annotated[Scope, allow("subscription.update")]
Remover = Annotated[Scope, allow("subscription.delete")]
Interval = Annotated[float, Field(ge=0.2, le=86400)]


class SubscriptionIn(Body):
    """A new subscription; without an interval the algorithm's own.

    It follows the alias `stable` unless another one is named, or the version that it is pinned to.
    """

    camera_id: UUID
    algorithm_id: UUID
    alias: Name | None = None
    version_id: UUID | None = None
    interval_s: Interval | None = None
    rule: RuleOverrides = RuleOverrides()


class SubscriptionPatch(Body):
    """What shall be different; `rule` replaces the whole rule.

    `version_id` pins the subscription to a version, `alias` has it follow that alias again.
    """

    alias: Name | None = None
    version_id: UUID | None = None
    interval_s: Interval | None = None
    rule: RuleOverrides | None = None
    enabled: bool | None = None


class SubscribedCamera(BaseModel):
    id: UUID
    name_zh: str
    name_en: str
    state: str


class SubscribedAlgorithm(BaseModel):
    id: UUID
    slug: str
    title_zh: str
    title_en: str


class SubscribedVersion(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: str
    state: str
    deprecated_until: datetime | None
    """When it will be withdrawn."""


class SubscribedRollout(BaseModel):
    """A version that is tried on the camera: beside the stable one (`shadow`), or in its place (`canary`)."""

    id: UUID
    mode: Mode
    version: SubscribedVersion
    begun_at: datetime
    reason: str
    """Why it is tried, in the words of who began it."""


class SubscriptionOut(BaseModel):
    """One algorithm on one camera, and how well it keeps its interval."""

    id: UUID
    owner_id: UUID
    camera: SubscribedCamera
    algorithm: SubscribedAlgorithm
    alias: Name
    """What it follows unless it is pinned."""
    version_id: UUID | None
    """The version it is pinned to."""
    version: SubscribedVersion | None
    """The version it means at present, on the shelf or not; none: its alias means nothing."""
    running_version: SubscribedVersion | None
    """The version its last look was inferred by."""
    rollout: SubscribedRollout | None
    """The trial that it takes part in; who is pinned to a version takes part in none."""
    interval_s: float
    rule: RuleOverrides
    enabled: bool
    state: str
    state_reason: dict[str, Any] | None
    achieved_interval_s: float | None
    revision: int


class EventRuleOut(BaseModel):
    """The rule of one event type: the algorithm's own, and what applies with the subscriber's changes."""

    event_type: str
    title_zh: str
    title_en: str
    labels: list[str]
    default: RuleSpec
    effective: RuleSpec


class RuleOut(BaseModel):
    """What a subscription is judged by."""

    override: RuleOverrides
    """What the subscriber changed; `PATCH` of the subscription takes it as `rule`."""
    events: list[EventRuleOut]


@routes.get("")
def list_subscriptions(
    session: SessionDep,
    scope: Reader,
    query: PageQueryDep,
    camera_id: UUID | None = None,
    algorithm_id: UUID | None = None,
) -> Page[SubscriptionOut]:
    """Subscriptions the caller may see, newest first."""
    found, listed = service.page(
        session, scope, query, camera_id=camera_id, algorithm_id=algorithm_id
    )
    return found.page([_out(one) for one in listed])


@routes.post("", status_code=201)
def create_subscription(
    session: SessionDep,
    scope: Creator,
    clock: ClockDep,
    settings: SettingsDep,
    body: SubscriptionIn,
    response: Response,
) -> SubscriptionOut:
    """Let an algorithm look at a camera."""
    meant = _meant(body) or STABLE
    new = service.NewSubscription(
        body.camera_id, body.algorithm_id, body.interval_s, body.rule, meant
    )
    row = service.create(session, scope, new, settings, clock)
    response.headers["ETag"] = etag(row)
    return _out(service.describe(session, row))


@routes.get("/{subscription_id}")
def read_subscription(
    session: SessionDep, scope: Reader, subscription_id: UUID, response: Response
) -> SubscriptionOut:
    """One subscription."""
    row = service.fetch(session, scope, subscription_id)
    response.headers["ETag"] = etag(row)
    return _out(service.describe(session, row))


@routes.get("/{subscription_id}/rule")
@refuses(409)
def read_rule(
    session: SessionDep, scope: Reader, subscription_id: UUID, response: Response
) -> RuleOut:
    """Show a subscription's rule: for each event type the default, and what applies after the override."""
    row = service.fetch(session, scope, subscription_id)
    response.headers["ETag"] = etag(row)
    override = RuleOverrides.model_validate(row.rule)
    manifest = catalogue.runnable(session, row.algorithm_id, row.meant).manifest
    return RuleOut(override=override, events=[_rule(one, override) for one in manifest.events])


@routes.patch("/{subscription_id}")
def change_subscription(
    session: SessionDep,
    scope: Changer,
    clock: ClockDep,
    settings: SettingsDep,
    precondition: IfMatch,
    subscription_id: UUID,
    body: SubscriptionPatch,
    response: Response,
) -> SubscriptionOut:
    """Change interval, rule, version or whether it runs."""
    wanted = service.SubscriptionChange(body.interval_s, body.rule, body.enabled, _meant(body))
    row = service.change(session, scope, subscription_id, wanted, precondition, settings, clock)
    response.headers["ETag"] = etag(row)
    return _out(service.describe(session, row))


@routes.delete("/{subscription_id}", status_code=204)
def delete_subscription(
    session: SessionDep, scope: Remover, clock: ClockDep, subscription_id: UUID
) -> None:
    """End a subscription; its events stay."""
    service.delete(session, scope, subscription_id, clock)


def _meant(body: SubscriptionIn | SubscriptionPatch) -> Meant | None:
    """Return the alias or the version that a body asks for; raises `MeantTwice`."""
    if body.alias is not None and body.version_id is not None:
        raise MeantTwice
    return body.version_id or body.alias


def _rule(event: EventSpec, override: RuleOverrides) -> EventRuleOut:
    return EventRuleOut(
        event_type=event.event_type,
        title_zh=event.title.zh,
        title_en=event.title.en,
        labels=[*event.labels],
        default=event.spec(),
        effective=effective(event, override),
    )


def _out(listed: service.Listed) -> SubscriptionOut:
    row = listed.subscription
    return SubscriptionOut(
        id=row.id,
        owner_id=row.owner_id,
        camera=SubscribedCamera.model_validate(listed.camera, from_attributes=True),
        algorithm=SubscribedAlgorithm.model_validate(listed.algorithm, from_attributes=True),
        alias=row.alias,
        version_id=row.version_id,
        version=_version(listed.version),
        running_version=_version(listed.running),
        rollout=_rollout(listed),
        interval_s=row.interval_s,
        rule=RuleOverrides.model_validate(row.rule),
        enabled=row.enabled,
        state=row.state,
        state_reason=row.state_reason,
        achieved_interval_s=row.achieved_interval_s,
        revision=row.revision,
    )


def _rollout(listed: service.Listed) -> SubscribedRollout | None:
    one, version = listed.rollout, _version(listed.tried)
    if one is None or version is None:
        return None
    named: dict[str, Any] = {
        name: getattr(one, name) for name in ("id", "mode", "begun_at", "reason")
    }
    return SubscribedRollout(version=version, **named)


def _version(version: Version | None) -> SubscribedVersion | None:
    return SubscribedVersion.model_validate(version) if version else None
