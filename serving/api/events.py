"""Events as dispatchers see them: the list and the page, joined over the packages."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.events import service
from cases.events.clearance import clearance
from cases.events.errors import EVENT
from cases.events.model import Event, Evidence
from cases.review.view import VerdictView, shown, verdicts_of
from core.http.deps import PageQueryDep, SessionDep, router
from core.http.fields import Sought
from core.http.page import Page
from core.http.services import ServicesDep
from serving.queries import events
from serving.queries.events import EventRow, Filter, Review, State

routes = router("/events", tags=["events"])
Reader = Annotated[Scope, allow("event.read")]


class EventCamera(BaseModel):
    """The camera that saw it."""

    id: UUID
    name_zh: str
    name_en: str
    place: str


class EventAlgorithm(BaseModel):
    """The algorithm that saw it, in the version that did."""

    id: UUID
    slug: str
    title_zh: str
    title_en: str
    version: str | None


class EventOut(BaseModel):
    """One incident."""

    id: UUID
    owner_id: UUID
    event_type: str
    title_zh: str
    title_en: str
    severity: Literal["critical", "major", "minor"]
    state: State
    review: Review
    camera: EventCamera
    algorithm: EventAlgorithm | None
    score: float
    opened_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    looks: int
    case_id: UUID | None
    case_number: str | None
    verdict: VerdictView | None


class DetectionOut(BaseModel):
    """One thing seen; box and polygon are fractions of the picture."""

    label: str
    score: float
    box: tuple[float, float, float, float] | None
    polygon: list[tuple[float, float]] | None
    attributes: dict[str, Any]


class EvidenceOut(BaseModel):
    """One picture of the event."""

    kind: str
    digest: str
    media_type: str
    width: int
    height: int
    bytes: int
    url: str
    clear: bool
    """Whether the caller gets it clear, by duty or by an open viewing; else it comes masked."""


class EventDetailOut(EventOut):
    """One incident with what proves it."""

    detections: list[DetectionOut]
    rule: dict[str, Any]
    model_digest: str | None
    width: int
    height: int
    longitude: float | None
    latitude: float | None
    evidence: list[EvidenceOut]
    verdicts: list[VerdictView]


@routes.get("")
def list_events(
    scope: Reader,
    session: SessionDep,
    query: PageQueryDep,
    review: Review | None = None,
    state: State | None = None,
    camera_id: UUID | None = None,
    event_type: Sought | None = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
) -> Page[EventOut]:
    """Return events, newest first."""
    wanted = Filter(review, state, camera_id, event_type, since, until)
    rows, found = events.page(session, scope, wanted, query)
    return rows.page([EventOut(**_fields(row)) for row in found])


@routes.get("/{event_id}")
def read_event(
    event_id: UUID, scope: Reader, session: SessionDep, services: ServicesDep
) -> EventDetailOut:
    """Return one event with its detections, pictures and verdicts."""
    event = scope.fetch(session, Event, event_id, kind=EVENT)
    now = services.clock.now()
    clear = clearance(session, scope, event, services.settings, now) is not None
    return EventDetailOut(
        **_fields(events.one(session, event)),
        detections=[DetectionOut.model_validate(one) for one in event.detections],
        rule=event.rule,
        model_digest=event.model_digest,
        width=event.width,
        height=event.height,
        longitude=event.longitude,
        latitude=event.latitude,
        evidence=[_evidence(one, clear) for one in service.evidence_of(session, event.id)],
        verdicts=verdicts_of(session, [event.id])[event.id],
    )


def _fields(row: EventRow) -> dict[str, Any]:
    event, camera = row.event, row.camera
    plain = {name: getattr(event, name) for name in EventOut.model_fields if hasattr(event, name)}
    return plain | {
        "camera": EventCamera(
            id=camera.id, name_zh=camera.name_zh, name_en=camera.name_en, place=event.place
        ),
        "algorithm": _algorithm(row),
        "case_id": row.case.id if row.case else None,
        "case_number": row.case.number if row.case else None,
        "verdict": shown(row.verdict, row.judge.name) if row.verdict and row.judge else None,
    }


def _algorithm(row: EventRow) -> EventAlgorithm | None:
    if row.algorithm is None:
        return None
    one = row.algorithm
    return EventAlgorithm(
        id=one.id,
        slug=one.slug,
        title_zh=one.title_zh,
        title_en=one.title_en,
        version=row.version.version if row.version else None,
    )


def _evidence(one: Evidence, clear: bool) -> EvidenceOut:
    url = f"/api/v1/events/{one.event_id}/evidence/{one.kind}"
    columns = {name: getattr(one, name) for name in EvidenceOut.model_fields if hasattr(one, name)}
    return EvidenceOut(**columns, url=url, clear=clear)
