"""Requests from outside as our own API shows them to dispatchers, who answer them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.api.deps import allow
from accounts.audit.service import record
from accounts.scope import Scope
from cases.open311.model import ServiceRequest
from cases.open311.service import REQUEST, TOPIC
from core import feed
from core.clock import Clock
from core.http.deps import ClockDep, PageQueryDep, SessionDep, router
from core.http.fields import Body, Reason
from core.http.page import Page, paginate

routes = router("/service-requests", tags=["cases"])


class ServiceRequestOut(BaseModel):
    """What somebody outside asked us to see to."""

    id: UUID
    number: str
    service_code: str
    service_name: str
    description: str
    address: str
    longitude: float | None
    latitude: float | None
    media_url: str
    status: Literal["open", "closed"]
    answer: str
    requested_at: datetime
    updated_at: datetime


class AnswerIn(Body):
    """What is answered; the request is closed with it."""

    answer: Reason


@routes.get("")
def list_requests(
    scope: Annotated[Scope, allow("request.read")],
    session: SessionDep,
    query: PageQueryDep,
    status: Literal["open", "closed"] | None = None,
) -> Page[ServiceRequestOut]:
    """Return requests that came by Open311, newest first."""
    statement = scope.limit(select(ServiceRequest), ServiceRequest)
    if status is not None:
        statement = statement.filter_by(status=status)
    keys = [ServiceRequest.requested_at, ServiceRequest.id]
    rows = paginate(session, statement, keys, query)
    return rows.page([_out(row) for row in rows.rows])


@routes.post("/{request_id}/answer")
def answer_request(
    request_id: UUID,
    body: AnswerIn,
    scope: Annotated[Scope, allow("request.answer")],
    session: SessionDep,
    clock: ClockDep,
) -> ServiceRequestOut:
    """Answer a request and close it; who asked reads the answer by Open311."""
    return _out(_answered(session, scope, request_id, body.answer, clock))


def _answered(
    session: Session, scope: Scope, request_id: UUID, text: str, clock: Clock
) -> ServiceRequest:
    row = scope.fetch(session, ServiceRequest, request_id, kind=REQUEST, for_update=True)
    before = {"status": row.status, "answer": row.answer}
    row.status, row.answer, row.updated_at = "closed", text, clock.now()
    after = {"status": row.status, "answer": row.answer}
    record(session, scope, "request.answer", row, before=before, after=after, clock=clock)
    feed.publish(session, TOPIC, row.id, row.owner_id)
    session.flush()
    return row


def _out(row: ServiceRequest) -> ServiceRequestOut:
    return ServiceRequestOut(
        **{name: getattr(row, name) for name in ServiceRequestOut.model_fields}
    )
