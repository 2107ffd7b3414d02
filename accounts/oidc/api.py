"""`/session/oidc`: sign in at the provider. Public; a browser walks these routes, so refusals are pages."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from accounts.api.deps import client_address, origin
from accounts.api.rates import limit_sign_ins
from accounts.oidc import errors, flows, service
from accounts.oidc.errors import REFUSALS, AnswerRefused, NotOffered
from accounts.oidc.flows import FRONT, LASTS, Flow
from accounts.oidc.provider import Answer, Identity, Provider, provider_of
from accounts.sessions.api import remember
from accounts.sessions.service import SignedIn, refuse
from core.database.engine import transaction
from core.errors import AlgomartError
from core.http.deps import ServicesDep, SettingsDep, router
from core.http.described import refuses
from core.http.reasons import ReasonOut
from core.http.services import Services
from core.settings import Settings

routes = router("/session/oidc", tags=["session"])
COOKIE = "algomart_oidc"


class Offer(BaseModel):
    """Whether one can sign in at a provider, what it is called, and the words of a refusal's code."""

    offered: bool
    label: str
    trouble: ReasonOut | None


class Returned(BaseModel):
    """What the provider makes the browser bring back; it may add more, which nobody reads."""

    code: str | None = Field(None, max_length=4096)
    state: str | None = Field(None, max_length=200)
    iss: str | None = Field(None, max_length=1000)
    error: str | None = Field(None, max_length=200)


@refuses(404)
def _provider(settings: SettingsDep) -> Provider:
    if settings.oidc_issuer is None:
        raise NotOffered
    return provider_of(settings)


ProviderDep = Annotated[Provider, Depends(_provider)]


@routes.get("")
def read(
    settings: SettingsDep, trouble: Annotated[str | None, Query(max_length=60)] = None
) -> Offer:
    """Tell whether one can sign in at a provider, and why it failed where `trouble` says that it did."""
    offered = settings.oidc_issuer is not None
    words = errors.words(trouble, settings)
    return Offer(offered=offered, label=settings.oidc_label, trouble=words)


@routes.get("/start", status_code=302, response_class=RedirectResponse)
def start(
    request: Request,
    services: ServicesDep,
    provider: ProviderDep,
    to: Annotated[str, Query(max_length=2000)] = FRONT,
) -> Response:
    """Send the browser to the provider; `to` is the console's page it comes back to."""
    try:
        limit_sign_ins(client_address(request), services)
        with transaction(services.sessions) as session:
            flow = flows.begin(session, to, services.clock)
        address = provider.address(flow, _callback(request, services.settings), services.clock)
    except REFUSALS as refusal:
        return _back(refusal)
    answer = RedirectResponse(address, 302)
    _hand_over(answer, flow, services.settings)
    return answer


@routes.get("/callback", status_code=302, response_class=RedirectResponse)
def finish(
    request: Request,
    services: ServicesDep,
    provider: ProviderDep,
    returned: Annotated[Returned, Query()],
) -> Response:
    """Begin the session of whom the provider sent back. Each sign-in was counted when it began."""
    answer: Response
    try:
        flow = _taken(request, services, returned.state)
        signed_in = _signed_in(
            request, services, _identity(request, services, provider, flow, returned)
        )
    except REFUSALS as refusal:
        answer = _back(refusal)
    else:
        answer = RedirectResponse(flow.return_to, 302)
        remember(answer, signed_in.cookie, services.settings)
    answer.delete_cookie(_cookie_name(services.settings), path="/")
    return answer


def _taken(request: Request, services: Services, state: str | None) -> Flow:
    handle = request.cookies.get(_cookie_name(services.settings))
    with transaction(services.sessions) as session:
        return flows.take(session, handle, state, services.clock)


def _identity(
    request: Request, services: Services, provider: Provider, flow: Flow, returned: Returned
) -> Identity:
    """Ask the provider, while no transaction waits for it."""
    brought = Answer(returned.code, returned.error, returned.iss)
    callback = _callback(request, services.settings)
    try:
        return provider.identify(brought, flow, callback, services.clock)
    except AnswerRefused:
        with transaction(services.sessions) as session:
            refuse(session, None, "-", "provider", origin(request), services.clock)
        raise


def _signed_in(request: Request, services: Services, who: Identity) -> SignedIn:
    """It has a transaction of its own: a refused attempt is recorded, not rolled back."""
    settings, clock = services.settings, services.clock
    with transaction(services.sessions) as session:
        result = service.sign_in(
            session, who, origin=origin(request), settings=settings, clock=clock
        )
    if isinstance(result, AlgomartError):
        raise result
    return result


def _callback(request: Request, settings: Settings) -> str:
    """Return the address the provider sends people back to; never by the request's own `Host`."""
    return f"{settings.base_url}{request.url.path.rpartition('/')[0]}/callback"


def _hand_over(answer: Response, flow: Flow, settings: Settings) -> None:
    """Give the browser what ends the flow; `Lax`, for it comes back from another site."""
    answer.set_cookie(
        _cookie_name(settings),
        flow.handle,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=settings.base_url.startswith("https:"),
        path="/",
    )


def _cookie_name(settings: Settings) -> str:
    """`__Host-`: no other host of the city's domain can put a flow of its own in the browser's hands."""
    return f"__Host-{COOKIE}" if settings.base_url.startswith("https:") else COOKIE


def _back(refusal: AlgomartError) -> Response:
    return RedirectResponse(f"/?{urlencode({'trouble': refusal.code})}", 302)
