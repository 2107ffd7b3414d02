"""`/camera-imports`: lists of cameras from CSV and XLSX files."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select, tuple_

from accounts.api.deps import allow
from accounts.scope import Scope
from core.coordinates import System
from core.database.engine import Sessions, transaction
from core.http import deps
from core.http.deps import ClockDep, PageQueryDep, ServicesDep, SessionDep, SettingsDep
from core.http.fields import Body, Line
from core.http.page import Page, paginate
from core.http.reasons import ReasonOut
from core.sheet import BOM, line
from core.text import Language, language_of
from video.cameras.titles import FIELDS
from video.imports import service
from video.imports.faults import FAULTS
from video.imports.model import CameraImport, CameraImportFault, ImportState
from video.imports.template import template

routes = deps.router("/camera-imports", tags=["cameras"])

Importer = Annotated[Scope, allow("camera.import")]
LARGEST = 1 << 30
"""Bytes the server takes for a file at all; ALGOMART_IMPORT_MAX_MB says how many of them it keeps."""
_WRITE = 1 << 20
_BATCH = 5000


class ImportIn(Body):
    """A file that shall be uploaded, for the caller's organization unless one below it is named."""

    owner_id: UUID | None = None
    filename: Line


class ImportStart(Body):
    """How the file is read."""

    mapping: dict[str, Annotated[int, Field(ge=0, lt=200)]] = Field(max_length=40)
    """From a field's name to the number of its column, from 0."""
    coordinate_system: System = "wgs84"
    """What the file's positions are given in; they are stored in WGS-84."""
    applies: bool = True
    """False: only look through the file and say what applying it would do."""


class ImportOut(BaseModel):
    """An import and how far it has come."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    owner_id: UUID
    filename: str
    state: ImportState
    size: int
    digest: str | None
    """SHA-256 of the file."""
    encoding: str | None
    mapping: dict[str, int]
    coordinate_system: System
    applies: bool
    """False: it was only looked through; the counts say what applying it would do."""
    total: int
    """Rows below the header; 0 until they were counted."""
    done: int
    """Rows dealt with; what was applied of them stays, whatever happens to the import."""
    added: int
    changed: int
    unchanged: int
    refused: int
    """Rows with a fault, of which nothing was applied."""
    failure: ReasonOut | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class FieldOut(BaseModel):
    """What a column can be."""

    name: str
    zh: str
    en: str


class PreviewOut(BaseModel):
    """The head of a file, its credentials hidden, and what its columns seem to be."""

    header: list[str]
    rows: list[list[str]]
    mapping: dict[str, int]
    fields: list[FieldOut]


class FaultOut(BaseModel):
    """One thing that is wrong with one row."""

    row: int
    """As a spreadsheet program numbers it: the header is row 1."""
    field: str
    column: str
    """What the file calls the column; empty: the row as a whole."""
    code: str
    zh: str
    en: str


@routes.get("")
def list_imports(session: SessionDep, scope: Importer, query: PageQueryDep) -> Page[ImportOut]:
    """Imports of the caller's organization and those below it, newest first."""
    rows = paginate(
        session, scope.limit(select(CameraImport), CameraImport), (CameraImport.id,), query
    )
    return rows.page([ImportOut.model_validate(one) for one in rows.rows])


@routes.post("", status_code=201)
def announce_import(
    session: SessionDep, scope: Importer, clock: ClockDep, body: ImportIn
) -> ImportOut:
    """Announce a file; it is uploaded next."""
    owner_id = scope.owner(session, body.owner_id)
    one = service.announce(session, scope, owner_id, body.filename, clock)
    return ImportOut.model_validate(one)


@routes.get("/template", response_class=Response)
def read_template(request: Request, _scope: Importer) -> Response:
    """A CSV to begin with: every column an import knows, and one row as an example."""
    language = language_of(request.headers.get("accept-language"))
    headers = {"content-disposition": 'attachment; filename="cameras.csv"'}
    return Response(template(language), media_type="text/csv; charset=utf-8", headers=headers)


@routes.get("/{import_id}")
def read_import(session: SessionDep, scope: Importer, import_id: UUID) -> ImportOut:
    """One import with its counts: its progress while it runs."""
    return ImportOut.model_validate(service.fetch(session, scope, import_id))


