"""Events as dispatchers see them: the list and the page, joined over the packages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel
from sqlalchemy.orm import Session

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.disclosures.service import disclosed
from cases.events import service
from cases.events.clearance import clearance
from cases.events.errors import EVENT
from cases.events.fields import Wanted
from cases.events.filters import Review, State, Wants
from cases.events.model import Event, Evidence
from cases.events.pieces import CLIP, COPY
from cases.evidence import jpeg
from cases.evidence.reasons import reason
from cases.review.view import ClaimView, VerdictView, shown, shown_claim, verdicts_of
from core.clock import Clock
from core.http.deps import ClockDep, PageQueryDep, SessionDep, router
from core.http.page import Page
from core.http.reasons import ReasonOut
from core.http.services import ServicesDep
from serving.api.cases import SightingOut, sighting
from serving.queries import events
from serving.queries.events import EventRow
from serving.queries.together import of_incident

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
    rank_at: datetime
    """Its place in the queue: the earlier, the more urgent."""
    looks: int
    case_id: UUID | None
    case_number: str | None
    verdict: VerdictView | None
    """The one that counts."""
    wants: Wants | None
    """What the desk still has to give: a verdict, a second person's opinion, a check; null: nothing."""
    claim: ClaimView | None
    """Who is at it now."""
    escalated_at: datetime | None
    """Since when it has been waiting too long with nobody at it."""
    incident_id: UUID | None
    """The first event of the incident it belongs to, itself when alone; null until that was looked for."""


class DetectionOut(BaseModel):
    """One thing seen; box and polygon are fractions of the picture."""

    label: str
    score: float
    box: tuple[float, float, float, float] | None
    polygon: list[tuple[float, float]] | None
    attributes: dict[str, Any]


class EvidenceOut(BaseModel):
    """One piece of what proves the event: there, on its way, missing for a reason, or deleted in time."""

    kind: str
    state: Literal["making", "kept", "missing", "purged"]
    reason: ReasonOut | None
    """Why it is missing, or shorter than it should be."""
    digest: str | None
    media_type: str
    width: int
    height: int
    bytes: int
    about: dict[str, Any] | None
    """Of a crop its `place` in the frame; of a clip `codec`, `seconds`, `before_s`, `frames`, `source`."""
    url: str | None
    """Where it is shown, if it is."""
    clear: bool
    """Whether the caller gets it clear, by his claim or by an open viewing; else it comes masked."""


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
    manifest: str | None
    """SHA-256 of the sealed manifest of its evidence."""
    disclosed: bool
    """Whether the algorithm's vendor may see it, masked."""
    purged_at: datetime | None
    """When its evidence was deleted because its time was over."""
    verdicts: list[VerdictView]
    together: list[SightingOut]
    """The other events of the same incident, oldest first."""


@routes.get("")
def list_events(
    scope: Reader,
    session: SessionDep,
    query: PageQueryDep,
    clock: ClockDep,
    wanted: Annotated[Wanted, Query()],
) -> Page[EventOut]:
    """Return events, newest first."""
    rows, found = events.page(session, scope, wanted.filter(), query)
    return rows.page([EventOut(**_fields(row, clock.now())) for row in found])


@routes.get("/{event_id}")
def read_event(
    event_id: UUID, scope: Reader, session: SessionDep, services: ServicesDep
) -> EventDetailOut:
    """Return one event with its detections, pictures and verdicts, and what belongs with it."""
    event = scope.fetch(session, Event, event_id, kind=EVENT)
    now = services.clock.now()
    clear = clearance(session, scope, event, services.settings, now) is not None
    row = events.one(session, event)
    unseen = _checking(row, scope, now)
    fields = _blind(row, now) if unseen else _fields(row, now)
    return EventDetailOut(
        **fields,
        detections=[DetectionOut.model_validate(one) for one in event.detections],
        rule=event.rule,
        model_digest=event.model_digest,
        width=event.width,
        height=event.height,
        manifest=event.manifest,
        disclosed=disclosed(session, event.id),
        purged_at=event.purged_at,
        longitude=event.longitude,
        latitude=event.latitude,
        evidence=[_evidence(one, clear) for one in service.evidence_of(session, event.id)],
        verdicts=[] if unseen else verdicts_of(session, [event.id])[event.id],
        together=[sighting(one) for one in of_incident(session, scope, event)],
    )


def same_for_all(clock: Clock, session: Session, ids: Sequence[UUID]) -> dict[UUID, EventOut]:
    """Return events as all of their readers see them in a list, for the live stream.

    One that is checked is left out: what was said of it is hidden from who checks it.
    """
    now = clock.now()
    return {
        row.event.id: EventOut(**_fields(row, now))
        for row in events.found(session, ids)
        if row.event.wants != "check"
    }


def waiting(row: EventRow, now: datetime) -> EventOut:
    """Return an event as it stands at the desk: whoever checks one does not see what was said of it."""
    return EventOut(**(_blind if row.event.wants == "check" else _fields)(row, now))


def _checking(row: EventRow, scope: Scope, now: datetime) -> bool:
    mine = row.claim is not None and row.claim.until > now and row.claim.user_id == scope.user.id
    return mine and row.event.wants == "check"


def _blind(row: EventRow, now: datetime) -> dict[str, Any]:
    told = {"review": "waiting", "verdict": None, "case_id": None, "case_number": None}
    return _fields(row, now) | told


def _fields(row: EventRow, now: datetime) -> dict[str, Any]:
    event, camera = row.event, row.camera
    plain = {name: getattr(event, name) for name in EventOut.model_fields if hasattr(event, name)}
    return plain | {
        "camera": EventCamera(
            id=camera.id, name_zh=camera.name_zh, name_en=camera.name_en, place=event.place
        ),
        "algorithm": _algorithm(row),
        "case_id": row.case.id if row.case else None,
        "case_number": row.case.number if row.case else None,
        "verdict": _verdict(row),
        "claim": _claim(row, now),
    }


def _verdict(row: EventRow) -> VerdictView | None:
    if row.verdict is None:
        return None
    return shown(row.verdict, row.judge.name if row.judge else None)


def _claim(row: EventRow, now: datetime) -> ClaimView | None:
    if row.claim is None or row.claimant is None or row.claim.until <= now:
        return None
    return shown_claim(row.claim, row.claimant.name)


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
    columns = {name: getattr(one, name) for name in EvidenceOut.model_fields if hasattr(one, name)}
    columns["reason"] = reason(one.reason)
    return EvidenceOut(**columns, url=_url(one), clear=clear)


def _url(one: Evidence) -> str | None:
    event = f"/api/v1/events/{one.event_id}"
    if one.state != "kept":
        return None
    if one.kind in (CLIP, COPY):
        return f"{event}/clip" if one.kind == CLIP else f"{event}/clip?form=h264"
    return f"{event}/evidence/{one.kind}" if one.media_type == jpeg.MEDIA_TYPE else None
