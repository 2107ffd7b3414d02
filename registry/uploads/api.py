"""`/packages`: the schema of a package's description, and packages on their way in.

A file is sent in as many parts as the sender likes. After a broken connection `GET` says how much has
arrived, and the next part begins there.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field
from sqlalchemy import select

from accounts.api.deps import allow
from accounts.scope import Scope
from algorithms.contract.schema import schema
from core.database.engine import transaction
from core.http import deps
from core.http.deps import ClockDep, PageQueryDep, ServicesDep, SessionDep, SettingsDep
from core.http.fields import Body, Line
from core.http.page import Page, paginate
from core.http.reasons import ReasonOut
from core.http.services import Services
from registry.gate.view import GateReportOut
from registry.uploads import service, spool
from registry.uploads.model import Upload, UploadState

routes = deps.router("/packages", tags=["packages"])

Reader = Annotated[Scope, allow("package.read")]
Uploader = Annotated[Scope, allow("package.upload")]
LARGEST = 1 << 30
"""Bytes the server takes at all; the vendor's quota says how many of them it keeps."""


class UploadIn(Body):
    """A package that shall be uploaded: a zip archive with `algorithm.yaml` at its root."""

    filename: Line
    size: int = Field(ge=1, le=LARGEST)
    """Bytes."""
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    """Unset: what arrives is not compared with what was sent."""


class UploadOut(BaseModel):
    """A package on its way in."""

    id: UUID
    owner_id: UUID
    filename: str
    size: int
    received: int
    """Bytes that have arrived: the next part begins here."""
    sha256: str | None
    state: UploadState
    report: GateReportOut | None
    """The gate's report, from the archive and its description to the samples, check by check."""
    failure: ReasonOut | None
    version_id: UUID | None
    """The version it became, passed or not."""
    created_at: datetime
    finished_at: datetime | None


@routes.get("/schema")
def read_schema(_scope: Reader) -> dict[str, Any]:
    """The JSON Schema of `algorithm.yaml`."""
    return schema()


@routes.get("/uploads")
def list_uploads(
    session: SessionDep, scope: Uploader, settings: SettingsDep, query: PageQueryDep
) -> Page[UploadOut]:
    """Packages the caller's organization handed in, newest first."""
    rows = paginate(session, scope.limit(select(Upload), Upload), (Upload.id,), query)
    return rows.page([_out(one, settings.home) for one in rows.rows])


@routes.post("/uploads", status_code=201)
def announce_upload(
    session: SessionDep, scope: Uploader, settings: SettingsDep, clock: ClockDep, body: UploadIn
) -> UploadOut:
    """Announce a package; its bytes are sent next."""
    with_it = (body.filename, body.size, body.sha256, settings, clock)
    return _out(service.announce(session, scope, *with_it), settings.home)


@routes.get("/uploads/{upload_id}")
def read_upload(
    session: SessionDep, scope: Uploader, settings: SettingsDep, upload_id: UUID
) -> UploadOut:
    """How far an upload has come, and what became of it."""
    return _out(service.fetch(session, scope, upload_id), settings.home)


@routes.put(
    "/uploads/{upload_id}/content",
    max_body_size=LARGEST,
    openapi_extra={
        "requestBody": {
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            }
        }
    },
)
async def send_content(
    request: Request,
    services: ServicesDep,
    session: SessionDep,
    scope: Uploader,
    upload_id: UUID,
    offset: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
) -> UploadOut:
    """Send the bytes from an offset on, all or some of them; with the last of them the gate begins."""
    file = await run_in_threadpool(_receiver, session, services, scope, upload_id)
    try:
        await run_in_threadpool(file.begin, offset)
        async for chunk in request.stream():
            await run_in_threadpool(file.write, chunk)
        digest = await run_in_threadpool(file.settle)
    finally:
        await run_in_threadpool(file.close)
    return await run_in_threadpool(_sent, services, scope, upload_id, digest)


def _receiver(session: Any, services: Services, scope: Scope, upload_id: UUID) -> spool.Receiver:
    """Check, then give the connection back: the file takes as long as the client likes."""
    one = service.fetch(session, scope, upload_id)
    service.require_open(one)
    receiver = spool.Receiver(services.settings.home, one.id, one.size, one.digest)
    session.commit()
    return receiver


def _sent(services: Services, scope: Scope, upload_id: UUID, digest: str | None) -> UploadOut:
    with transaction(services.sessions) as session:
        if digest is None:
            one = service.fetch(session, scope, upload_id)
        else:
            one = service.complete(session, scope, upload_id, digest, services.clock)
        return _out(one, services.settings.home)


@routes.delete("/uploads/{upload_id}", status_code=204)
def cancel_upload(
    session: SessionDep, scope: Uploader, settings: SettingsDep, clock: ClockDep, upload_id: UUID
) -> None:
    """Take an upload back before the gate has begun with it."""
    service.cancel(session, scope, upload_id, settings, clock)


def _out(one: Upload, home: Any) -> UploadOut:
    named = {name: getattr(one, name) for name in UploadOut.model_fields if hasattr(one, name)}
    there = spool.received(home, one.id) if one.state == "receiving" else one.size
    report = GateReportOut.of(one.report) if one.report else None
    return UploadOut(**named | {"report": report}, sha256=one.digest, received=there)
