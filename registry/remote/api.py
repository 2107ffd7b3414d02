"""Routes of vendors' endpoints: registered by the vendor, let in by security, agreed to by departments."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import Response, status
from pydantic import BaseModel, StringConstraints

from accounts.api.deps import allow, allow_briefly
from accounts.scope import Scope
from core.http import deps
from core.http.deps import ClockDep, IfMatch, PageQueryDep, ServicesDep, SessionDep
from core.http.etag import etag
from core.http.fields import Body, Reason
from core.http.page import Page, paginate
from core.http.reasons import ReasonOut
from registry.remote import agreements, history, service
from registry.remote.history import Told
from registry.remote.model import Action, RemoteEndpoint, State
from registry.remote.reasons import words
from registry.remote.service import Ruling, Tools, Wish

routes = deps.router("/remote-endpoints", tags=["remote endpoints"])

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Url = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Header = Literal["authorization", "x-api-key", "api-key", "ocp-apim-subscription-key"]
"""Where servers look for a credential."""
Credential = Annotated[
    str, StringConstraints(max_length=2000, pattern=r"^[\x21-\x7e]*$", strip_whitespace=True)
]


class RemoteEndpointIn(Body):
    """Where a vendor's models answer: `https://host[:port][/prefix]`, without the `/v2` of the protocol."""

    name: Name
    """By which manifests mean it; it stays."""
    url: Url
    header: Header = "authorization"
    """Which header carries the credential; `authorization` as a bearer token."""
    credential: Credential | None = None
    """What it is shown with every call; kept sealed, never shown again."""


class RemoteEndpointPatch(Body):
    """What to change; what is not given stays. At another address it waits for its approval anew."""

    url: Url | None = None
    header: Header | None = None
    credential: Credential | None = None
    """An empty one takes it away."""


class EndpointDecisionIn(Body):
    """What the security administrator decides."""

    approve: bool
    reason: Reason


class AgreementIn(Body):
    """Why the department agrees."""

    reason: Reason


class RemoteEndpointOut(BaseModel):
    """An endpoint without its credential."""

    id: UUID
    owner_id: UUID
    name: str
    url: str
    header: Header
    has_credential: bool
    state: State
    decided_at: datetime | None
    decision: str | None
    """What the security administrator said."""
    trouble: ReasonOut | None
    """Why it is left alone at present; unset: nothing is known to be wrong."""
    trouble_at: datetime | None
    created_at: datetime
    revision: int

    @classmethod
    def of(cls, one: RemoteEndpoint) -> Self:
        """Return an endpoint as it is shown."""
        made = {
            "has_credential": one.sealed_credential is not None,
            "trouble": _reason(one.trouble),
        }
        plain = {name: getattr(one, name) for name in cls.model_fields.keys() - made}
        return cls(**plain, **made)


class EndpointTrialOut(BaseModel):
    """What came of asking an endpoint whether it is alive; unset: it is."""

    trouble: ReasonOut | None


class AgreementOut(BaseModel):
    """That a department agrees."""

    endpoint_id: UUID
    owner_id: UUID
    reason: str
    created_at: datetime


class EndpointStepOut(BaseModel):
    """One step of what became of an endpoint, or of an earlier one of its name."""

    id: UUID
    action: Action
    at: datetime
    url: str
    """The address it was about; at another one all that was decided and agreed to is void."""
    organization_id: UUID
    organization_zh: str
    organization_en: str
    """On whose behalf: the vendor, the operator, or the department that agreed or took it back."""
    by: str | None
    """The person's name; a vendor is told those of its own people."""
    reason: str | None
    """A vendor is not told why a department agreed."""

    @classmethod
    def of(cls, told: Told) -> Self:
        """Return a step as it is shown."""
        made = {
            "organization_zh": told.organization.zh,
            "organization_en": told.organization.en,
            "by": told.by,
            "reason": told.reason,
        }
        plain = {name: getattr(told.step, name) for name in cls.model_fields.keys() - made}
        return cls(**plain, **made)


@routes.get("")
def list_remote_endpoints(
    scope: Annotated[Scope, allow("remote_endpoint.read")],
    session: SessionDep,
    query: PageQueryDep,
    state: State | None = None,
) -> Page[RemoteEndpointOut]:
    """The endpoints of the caller's organizations, newest first."""
    keys = [RemoteEndpoint.created_at, RemoteEndpoint.id]
    rows = paginate(session, service.listed(scope, state), keys, query)
    return rows.page([RemoteEndpointOut.of(row) for row in rows.rows])


