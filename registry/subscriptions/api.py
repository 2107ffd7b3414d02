"""Routes of subscriptions."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, Field

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
from registry.subscriptions import service
from registry.subscriptions.rules import RuleOverrides, effective

routes = deps.router("/subscriptions", tags=["subscriptions"])

Reader = Annotated[Scope, allow("subscription.read")]
Creator = Annotated[Scope, allow("subscription.create")]
Changer = Annotated[Scope, allow("subscription.update")]
Remover = Annotated[Scope, allow("subscription.delete")]
Interval = Annotated[float, Field(ge=0.2, le=86400)]


class SubscriptionIn(Body):
    """A new subscription; without an interval the algorithm's own."""

    camera_id: UUID
    algorithm_id: UUID
    interval_s: Interval | None = None
    rule: RuleOverrides = RuleOverrides()


class SubscriptionPatch(Body):
    """What shall be different; `rule` replaces the whole rule."""

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


class SubscriptionOut(BaseModel):
    """One algorithm on one camera, and how well it keeps its interval."""

    id: UUID
    owner_id: UUID
    camera: SubscribedCamera
    algorithm: SubscribedAlgorithm
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
    new = service.NewSubscription(body.camera_id, body.algorithm_id, body.interval_s, body.rule)
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
    manifest = catalogue.runnable(session, row.algorithm_id).manifest
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
    """Change interval, rule or whether it runs."""
    wanted = service.SubscriptionChange(body.interval_s, body.rule, body.enabled)
    row = service.change(session, scope, subscription_id, wanted, precondition, settings, clock)
    response.headers["ETag"] = etag(row)
    return _out(service.describe(session, row))


@routes.delete("/{subscription_id}", status_code=204)
def delete_subscription(
    session: SessionDep, scope: Remover, clock: ClockDep, subscription_id: UUID
) -> None:
    """End a subscription; its events stay."""
    service.delete(session, scope, subscription_id, clock)


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
        interval_s=row.interval_s,
        rule=RuleOverrides.model_validate(row.rule),
        enabled=row.enabled,
        state=row.state,
        state_reason=row.state_reason,
        achieved_interval_s=row.achieved_interval_s,
        revision=row.revision,
    )
