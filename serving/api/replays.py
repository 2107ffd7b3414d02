"""Replays: what a changed rule would have raised on what was recorded."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel

from accounts.api.deps import allow
from accounts.audit.service import record
from accounts.scope import Scope
from algorithms.contract.rule import RuleSpec
from cases.detections.replay import Mark, Replayed
from cases.events.model import Event
from core.http.deps import ClockDep, SessionDep, SettingsDep, router
from core.http.fields import Body
from registry.subscriptions import service
from registry.subscriptions.rules import RuleOverrides
from serving.replaying import Answer, Told, Wish, overlap, replayed

routes = router("/subscriptions", tags=["subscriptions"])


class ReplayIn(Body):
    """A range, at most seven days, and a rule to try on it as `PATCH` of the subscription takes it.

    Example: `{"since": "2026-11-26T08:00:00+08:00", "until": "2026-11-26T09:00:00+08:00", "rule": {"k": 3,
    "n": 5, "zones": [{"name": "yard", "points": [[0.1, 0.4], [0.9, 0.4], [0.9, 1], [0.1, 1]]}]}}`.
    """

    since: AwareDatetime
    until: AwareDatetime
    rule: RuleOverrides | None = None
    """Null: the subscription's present rule."""
    as_judged: bool = False
    """Judge by the rules that were in force, with all that the judge then knew; `rule` is passed over."""


class WouldOut(BaseModel):
    """An incident the rule would have raised; without an end it was open when the records ended."""

    incident: str
    """What tells it apart from other incidents of its subscription that are open at once."""
    opened_at: datetime
    seen_at: datetime
    ended_at: datetime | None
    looks: int
    score: float
    event_id: UUID | None
    """An event that was open at the same time."""


class WasOut(BaseModel):
    """An event that was raised."""

    id: UUID
    opened_at: datetime
    ended_at: datetime | None
    review: Literal["waiting", "confirmed", "rejected", "duplicate"]
    severity: Literal["critical", "major", "minor"]
    looks: int
    score: float
    found: bool
    """Whether the rule would have raised something at the same time."""


class MarkOut(BaseModel):
    """One look on the timeline, or `looks` neighbours where there are too many for one each."""

    at: datetime
    looks: int
    hits: int
    on: bool
    score: float | None
    share: float | None
    problem: str | None


class ReplayedEventOut(BaseModel):
    """One event type of the algorithm, `would` beside `were`."""

    event_type: str
    title_zh: str
    title_en: str
    rule: RuleSpec
    """As it applied at the end."""
    would: list[WouldOut]
    were: list[WasOut]
    marks: list[MarkOut]


class ReplayOut(BaseModel):
    """A replay. Two replays of the same range and rule answer the same."""

    since: datetime
    until: datetime
    looks: int
    recorded_since: datetime | None
    """The first hour of which the camera's detections are still kept; null: none are."""
    cut_at: datetime | None
    """Where it stopped, if there were too many looks for one replay: go on from here."""
    events: list[ReplayedEventOut]


@routes.post("/{subscription_id}/replay")
def replay_subscription(
    session: SessionDep,
    scope: Annotated[Scope, allow("subscription.replay")],
    settings: SettingsDep,
    clock: ClockDep,
    subscription_id: UUID,
    body: ReplayIn,
) -> ReplayOut:
    """Judge recorded looks again by another rule; nothing is raised, and nothing is changed."""
    row = service.fetch(session, scope, subscription_id)
    wish = Wish(body.since, body.until, body.rule, body.as_judged)
    answer = replayed(session, settings, row, wish)
    asked = body.model_dump(mode="json", exclude_defaults=True)
    record(session, scope, "subscription.replay", row, after=asked, clock=clock)
    return out(wish, answer)


def out(wish: Wish, answer: Answer) -> ReplayOut:
    """Return a replay as the API and the command line tell it."""
    return ReplayOut(
        since=wish.since,
        until=wish.until,
        looks=answer.looks,
        recorded_since=answer.recorded_since,
        cut_at=answer.cut_at,
        events=[_event(told) for told in answer.told],
    )


def _event(told: Told) -> ReplayedEventOut:
    title, rule = told.event.title, told.run.rule
    return ReplayedEventOut(
        event_type=told.event.event_type,
        title_zh=title.zh,
        title_en=title.en,
        rule=RuleSpec(**{name: getattr(rule, name) for name in RuleSpec.model_fields}),
        would=[_would(told, one) for one in told.would],
        were=[_was(told, one) for one in told.raised],
        marks=[_mark(one) for one in told.run.together()],
    )


def _would(told: Told, one: Replayed) -> WouldOut:
    event = told.event_of(one)
    own = WouldOut.model_fields.keys() - {"event_id", "incident"}
    fields = {name: getattr(one, name) for name in own}
    return WouldOut(**fields, incident=one.key, event_id=event.id if event else None)


def _was(told: Told, event: Event) -> WasOut:
    fields = {name: getattr(event, name) for name in WasOut.model_fields if name != "found"}
    return WasOut(**fields, found=any(overlap(one, event) for one in told.would))


def _mark(one: Mark) -> MarkOut:
    return MarkOut(**{name: getattr(one, name) for name in MarkOut.model_fields})