@routes.put(
    "/{import_id}/file",
    max_body_size=LARGEST,
    openapi_extra={
        "requestBody": {
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            }
        }
    },
)
async def upload_file(
    request: Request, services: ServicesDep, session: SessionDep, scope: Importer, import_id: UUID
) -> ImportOut:
    """Send the file itself: CSV in UTF-8 or GB18030, or XLSX, of which the first sheet is read."""
    await run_in_threadpool(_require_open, session, scope, import_id)
    file = await run_in_threadpool(service.receiver, services.settings, import_id)
    try:
        async for chunk in request.stream():
            await run_in_threadpool(file.write, chunk)
        encoding = await run_in_threadpool(file.settle)
    finally:
        await run_in_threadpool(file.close)
    with_it = (scope, import_id, file, encoding, services.clock)
    return await run_in_threadpool(_received, services.sessions, *with_it)


def _require_open(session: Any, scope: Scope, import_id: UUID) -> None:
    """Check, then give the connection back: the file takes as long as the client likes."""
    service.require_not_begun(service.fetch(session, scope, import_id))
    session.commit()


def _received(sessions: Sessions, *with_it: Any) -> ImportOut:
    with transaction(sessions) as session:
        return ImportOut.model_validate(service.received(session, *with_it))


@routes.get("/{import_id}/preview")
def preview_import(
    session: SessionDep, scope: Importer, settings: SettingsDep, import_id: UUID
) -> PreviewOut:
    """The first rows, and which column seems to be which field."""
    found = service.preview(settings, service.fetch(session, scope, import_id))
    fields = [FieldOut(name=name, zh=text.zh, en=text.en) for name, text in FIELDS.items()]
    return PreviewOut(header=found.header, rows=found.rows, mapping=found.mapping, fields=fields)


@routes.post("/{import_id}/start")
def start_import(
    session: SessionDep,
    scope: Importer,
    settings: SettingsDep,
    clock: ClockDep,
    import_id: UUID,
    body: ImportStart,
) -> ImportOut:
    """Check or apply the file in the background; it may be begun anew, which doubles nothing."""
    with_it = (body.mapping, body.coordinate_system, settings, clock)
    one = service.start(session, scope, import_id, *with_it, applies=body.applies)
    return ImportOut.model_validate(one)


@routes.post("/{import_id}/cancel")
def cancel_import(
    session: SessionDep, scope: Importer, clock: ClockDep, import_id: UUID
) -> ImportOut:
    """Stop an import; what it applied stays."""
    return ImportOut.model_validate(service.cancel(session, scope, import_id, clock))


@routes.get("/{import_id}/faults")
def list_faults(
    session: SessionDep, scope: Importer, query: PageQueryDep, import_id: UUID
) -> Page[FaultOut]:
    """Everything that is wrong with the file's rows, in their order."""
    one = service.fetch(session, scope, import_id)
    of_it = select(CameraImportFault).where(CameraImportFault.import_id == one.id)
    keys = (CameraImportFault.row, CameraImportFault.field)
    rows = paginate(session, of_it, keys, query, descending=False)
    return rows.page([_fault(fault) for fault in rows.rows])


@routes.get("/{import_id}/faults/export", response_class=StreamingResponse)
def export_faults(
    request: Request, session: SessionDep, services: ServicesDep, scope: Importer, import_id: UUID
) -> StreamingResponse:
    """The same as CSV, whole."""
    one = service.fetch(session, scope, import_id)
    language = language_of(request.headers.get("accept-language"))
    headers = {"content-disposition": f'attachment; filename="faults-{one.id}.csv"'}
    lines = _fault_lines(services.sessions, one.id, language)
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


def _fault_lines(sessions: Sessions, import_id: UUID, language: Language) -> Iterator[str]:
    yield BOM + line(
        ("行", "列", "字段", "代码", "说明")
        if language == "zh"
        else ("row", "column", "field", "code", "meaning")
    )
    here = tuple_(CameraImportFault.row, CameraImportFault.field)
    after = (0, "")
    while True:
        with transaction(sessions) as session:
            faults = session.scalars(
                select(CameraImportFault)
                .where(CameraImportFault.import_id == import_id)
                .where(here > after)
                .order_by(CameraImportFault.row, CameraImportFault.field)
                .limit(_BATCH)
            ).all()
        for fault in faults:
            words = FAULTS[fault.code].said_in(language)
            yield line((str(fault.row), fault.column, fault.field, fault.code, words))
        if len(faults) < _BATCH:
            return
        after = (faults[-1].row, faults[-1].field)


def _fault(fault: CameraImportFault) -> FaultOut:
    words = FAULTS[fault.code]
    told = {name: getattr(fault, name) for name in ("row", "field", "column", "code")}
    return FaultOut(**told, zh=words.zh, en=words.en)
