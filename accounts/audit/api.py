"""`/audit`: the trail, for the audit administrator; nobody can change it."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import AwareDatetime, BaseModel, ConfigDict

from accounts.api.deps import allow
from accounts.audit import service
from accounts.audit.model import AuditEntry
from accounts.scope import Scope
from core.http.deps import PageQueryDep, SessionDep, router
from core.http.fields import Line
from core.http.page import Page, paginate

routes = router("/audit", tags=["accounts"])


class AuditFilter(BaseModel):
    """Which lines of the trail are wanted."""

    action: Line | None = None
    login: Line | None = None
    object_type: Line | None = None
    object_id: UUID | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class AuditOut(BaseModel):
    """One line of the trail."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    taken_at: datetime
    owner_id: UUID | None
    user_id: UUID | None
    login: str
    address: str | None
    action: str
    object_type: str
    object_id: UUID | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str | None


@routes.get("")
def find(
    session: SessionDep,
    query: PageQueryDep,
    wanted: Annotated[AuditFilter, Query()],
    scope: Annotated[Scope, allow("audit.read")],
) -> Page[AuditOut]:
    """List what was done in the caller's organization and all below it, newest first."""
    statement = service.search(scope, **wanted.model_dump())
    rows = paginate(session, statement, [AuditEntry.taken_at, AuditEntry.id], query)
    return rows.page([AuditOut.model_validate(row) for row in rows.rows])
