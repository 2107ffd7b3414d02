"""Cases as they are listed and shown: clocks, evidence, deliveries, and one with its whole way."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query
from pydantic import AwareDatetime, BaseModel

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.clocks.clock import Colour, colour
from cases.clocks.model import CaseClock
from cases.dictionaries.limit import Kind, Unit
from cases.events.filters import Review, Severity
from cases.lifecycle.filters import Clock, Filter, Source
from cases.lifecycle.model import Case
from cases.lifecycle.service import CASE
from cases.lifecycle.transitions import TRANSITIONS, Need, State, allowed
from cases.outbox.model import Delivery
from cases.photos.api import PhotoOut, photo_out
from cases.sinks.model import Sink
from cases.sinks.reasons import reason
from core.http.deps import ClockDep, PageQueryDep, SessionDep, router
from core.http.fields import Sought
from core.http.page import Page
from core.http.reasons import ReasonOut
from serving.queries import cases
from serving.queries.cases import CaseRow, Way
from serving.queries.together import Sighting
from video.cameras.model import Camera

routes = router("/cases", tags=["cases"])
Reader = Annotated[Scope, allow("case.read")]


class CaseCamera(BaseModel):
    """The camera that saw it."""

    id: UUID
    name_zh: str
    name_en: str


class SightingOut(BaseModel):
    """An event that belongs with others: to one incident, or to one case."""

    id: UUID
    event_type: str
    title_zh: str
    title_en: str
    severity: Literal["critical", "major", "minor"]
    review: Review
    score: float
    opened_at: datetime
    camera: CaseCamera


class DeliverySink(BaseModel):
    """Where a message goes."""

    id: UUID
    name: str


class DeliveryOut(BaseModel):
    """One message about the case on its way to one receiver."""

    id: UUID
    sink: DeliverySink
    state: Literal["waiting", "delivered", "retrying", "dead"]
    attempts: int
    last_error: ReasonOut | None
    next_attempt_at: datetime | None
    delivered_at: datetime | None


class UnitShown(BaseModel):
    """The unit that has to deal with a case; one that is not active deals with nothing."""

    id: UUID
    name_zh: str
    name_en: str
    active: bool


class ClockOut(BaseModel):
    """A time limit and how it is used; `due_at` is null while it is paused."""

    kind: Kind
    amount: float
    unit: Unit
    extended: float
    started_at: datetime
    amber_at: datetime | None
    due_at: datetime | None
    stopped_at: datetime | None
    colour: Colour


class AskedOut(BaseModel):
    """What the unit asks the dispatchers for."""

    action: Literal["ask_return", "ask_extension", "ask_suspension"]
    reason: str
    at: datetime
    amount: float | None = None
    until: datetime | None = None


class CheckedOut(BaseModel):
    """What the algorithm saw when it looked again after the work."""

    found: Literal["clear", "seen"]
    looks: int
    at: datetime


class CaseOut(BaseModel):
    """A matter that was confirmed, or asked for from outside, and has to be dealt with."""

    id: UUID
    number: str
    owner_id: UUID
    source: Source
    event_id: UUID | None
    """The event it was filed for."""
    event_type: str | None
    title_zh: str
    title_en: str
    severity: Severity
    state: State
    standard_ref: str | None
    code: str | None
    emergency_code: str | None
    reported_at: datetime
    filed_at: datetime | None
    filed_by: str | None
    place: str
    longitude: float | None
    latitude: float | None
    camera: CaseCamera | None
    unit: UnitShown | None
    handler: str | None
    asked: AskedOut | None
    checked: CheckedOut | None
    suspended_until: datetime | None
    supervised_at: datetime | None
    urged: int
    reworks: int
    amber_at: datetime | None
    due_at: datetime | None
    clocks: list[ClockOut]
    deliveries: list[DeliveryOut]
    events: list[SightingOut]
    """All that is evidence of it, oldest first."""


class StepUnit(BaseModel):
    """A unit that a step was about."""

    id: UUID
    name_zh: str
    name_en: str


class StepOut(BaseModel):
    """One step of a case's way; without a person and a receiver the product itself took it."""

    sequence: int
    action: str
    from_state: State | None
    to_state: State
    by: str | None
    receiver: str | None
    at: datetime
    note: str
    unit: StepUnit | None
    amount: float | None
    until: datetime | None
    looks: int | None
    photos: list[PhotoOut]


class RequestOut(BaseModel):
    """What somebody outside asked for."""

    number: str
    description: str
    media_url: str


class ActionOut(BaseModel):
    """What the caller may do with the case now, and what he must give with it."""

    action: str
    needs: list[Need]


class CaseDetail(CaseOut):
    """One case with its whole way, its photos and what the caller may do now."""

    request: RequestOut | None
    asked_by: str | None
    steps: list[StepOut]
    photos: list[PhotoOut]
    actions: list[ActionOut]


