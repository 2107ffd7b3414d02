"""Requests from outside as our own API shows them, each with the case that it has become."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.lifecycle.model import Case
from cases.open311.model import ServiceRequest
from cases.open311.service import status_said, with_cases
from core.http.deps import PageQueryDep, SessionDep, router
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
    case_id: UUID | None
    """None for what was answered before requests became cases."""
    case_number: str | None


@routes.get("")
def list_requests(
    scope: Annotated[Scope, allow("request.read")],
    session: SessionDep,
    query: PageQueryDep,
    status: Literal["open", "closed"] | None = None,
) -> Page[ServiceRequestOut]:
    """Return requests that came by Open311, newest first."""
    statement = scope.limit(with_cases(), ServiceRequest)
    if status is not None:
        statement = statement.where(status_said == status)
    keys = [ServiceRequest.requested_at, ServiceRequest.id]
    rows = paginate(session, statement, keys, query)
    return rows.page([_out(*row) for row in rows.rows])


def _out(
    row: ServiceRequest, case: Case | None, status: Any, answer: str, updated_at: datetime
) -> ServiceRequestOut:
    made: dict[str, Any] = {
        "status": status,
        "answer": answer,
        "updated_at": updated_at,
        "case_id": case.id if case else None,
        "case_number": case.number if case else None,
    }
    plain = {name: getattr(row, name) for name in ServiceRequestOut.model_fields.keys() - made}
    return ServiceRequestOut(**(plain | made))
