"""`/packages`: the schema of a package's description, and packages on their way in.

A file is sent in as many parts as the sender likes. After a broken connection `GET` says how much has
arrived, and the next part begins there.
"""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request
from sqlalchemy import select

from accounts.api.deps import allow
from accounts.scope import Scope
from algorithms.contract.schema import schema
from core.http import deps
from core.http.deps import ClockDep, PageQueryDep, SessionDep, SettingsDep
from core.http.page import Page, paginate
from registry.catalogue.quota import require_room
from registry.uploads import service
from registry.uploads.model import Kind, Upload
from registry.uploads.receiving import BYTES, LARGEST, receive
from registry.uploads.view import FileIn, FileOut, shown_fields

KIND: Kind = "package"
routes = deps.router("/packages", tags=["packages"])

Reader = Annotated[Scope, allow("package.read")]
Uploader = Annotated[Scope, allow("package.upload")]


class UploadIn(FileIn):
    """A package that shall be uploaded: a zip archive with `algorithm.yaml` at its root."""


class UploadOut(FileOut):
    """A package on its way in."""

    version_id: UUID | None
    """The version it became, passed or not."""


@routes.get("/schema")
def read_schema(_scope: Reader) -> dict[str, Any]:
    """The JSON Schema of `algorithm.yaml`."""
    return schema()


@routes.get("/uploads")
def list_uploads(
    session: SessionDep, scope: Uploader, settings: SettingsDep, query: PageQueryDep
) -> Page[UploadOut]:
    """Packages the caller's organization handed in, newest first."""
    mine = scope.limit(select(Upload).filter_by(kind=KIND), Upload)
    rows = paginate(session, mine, (Upload.id,), query)
    return rows.page([_out(one, settings.home) for one in rows.rows])


@routes.post("/uploads", status_code=201)
def announce_upload(
    session: SessionDep, scope: Uploader, settings: SettingsDep, clock: ClockDep, body: UploadIn
) -> UploadOut:
    """Announce a package; its bytes are sent next."""
    require_room(session, scope.owner(session, None), body.size, settings)
    one = service.announce(session, scope, KIND, body.file(), clock)
    return _out(one, settings.home)


@routes.get("/uploads/{upload_id}")
def read_upload(
    session: SessionDep, scope: Uploader, settings: SettingsDep, upload_id: UUID
) -> UploadOut:
    """How far an upload has come, and what became of it."""
    return _out(service.fetch(session, scope, KIND, upload_id), settings.home)


@routes.put("/uploads/{upload_id}/content", max_body_size=LARGEST, openapi_extra=BYTES)
async def send_content(
    request: Request,
    session: SessionDep,
    scope: Uploader,
    settings: SettingsDep,
    upload_id: UUID,
    offset: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
) -> UploadOut:
    """Send the bytes from an offset on, all or some of them; with the last of them the gate begins."""

    def shown(one: Upload) -> UploadOut:
        return _out(one, settings.home)

    return await receive(request, session, scope, KIND, upload_id, offset, shown)


@routes.delete("/uploads/{upload_id}", status_code=204)
def cancel_upload(
    session: SessionDep, scope: Uploader, settings: SettingsDep, clock: ClockDep, upload_id: UUID
) -> None:
    """Take an upload back before the gate has begun with it."""
    service.cancel(session, scope, KIND, upload_id, settings, clock)


def _out(one: Upload, home: Path) -> UploadOut:
    return UploadOut(**shown_fields(one, home), version_id=one.version_id)