@routes.post("", status_code=status.HTTP_201_CREATED)
def create_remote_endpoint(
    given: RemoteEndpointIn,
    scope: Annotated[Scope, allow("remote_endpoint.create")],
    session: SessionDep,
    services: ServicesDep,
    response: Response,
) -> RemoteEndpointOut:
    """Register an endpoint; a security administrator decides about it."""
    wish = Wish(given.name, given.url, given.header, given.credential)
    one = service.create(session, scope, wish, Tools.of(services))
    return _tagged(response, one)


@routes.get("/{remote_endpoint_id}")
def read_remote_endpoint(
    remote_endpoint_id: UUID,
    scope: Annotated[Scope, allow("remote_endpoint.read")],
    session: SessionDep,
    response: Response,
) -> RemoteEndpointOut:
    """One endpoint."""
    return _tagged(response, service.fetch(session, scope, remote_endpoint_id))


@routes.get("/{remote_endpoint_id}/history")
def read_remote_endpoint_history(
    remote_endpoint_id: UUID,
    scope: Annotated[Scope, allow("remote_endpoint.read")],
    session: SessionDep,
    query: PageQueryDep,
) -> Page[EndpointStepOut]:
    """All that became of an endpoint and of earlier ones of its name, the newest first."""
    one = service.fetch(session, scope, remote_endpoint_id)
    rows, told = history.page(session, scope, one, query)
    return rows.page([EndpointStepOut.of(each) for each in told])


@routes.patch("/{remote_endpoint_id}")
def change_remote_endpoint(
    remote_endpoint_id: UUID,
    given: RemoteEndpointPatch,
    scope: Annotated[Scope, allow("remote_endpoint.update")],
    session: SessionDep,
    precondition: IfMatch,
    services: ServicesDep,
    response: Response,
) -> RemoteEndpointOut:
    """Move an endpoint, or renew its credential."""
    wish = Wish(None, given.url, given.header, given.credential)
    tools = Tools.of(services)
    one = service.change(session, scope, remote_endpoint_id, wish, precondition, tools)
    return _tagged(response, one)


@routes.delete("/{remote_endpoint_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_remote_endpoint(
    remote_endpoint_id: UUID,
    scope: Annotated[Scope, allow("remote_endpoint.delete")],
    session: SessionDep,
    clock: ClockDep,
) -> None:
    """Remove an endpoint: subscriptions whose model is asked there stop, and say so."""
    service.remove(session, scope, remote_endpoint_id, clock)


@routes.post("/{remote_endpoint_id}/decision")
def decide_remote_endpoint(
    remote_endpoint_id: UUID,
    given: EndpointDecisionIn,
    scope: Annotated[Scope, allow("remote_endpoint.decide")],
    session: SessionDep,
    precondition: IfMatch,
    clock: ClockDep,
    response: Response,
) -> RemoteEndpointOut:
    """Let an endpoint in or refuse it; refused later, nothing is sent there any more."""
    ruling = Ruling(given.approve, given.reason)
    one = service.decide(session, scope, remote_endpoint_id, ruling, precondition, clock)
    return _tagged(response, one)


@routes.post("/{remote_endpoint_id}/test")
def test_remote_endpoint(
    remote_endpoint_id: UUID,
    scope: Annotated[Scope, allow_briefly("remote_endpoint.test")],
    services: ServicesDep,
) -> EndpointTrialOut:
    """Ask an endpoint now whether it is alive; no picture is sent."""
    return EndpointTrialOut(trouble=_reason(service.try_out(services, scope, remote_endpoint_id)))


@routes.put("/{remote_endpoint_id}/agreement")
def agree_to_remote_endpoint(
    remote_endpoint_id: UUID,
    given: AgreementIn,
    scope: Annotated[Scope, allow("remote_endpoint.agree")],
    session: SessionDep,
    precondition: IfMatch,
    clock: ClockDep,
) -> AgreementOut:
    """Agree for one's own department that pictures of its subscriptions are sent to an approved endpoint."""
    one = agreements.agree(session, scope, remote_endpoint_id, given.reason, precondition, clock)
    return AgreementOut.model_validate(one, from_attributes=True)


@routes.delete("/{remote_endpoint_id}/agreement", status_code=status.HTTP_204_NO_CONTENT)
def revoke_agreement(
    remote_endpoint_id: UUID,
    scope: Annotated[Scope, allow("remote_endpoint.revoke")],
    session: SessionDep,
    clock: ClockDep,
) -> None:
    """Take the department's agreement back; its subscriptions send nothing there any more."""
    agreements.revoke(session, scope, remote_endpoint_id, clock)


def _reason(code: str | None) -> ReasonOut | None:
    return None if code is None else ReasonOut.of(code, words(code))


def _tagged(response: Response, one: RemoteEndpoint) -> RemoteEndpointOut:
    response.headers["ETag"] = etag(one)
    return RemoteEndpointOut.of(one)
