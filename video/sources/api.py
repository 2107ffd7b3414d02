"""`/camera-sources`: platforms that list an organization's cameras. Secrets go in and never come out."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Response, status
from pydantic import BaseModel, Field, StringConstraints

from accounts.api.deps import allow
from accounts.scope import Scope
from core.clock import Clock
from core.http.deps import (
    ClockDep,
    IfMatch,
    KeyringDep,
    PageQueryDep,
    SessionDep,
    SettingsDep,
    router,
)
from core.http.etag import etag
from core.http.fields import Body, Line
from core.http.page import Page, paginate
from core.http.reasons import ReasonOut
from video.sources import service
from video.sources.model import CameraSource, SourceChannel
from video.sources.reasons import reason
from video.sources.service import SignIn, Tools, Wanted

routes = router("/camera-sources", tags=["cameras"])

Reader = Annotated[Scope, allow("source.read")]
Url = Annotated[str, Field(max_length=2048)]
Account = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
Secret = Annotated[
    str, StringConstraints(min_length=1, max_length=4096, pattern=r"^[\x20-\x7e\u00a0-\uffff]+$")
]
Minutes = Annotated[int, Field(ge=1, le=10_080)]


class SourceIn(Body):
    """A WVP-GB28181-pro platform, of the caller's organization unless another one below it is named."""

    owner_id: UUID | None = None
    name: Line
    kind: Literal["wvp"] = "wvp"
    base_url: Url
    sign_in: SignIn = "password"
    account: Account = ""
    secret: Secret
    """The account's password, or an access token."""
    stream_url: Url
    """How channels' addresses are made: `rtsp://host:554/rtp/<parent_id>_<gb_id>`, or with `<channel_id>`."""
    every_minutes: Minutes = 60


class SourcePatch(Body):
    """What shall be different; moving the platform needs its secret again."""

    name: Line | None = None
    base_url: Url | None = None
    sign_in: SignIn | None = None
    account: Account | None = None
    secret: Secret | None = None
    stream_url: Url | None = None
    every_minutes: Minutes | None = None
    enabled: bool | None = None


class CountsOut(BaseModel):
    """What the last run did with the channels it read."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    returned: int = 0
    vanished: int = 0
    removed: int = 0
    skipped: int = 0


class SourceOut(BaseModel):
    """A platform without its secrets, and how its last run went."""

    id: UUID
    owner_id: UUID
    kind: Literal["wvp"]
    name: str
    base_url: str
    sign_in: SignIn
    account: str
    stream_url: str
    """Masked."""
    every_minutes: int
    enabled: bool
    running: bool
    due_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: ReasonOut | None
    counts: CountsOut
    revision: int


class ChannelOut(BaseModel):
    """A channel the platform listed, and the camera it became."""

    id: UUID
    channel_id: str
    camera_id: UUID
    facts: dict[str, Any]
    seen_at: datetime
    vanished_at: datetime | None


@routes.get("")
def list_sources(
    scope: Reader, session: SessionDep, clock: ClockDep, query: PageQueryDep
) -> Page[SourceOut]:
    """Platforms the caller may see, newest first."""
    rows = paginate(session, service.listed(scope), [CameraSource.id], query)
    return rows.page([_out(row, clock) for row in rows.rows])


@routes.post("", status_code=status.HTTP_201_CREATED)
def create_source(
    scope: Annotated[Scope, allow("source.create")],
    session: SessionDep,
    settings: SettingsDep,
    keyring: KeyringDep,
    clock: ClockDep,
    body: SourceIn,
    response: Response,
) -> SourceOut:
    """Register a platform; it is synchronized at once and then again and again."""
    owner_id = scope.owner(session, body.owner_id)
    wanted = Wanted(
        body.name, body.base_url, body.sign_in, body.account, body.secret, body.stream_url,
        body.every_minutes,
    )  # fmt: skip
    source = service.create(session, scope, owner_id, wanted, Tools(keyring, settings, clock))
    response.headers["ETag"] = etag(source)
    return _out(source, clock)


@routes.get("/{source_id}")
def read_source(
    scope: Reader, session: SessionDep, clock: ClockDep, source_id: UUID, response: Response
) -> SourceOut:
    """One platform, with how its last run went."""
    source = service.fetch(session, scope, source_id)
    response.headers["ETag"] = etag(source)
    return _out(source, clock)


@routes.get("/{source_id}/channels")
def list_channels(
    scope: Reader,
    session: SessionDep,
    query: PageQueryDep,
    source_id: UUID,
    vanished: bool | None = None,
) -> Page[ChannelOut]:
    """What the platform listed, newest first; `vanished` asks for what it lists no more, or still lists."""
    statement = service.channels(session, scope, source_id, vanished=vanished)
    rows = paginate(session, statement, [SourceChannel.id], query)
    return rows.page([_channel(row) for row in rows.rows])


@routes.patch("/{source_id}")
def change_source(
    scope: Annotated[Scope, allow("source.update")],
    session: SessionDep,
    settings: SettingsDep,
    keyring: KeyringDep,
    clock: ClockDep,
    precondition: IfMatch,
    source_id: UUID,
    body: SourcePatch,
    response: Response,
) -> SourceOut:
    """Change a platform, or switch it off and on; it is synchronized at once."""
    wanted = Wanted(
        body.name, body.base_url, body.sign_in, body.account, body.secret, body.stream_url,
        body.every_minutes, body.enabled,
    )  # fmt: skip
    tools = Tools(keyring, settings, clock)
    source = service.change(session, scope, source_id, wanted, precondition, tools)
    response.headers["ETag"] = etag(source)
    return _out(source, clock)


@routes.delete("/{source_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_source(
    scope: Annotated[Scope, allow("source.delete")],
    session: SessionDep,
    clock: ClockDep,
    source_id: UUID,
) -> None:
    """Forget a platform and its secrets; its cameras stay."""
    service.remove(session, scope, source_id, clock)


@routes.post("/{source_id}/synchronization", status_code=status.HTTP_202_ACCEPTED)
def synchronize_source(
    scope: Annotated[Scope, allow("source.synchronize")],
    session: SessionDep,
    clock: ClockDep,
    source_id: UUID,
) -> SourceOut:
    """Ask for a synchronization now; the platform shows how it goes."""
    return _out(service.request(session, scope, source_id, clock), clock)


def _out(source: CameraSource, clock: Clock) -> SourceOut:
    made: dict[str, Any] = {
        "stream_url": source.stream_masked,
        "running": service.running(source, clock),
        "error": reason(source.error_code),
        "counts": CountsOut(**source.counts),
    }
    plain = {name: getattr(source, name) for name in SourceOut.model_fields.keys() - made}
    return SourceOut(**(plain | made))


def _channel(row: SourceChannel) -> ChannelOut:
    return ChannelOut(**{name: getattr(row, name) for name in ChannelOut.model_fields})
