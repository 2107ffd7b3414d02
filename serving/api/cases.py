"""Cases as they are listed, beside their camera and their deliveries."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.events.filters import Review
from cases.lifecycle.model import Case
from cases.outbox.model import Delivery
from cases.sinks.model import Sink
from cases.sinks.reasons import reason
from core.http.deps import PageQueryDep, SessionDep, router
from core.http.page import Page
from core.http.reasons import ReasonOut
from core.text import Text
from serving.queries import cases
from serving.queries.cases import CaseRow
from serving.queries.together import Sighting
from video.cameras.model import Camera

routes = router("/cases", tags=["cases"])
Reader = Annotated[Scope, allow("case.read")]
CASE = Text("案件", "case")


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


class CaseOut(BaseModel):
    """A matter that was confirmed and has to be dealt with."""

    id: UUID
    number: str
    owner_id: UUID
    event_id: UUID
    """The event it was filed for."""
    event_type: str
    title_zh: str
    title_en: str
    severity: Literal["critical", "major", "minor"]
    state: str
    standard_ref: str | None
    code: str | None
    emergency_code: str | None
    filed_at: datetime
    filed_by: str
    place: str
    camera: CaseCamera
    deliveries: list[DeliveryOut]
    events: list[SightingOut]
    """All that is evidence of it, oldest first."""


@routes.get("")
def list_cases(scope: Reader, session: SessionDep, query: PageQueryDep) -> Page[CaseOut]:
    """Return cases, newest first."""
    rows, found = cases.page(session, scope, query)
    return rows.page([_case(row) for row in found])


@routes.get("/{case_id}")
def read_case(case_id: UUID, scope: Reader, session: SessionDep) -> CaseOut:
    """Return one case with its deliveries."""
    return _case(cases.one(session, scope.fetch(session, Case, case_id, kind=CASE)))


def _case(row: CaseRow) -> CaseOut:
    plain: dict[str, Any] = {
        name: getattr(row.case, name) for name in CaseOut.model_fields if hasattr(row.case, name)
    }
    camera = _camera(row.camera)
    deliveries = [_delivery(delivery, sink) for delivery, sink in row.deliveries]
    named = {"camera": camera, "deliveries": deliveries, "filed_by": row.filed_by.name}
    events = [sighting(one) for one in row.events]
    return CaseOut(**(plain | named), events=events)


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
