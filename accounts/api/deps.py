"""`allow`: the dependency with which a route names its action and gets the caller's scope."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from accounts import policy
from accounts.api.gate import admit
from accounts.api.origin import require_same_origin
from accounts.api.rates import limit_caller
from accounts.scope import Principal, Scope
from accounts.sessions import service as sessions
from accounts.sessions.errors import SessionEnded
from accounts.tokens import service as tokens
from core.database.engine import transaction
from core.errors import Unauthenticated
from core.http import idempotency
from core.http.services import Services, ServicesDep
from core.http.session import SessionDep
from core.settings import Settings

COOKIE = "algomart_session"
_USER_AGENT = 160
"""Characters kept of what a browser says it is."""


@dataclass(frozen=True, slots=True)
class Allow:
    """Lets a request pass whose caller may carry out the action; a test finds it on every route."""

    action: str
    problems: ClassVar[Collection[int]] = (401, 403)

    def __post_init__(self) -> None:
        if self.action not in policy.POLICY:
            raise ValueError(f"{self.action} is not in accounts/policy.py")

    def __call__(self, request: Request, session: SessionDep, services: ServicesDep) -> Scope:
        scope = _admitted(request, session, services, self.action)
        idempotency.claim(request, session)
        return scope


class AllowBriefly(Allow):
    """Lets a request pass in a short transaction of its own, for a route that waits for the world outside.

    The request's one transaction would stay open meanwhile and hold up the feed of changes; such a route
    opens its own, and is carried out again when it is sent again.
    """

    __slots__ = ()

    def __call__(self, request: Request, services: ServicesDep) -> Scope:  # type: ignore[override]
        with transaction(services.sessions) as session:
            return _admitted(request, session, services, self.action)


def allow(action: str) -> Any:
    """Return the dependency for an action: `scope: Annotated[Scope, allow("event.read")]`."""
    return Depends(Allow(action), scope="function")


def allow_briefly(action: str) -> Any:
    """Return the dependency for an action of a route that must hold no transaction while it waits."""
    return Depends(AllowBriefly(action), scope="function")


def authenticate(request: Request, session: Session, services: Services) -> Principal:
    """Return who is asking, by token or by cookie; a token wins."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        address = client_address(request)
        caller = tokens.resume(session, secret.strip(), address=address, clock=services.clock)
    elif cookie := request.cookies.get(cookie_name(services.settings)):
        require_same_origin(request, services.settings)
        caller = _by_cookie(request, session, services, cookie)
    else:
        raise Unauthenticated
    if caller is None:
        raise SessionEnded
    return caller


def admitted_by_token(
    secret: str, address: str | None, session: Session, services: Services, action: str
) -> Scope:
    """Return the scope for an action of who calls with a token over something else than HTTP."""
    caller = tokens.resume(session, secret, address=address, clock=services.clock)
    if caller is None:
        raise SessionEnded
    limit_caller(caller, services)
    return admit(caller, action, services.settings)


def client_address(request: Request) -> str | None:
    """Return the address the request came from."""
    return request.client.host if request.client else None


def origin(request: Request) -> sessions.Origin:
    """Return where a sign-in comes from."""
    browser = "".join(filter(str.isprintable, request.headers.get("user-agent", "")))
    return sessions.Origin(client_address(request), browser[:_USER_AGENT] or None)


def cookie_name(settings: Settings) -> str:
    """Return the name of the session's cookie; `__Host-` binds it to this host and to TLS."""
    return "__Host-algomart_session" if settings.base_url.startswith("https:") else COOKIE


def _admitted(request: Request, session: Session, services: Services, action: str) -> Scope:
    caller = authenticate(request, session, services)
    limit_caller(caller, services)
    return admit(caller, action, services.settings)


def _by_cookie(
    request: Request, session: Session, services: Services, cookie: str
) -> Principal | None:
    return sessions.resume(
        session,
        cookie,
        address=client_address(request),
        settings=services.settings,
        clock=services.clock,
    )
