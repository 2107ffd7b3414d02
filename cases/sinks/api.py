"""Routes of sinks: made and changed by the system administrator alone."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Response, status
from pydantic import BaseModel

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.sinks import service
from cases.sinks.model import Sink
from cases.sinks.reasons import reason
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
from core.net.allowed import outbound

routes = router(prefix="/sinks", tags=["sinks"])


class SinkView(BaseModel):
    """A sink without its secret."""

    id: UUID
    owner_id: UUID
    name: str
    kind: Literal["cloudevents"]
    url: str
    enabled: bool
    disabled_reason: ReasonOut | None
    revision: int


class SinkMade(SinkView):
    """A new sink with its secret, which is shown this once."""

    secret: str


class SinkNew(Body):
    """A receiver to add; without a secret one is made."""

    name: Line
    kind: Literal["cloudevents"] = "cloudevents"
    url: str
    secret: str | None = None


class SinkChange(Body):
    """What to change; what is not given stays."""

    name: Line | None = None
    url: str | None = None
    enabled: bool | None = None


@routes.get("")
def list_sinks(
    scope: Annotated[Scope, allow("sink.read")], session: SessionDep, query: PageQueryDep
) -> Page[SinkView]:
    """Return the sinks of the caller's organizations, newest first."""
    rows = paginate(session, service.listed(scope), [Sink.created_at, Sink.id], query)
    return rows.page([_view(row) for row in rows.rows])


@routes.post("", status_code=status.HTTP_201_CREATED)
def create_sink(
    given: SinkNew,
    scope: Annotated[Scope, allow("sink.create")],
    session: SessionDep,
    settings: SettingsDep,
    keyring: KeyringDep,
    clock: ClockDep,
    response: Response,
) -> SinkMade:
    """Add a sink; note its secret down, it is not shown again."""
    sink, secret = service.create(
        session,
        scope,
        name=given.name,
        kind=given.kind,
        url=given.url,
        secret=given.secret,
        allowed=outbound(settings),
        keyring=keyring,
        clock=clock,
    )
    response.headers["ETag"] = etag(sink)
    return SinkMade(**_fields(sink), secret=secret)


@routes.patch("/{sink_id}")
def change_sink(
    sink_id: UUID,
    given: SinkChange,
    scope: Annotated[Scope, allow("sink.update")],
    session: SessionDep,
    precondition: IfMatch,
    settings: SettingsDep,
    clock: ClockDep,
    response: Response,
) -> SinkView:
    """Rename a sink, move it, switch it off or on."""
    sink = service.change(
        session,
        scope,
        sink_id,
        precondition,
        name=given.name,
        url=given.url,
        enabled=given.enabled,
        allowed=outbound(settings),
        clock=clock,
    )
    response.headers["ETag"] = etag(sink)
    return _view(sink)


@routes.delete("/{sink_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_sink(
    sink_id: UUID,
    scope: Annotated[Scope, allow("sink.delete")],
    session: SessionDep,
    clock: ClockDep,
) -> None:
    """Remove a sink; what it was sent stays on record."""
    service.remove(session, scope, sink_id, clock=clock)


def _view(sink: Sink) -> SinkView:
    return SinkView(**_fields(sink))


def _fields(sink: Sink) -> dict[str, Any]:
    plain = {name: getattr(sink, name) for name in SinkView.model_fields}
    return plain | {"disabled_reason": reason(sink.disabled_reason)}
