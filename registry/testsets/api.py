"""`/test-sets`: city test sets, which no vendor sees, and their archives on the way in.

No route gives a picture back, nor says what one is called but to who uploads it.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import select

from accounts.api.deps import allow
from accounts.scope import Scope
from core.http import deps
from core.http.deps import ClockDep, PageQueryDep, SessionDep, SettingsDep
from core.http.fields import Body, Line, Reason
from core.http.page import Page, paginate
from registry.testsets import service
from registry.testsets.model import CityTestSet
from registry.testsets.scenes import Scene
from registry.testsets.service import KIND
from registry.uploads import service as uploads
from registry.uploads.model import Upload
from registry.uploads.receiving import BYTES, LARGEST, receive
from registry.uploads.view import FileIn, FileOut, shown_fields

routes = deps.router("/test-sets", tags=["test-sets"])

Reader = Annotated[Scope, allow("test_set.read")]
Uploader = Annotated[Scope, allow("test_set.upload")]
EventType = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$", max_length=100)
]
Class = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")
]
Classes = Annotated[list[Class], Field(min_length=1, max_length=100)]
MOST_BYTES = 512 << 20


class TestSetUploadIn(FileIn):
    """The archive of a test set: `images/`, labels of YOLO's or COCO's, and `scenes.csv` or one scene."""

    size: int = Field(ge=1, le=MOST_BYTES)
    name: Line
    """The same name again makes the next version."""
    covers: dict[EventType, Classes] = Field(min_length=1, max_length=32)
    """By event type, the classes of the labels that mean it."""
    scene: Scene | None = None
    """Of every picture that `scenes.csv` does not name."""
    negative_hours: float | None = Field(default=None, gt=0, le=100_000)
    """Hours of footage that the pictures without labels were taken from, for false alarms by the hour."""

    def about(self) -> dict[str, Any]:
        """Return what is kept of the sender's words."""
        return self.model_dump(include={"name", "covers", "scene", "negative_hours"})


class TestSetUploadOut(FileOut):
    """A test set on its way in."""

    name: str
    test_set_id: UUID | None
    """The version it became."""


class TestSetCounts(BaseModel):
    """How much a set holds."""

    pictures: int
    negatives: int
    """Pictures without any label."""
    things: int
    bytes: int
    events: dict[str, int]
    """Pictures that show each event."""
    scenes: dict[Scene, int]


class TestSetOut(BaseModel):
    """One version of a test set."""

    id: UUID
    owner_id: UUID
    name: str
    version: int
    digest: str
    covers: dict[str, list[str]]
    negative_hours: float | None
    counts: TestSetCounts
    created_at: datetime
    retired_at: datetime | None
    retired_reason: str | None


class RetirementIn(Body):
    """Why nothing new is to be measured on it."""

    reason: Reason


@routes.get("/uploads")
def list_test_set_uploads(
    session: SessionDep, scope: Uploader, settings: SettingsDep, query: PageQueryDep
) -> Page[TestSetUploadOut]:
    """Archives that were announced, newest first."""
    mine = scope.limit(select(Upload).filter_by(kind=KIND), Upload)
    rows = paginate(session, mine, (Upload.id,), query)
    return rows.page([_upload(one, settings.home) for one in rows.rows])


@routes.post("/uploads", status_code=201)
def announce_test_set(
    session: SessionDep,
    scope: Uploader,
    settings: SettingsDep,
    clock: ClockDep,
    body: TestSetUploadIn,
) -> TestSetUploadOut:
    """Announce the archive of a test set; its bytes are sent next."""
    one = service.announce(session, scope, body.file(), body.about(), clock)
    return _upload(one, settings.home)


@routes.get("/uploads/{upload_id}")
def read_test_set_upload(
    session: SessionDep, scope: Uploader, settings: SettingsDep, upload_id: UUID
) -> TestSetUploadOut:
    """How far an archive has come, and every fault that was found in it."""
    return _upload(uploads.fetch(session, scope, KIND, upload_id), settings.home)


@routes.put("/uploads/{upload_id}/content", max_body_size=MOST_BYTES, openapi_extra=BYTES)
async def send_test_set(
    request: Request,
    session: SessionDep,
    scope: Uploader,
    settings: SettingsDep,
    upload_id: UUID,
    offset: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
) -> TestSetUploadOut:
    """Send the bytes from an offset on, all or some of them; with the last of them the checks begin."""

    def shown(one: Upload) -> TestSetUploadOut:
        return _upload(one, settings.home)

    return await receive(request, session, scope, KIND, upload_id, offset, shown)


@routes.delete("/uploads/{upload_id}", status_code=204)
def cancel_test_set_upload(
    session: SessionDep, scope: Uploader, settings: SettingsDep, clock: ClockDep, upload_id: UUID
) -> None:
    """Take an archive back before the checks have begun."""
    uploads.cancel(session, scope, KIND, upload_id, settings, clock)


@routes.get("")
def list_test_sets(session: SessionDep, scope: Reader, query: PageQueryDep) -> Page[TestSetOut]:
    """Test sets, newest first, the retired among them."""
    rows = paginate(
        session, scope.limit(select(CityTestSet), CityTestSet), (CityTestSet.id,), query
    )
    return rows.page([_out(one) for one in rows.rows])


@routes.get("/{test_set_id}")
def read_test_set(session: SessionDep, scope: Reader, test_set_id: UUID) -> TestSetOut:
    """One version of a test set."""
    return _out(service.fetch(session, scope, test_set_id))


@routes.post("/{test_set_id}/retirement", status_code=204)
def retire_test_set(
    session: SessionDep,
    scope: Annotated[Scope, allow("test_set.retire")],
    clock: ClockDep,
    test_set_id: UUID,
    body: RetirementIn,
) -> None:
    """Measure nothing new on a test set; what was measured stays."""
    service.retire(session, scope, test_set_id, body.reason, clock)


def _out(one: CityTestSet) -> TestSetOut:
    return TestSetOut.model_validate(one, from_attributes=True)


def _upload(one: Upload, home: Path) -> TestSetUploadOut:
    name = (one.about or {}).get("name", one.filename)
    return TestSetUploadOut(**shown_fields(one, home), name=name, test_set_id=one.test_set_id)