class Wanted(BaseModel):
    """Which cases are wanted."""

    state: list[State] | None = None
    open: bool | None = None
    clock: Clock | None = None
    matter: Sought | None = None
    """Its code."""
    severity: Severity | None = None
    source: Source | None = None
    owner_id: UUID | None = None
    """This organization and all below it."""
    unit_id: UUID | None = None
    """Dispatched to this organization, or to one below it."""
    unassigned: bool | None = None
    """With nobody to deal with it, or with a unit that was suspended."""
    asked: bool | None = None
    supervised: bool | None = None
    text: Sought | None = None
    """Words, each in the number, the title or the place."""
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    sort: Literal["-reported_at", "due_at"] = "-reported_at"

    def filter(self, now: datetime) -> Filter:
        """Return it as a filter."""
        plain = {name: value for name, value in self if name not in ("matter", "sort")}
        return Filter(now, code=self.matter, **plain)


@routes.get("")
def list_cases(
    scope: Reader,
    session: SessionDep,
    query: PageQueryDep,
    wanted: Annotated[Wanted, Query()],
    clock: ClockDep,
) -> Page[CaseOut]:
    """Return cases, those that came last first; by `due_at` those with a running limit, the next first."""
    now, by_due = clock.now(), wanted.sort == "due_at"
    rows, found = cases.page(session, scope, wanted.filter(now), query, by_due=by_due)
    return rows.page([CaseOut(**_fields(row, now)) for row in found])


@routes.get("/{case_id}")
def read_case(case_id: UUID, scope: Reader, session: SessionDep, clock: ClockDep) -> CaseDetail:
    """Return one case with its way, its photos, its deliveries, and what the caller may do now."""
    case = scope.fetch(session, Case, case_id, kind=CASE)
    row, way = cases.one(session, case), cases.way(session, case)
    photos = [photo_out(one) for one in way.photos]
    request = row.request
    return CaseDetail(
        **_fields(row, clock.now()),
        request=RequestOut.model_validate(request, from_attributes=True) if request else None,
        asked_by=way.people.get(str((case.asked or {}).get("by"))),
        steps=[*_steps(way, photos)],
        photos=photos,
        actions=_actions(session, scope, case),
    )


def _fields(row: CaseRow, now: datetime) -> dict[str, Any]:
    case = row.case
    made: dict[str, Any] = {
        "source": "request" if case.event_id is None else "camera",
        "camera": _camera(row.camera) if row.camera else None,
        "filed_by": row.filed_by.name if row.filed_by else None,
        "handler": row.handler.name if row.handler else None,
        "unit": _unit(row),
        "clocks": [_clock(one, now) for one in row.clocks],
        "deliveries": [_delivery(delivery, sink) for delivery, sink in row.deliveries],
        "events": [sighting(one) for one in row.events],
    }
    return made | {name: getattr(case, name) for name in CaseOut.model_fields.keys() - made}


def _unit(row: CaseRow) -> UnitShown | None:
    if row.unit is None:
        return None
    names = {name: getattr(row.unit, name) for name in ("id", "name_zh", "name_en")}
    return UnitShown(**names, active=row.unit.state == "active")


def _clock(one: CaseClock, now: datetime) -> ClockOut:
    plain = {name: getattr(one, name) for name in ClockOut.model_fields if name != "colour"}
    return ClockOut(**plain, colour=colour(one, now))


def _steps(way: Way, photos: list[PhotoOut]) -> list[StepOut]:
    def shown(unit_id: Any) -> StepUnit | None:
        unit = way.units.get(str(unit_id))
        return StepUnit.model_validate(unit, from_attributes=True) if unit else None

    names = ("sequence", "action", "from_state", "to_state", "at", "note")
    return [
        StepOut(
            **{name: getattr(step, name) for name in names},
            by=user.name if user else None,
            receiver=sink.name if sink else None,
            unit=shown(step.details.get("unit_id")),
            amount=step.details.get("amount"),
            until=step.details.get("until"),
            looks=step.details.get("looks"),
            photos=[one for one in photos if one.step_id == step.id],
        )
        for step, user, sink in way.steps
    ]


def _actions(session: SessionDep, scope: Scope, case: Case) -> list[ActionOut]:
    if not scope.may("case.act") or not cases.reaches(session, scope, case, "case.act"):
        return []
    asked = case.asked["action"] if case.asked else None
    return [
        ActionOut(action=action, needs=sorted(TRANSITIONS[action].needs))
        for action in allowed(State(case.state), scope.user.roles, asked)
    ]


def sighting(one: Sighting) -> SightingOut:
    """Return an event that belongs with others as the API shows it."""
    named = [name for name in SightingOut.model_fields if name != "camera"]
    plain: dict[str, Any] = {name: getattr(one.event, name) for name in named}
    return SightingOut(**plain, camera=_camera(one.camera))


def _camera(camera: Camera) -> CaseCamera:
    return CaseCamera(id=camera.id, name_zh=camera.name_zh, name_en=camera.name_en)


def _delivery(delivery: Delivery, sink: Sink) -> DeliveryOut:
    made = {
        "sink": DeliverySink(id=sink.id, name=sink.name),
        "last_error": reason(delivery.last_error),
    }
    plain = {name: getattr(delivery, name) for name in DeliveryOut.model_fields.keys() - made}
    return DeliveryOut(**(plain | made))
