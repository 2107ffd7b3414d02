"""Routes of sinks: made, changed and tried by the system administrator alone."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Response, status
from pydantic import BaseModel, Field, StringConstraints

from accounts.api.deps import allow, allow_briefly
from accounts.scope import Scope
from cases.outbox.breaker import breaker_of
from cases.sinks import service
from cases.sinks.kinds.cloudevents import CloudEventsOptions
from cases.sinks.kinds.open311 import Open311Options
from cases.sinks.kinds.robots import RobotOptions
from cases.sinks.kinds.smtp import SmtpOptions
from cases.sinks.model import Sink
from cases.sinks.outcome import Fate
from cases.sinks.reasons import reason
from cases.sinks.trial import try_out
from core.http.deps import (
    ClockDep,
    IfMatch,
    PageQueryDep,
    ServicesDep,
    SessionDep,
    router,
)
from core.http.etag import etag
from core.http.fields import Body, Line
from core.http.page import Page, paginate
from core.http.reasons import ReasonOut
from core.net.allowed import outbound

routes = router(prefix="/sinks", tags=["sinks"])
Kind = Literal["cloudevents", "open311", "wecom", "dingtalk", "feishu", "smtp"]
Audience = Literal[
    "cases", "transport", "traffic_police", "street", "community", "residents", "rescue"
]
"""Who is reached: the case systems, or those who are told of emergencies."""
Audiences = Annotated[list[Audience], Field(min_length=1, max_length=7)]
Options = CloudEventsOptions | Open311Options | RobotOptions | SmtpOptions
Secret = Annotated[
    str, StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00-\x1f\x7f]+$")
]


class SinkView(BaseModel):
    """A sink without its secrets, and how its receiver is.

    `breaker` is open while the receiver is left alone after failures, half open when the next message
    tries it.
    """

    id: UUID
    owner_id: UUID
    name: str
    kind: Kind
    url: str
    audiences: list[Audience]
    options: dict[str, Any]
    is_signed: bool
    enabled: bool
    disabled_reason: ReasonOut | None
    breaker: Literal["closed", "open", "half_open"]
    failures: int
    rests_until: datetime | None
    polled_at: datetime | None
    poll_error: ReasonOut | None
    reports_url: str | None
    revision: int


class SinkMade(SinkView):
    """A new sink with the secrets its receiver must be told, which are shown this once."""

    secret: str | None
    report_secret: str | None


class SinkNew(Body):
    """A receiver to add.

    `url` is the address of a receiver of CloudEvents, of an Open311 endpoint or of a mail server
    (`smtp://host:port`). `secret` is a signing secret (one is made if it is left out), an api_key, a
    mail account's password, or a robot's whole webhook address; `sign_secret` is a robot's.
    """

    name: Line
    kind: Kind = "cloudevents"
    url: str = ""
    secret: Secret | None = None
    sign_secret: Secret | None = None
    audiences: Audiences = Field(default=["cases"])
    options: Options | None = None


class SinkChange(Body):
    """What to change; what is not given stays. `report_secret` is one that the receiver signs with."""

    name: Line | None = None
    url: str | None = None
    secret: Secret | None = None
    sign_secret: Secret | None = None
    report_secret: Secret | None = None
    audiences: Audiences | None = None
    options: Options | None = None
    enabled: bool | None = None


class SinkTrial(BaseModel):
    """What a test message came to."""

    fate: Fate
    reason: ReasonOut | None
    took_ms: int


@routes.get("")
def list_sinks(
    scope: Annotated[Scope, allow("sink.read")],
    session: SessionDep,
    query: PageQueryDep,
    services: ServicesDep,
) -> Page[SinkView]:
    """Return the sinks of the caller's organizations, newest first."""
    rows = paginate(session, service.listed(scope), [Sink.created_at, Sink.id], query)
    return rows.page([_view(row, services) for row in rows.rows])


@routes.post("", status_code=status.HTTP_201_CREATED)
def create_sink(
    given: SinkNew,
    scope: Annotated[Scope, allow("sink.create")],
    session: SessionDep,
    services: ServicesDep,
    response: Response,
) -> SinkMade:
    """Add a sink; note its secrets down, they are not shown again."""
    sink, shown = service.create(
        session,
        scope,
        name=given.name,
        kind=given.kind,
        url=given.url,
        secret=given.secret,
        sign_secret=given.sign_secret,
        options=_plain(given.options),
        audiences=given.audiences,
        allowed=outbound(services.settings),
        keyring=services.keyring,
        clock=services.clock,
    )
    response.headers["ETag"] = etag(sink)
    secrets = {"secret": shown.secret, "report_secret": shown.report_secret}
    return SinkMade(**(_fields(sink, services) | secrets))


@routes.patch("/{sink_id}")
def change_sink(
    sink_id: UUID,
    given: SinkChange,
    scope: Annotated[Scope, allow("sink.update")],
    session: SessionDep,
    precondition: IfMatch,
    services: ServicesDep,
    response: Response,
) -> SinkView:
    """Rename a sink, move it, change its secrets or options, switch it off or on."""
    edit = service.Edit(
        name=given.name,
        url=given.url,
        secret=given.secret,
        sign_secret=given.sign_secret,
        report_secret=given.report_secret,
        options=_plain(given.options),
        audiences=list(given.audiences) if given.audiences else None,
        enabled=given.enabled,
    )
    sink = service.change(
        session,
        scope,
        sink_id,
        precondition,
        edit,
        allowed=outbound(services.settings),
        keyring=services.keyring,
        clock=services.clock,
    )
    response.headers["ETag"] = etag(sink)
    return _view(sink, services)


@routes.post("/{sink_id}/test")
def test_sink(
    sink_id: UUID, scope: Annotated[Scope, allow_briefly("sink.test")], services: ServicesDep
) -> SinkTrial:
    """Send a test message now and say what came of it; of Open311, the list of services is asked for."""
    tried = try_out(services, scope, sink_id)
    found = tried.outcome
    return SinkTrial(fate=found.fate, reason=reason(found.error), took_ms=tried.took_ms)


@routes.delete("/{sink_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_sink(
    sink_id: UUID,
    scope: Annotated[Scope, allow("sink.delete")],
    session: SessionDep,
    clock: ClockDep,
) -> None:
    """Remove a sink; what it was sent stays on record."""
    service.remove(session, scope, sink_id, clock=clock)


def _plain(options: Options | None) -> dict[str, Any] | None:
    return None if options is None else options.model_dump(exclude_unset=True)


def _view(sink: Sink, services: ServicesDep) -> SinkView:
    return SinkView(**_fields(sink, services))


def _fields(sink: Sink, services: ServicesDep) -> dict[str, Any]:
    made = {
        "is_signed": sink.sealed_sign_secret is not None,
        "disabled_reason": reason(sink.disabled_reason),
        "breaker": breaker_of(sink, services.clock.now()),
        "poll_error": reason(sink.poll_error),
        "reports_url": (
            f"{services.settings.base_url}/hooks/{sink.id}" if sink.sealed_report_secret else None
        ),
    }
    plain = {name: getattr(sink, name) for name in SinkView.model_fields.keys() - made}
    return plain | made
