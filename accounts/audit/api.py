"""`/audit`: the trail, for the audit administrator; nobody can change it."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict
from sqlalchemy import func, select

from accounts.api.deps import allow
from accounts.audit import export, sealer, service, witness
from accounts.audit.model import AuditEntry
from accounts.scope import Scope
from core.http.deps import PageQueryDep, ServicesDep, SessionDep, router
from core.http.fields import Line
from core.http.page import Page, paginate

routes = router("/audit", tags=["accounts"])


class AuditFilter(BaseModel):
    """Which lines of the trail are wanted."""

    action: Line | None = None
    login: Line | None = None
    object_type: Line | None = None
    object_id: UUID | None = None
    address: Line | None = None
    text: Line | None = None
    """Looked for in the reason."""
    sealed: bool | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class ExportFilter(AuditFilter):
    """Which lines are wanted, and in which form."""

    format: export.Format = "jsonl"


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
    seal: int | None
    """Number of the seal that covers the line; null until the sealer came by, a second later."""


class Told(BaseModel):
    """A head that was written outside the database."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    head: str
    rows: int
    at: AwareDatetime


class ChainOut(BaseModel):
    """The state of the chain of seals."""

    number: int
    """Newest seal; 0 before the first."""
    head: str | None
    sealed_at: datetime | None
    sealed: int
    """Lines under a seal."""
    unsealed: int
    told: Told | None
    """Newest head in this node's file of heads; null while there is none."""


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


@routes.get("/export", response_class=StreamingResponse)
def take_away(
    session: SessionDep,
    services: ServicesDep,
    wanted: Annotated[ExportFilter, Query()],
    scope: Annotated[Scope, allow("audit.export")],
) -> StreamingResponse:
    """Stream the wanted lines, oldest first, as JSON lines or CSV; the export is itself audited."""
    bounds = wanted.model_dump(exclude={"format"})
    now = services.clock.now()
    bounds["until"] = min(bounds["until"] or now, now)
    service.record_export(session, scope, bounds | {"format": wanted.format}, clock=services.clock)
    lines = export.stream(services.sessions, service.search(scope, **bounds), wanted.format)
    name = f"audit-{now:%Y%m%dT%H%M%SZ}.{wanted.format}"
    disposition = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(
        lines, media_type=export.MEDIA_TYPES[wanted.format], headers=disposition
    )


@routes.get("/seals/head")
def head(
    session: SessionDep,
    services: ServicesDep,
    scope: Annotated[Scope, allow("audit.read")],
) -> ChainOut:
    """Tell the state of the chain: its newest seal, what waits for one, and what was told outside."""
    seal = sealer.last(session)
    waiting = select(func.count()).select_from(AuditEntry).where(AuditEntry.seal.is_(None))
    _, told = witness.last_told(services.settings)
    return ChainOut(
        number=seal.number if seal else 0,
        head=seal.head.hex() if seal else None,
        sealed_at=seal.sealed_at if seal else None,
        sealed=seal.total if seal else 0,
        unsealed=session.scalar(waiting) or 0,
        told=Told.model_validate(told) if told else None,
    )
