"""`/session`: sign in, see who one is, sign out."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from accounts import policy
from accounts.api.deps import COOKIE, allow, client_address
from accounts.api.origin import require_same_origin
from accounts.api.rates import limit_sign_ins
from accounts.organizations.model import Organization
from accounts.scope import Scope
from accounts.sessions import service
from accounts.sessions.errors import LoginFailed
from core.database.engine import transaction
from core.http.deps import ClockDep, ServicesDep, SessionDep, SettingsDep, router
from core.http.fields import Body, Line
from core.settings import Settings
from core.text import Language

routes = router("/session", tags=["session"])


class Credentials(Body):
    """What one signs in with."""

    login: Line
    password: str = Field(max_length=256)


class MeUser(BaseModel):
    """The signed-in user."""

    id: UUID
    login: str
    name: str
    language: Language
    roles: list[str]


class MeOrganization(BaseModel):
    """The signed-in user's organization."""

    id: UUID
    name_zh: str
    name_en: str
    kind: str


class MeSettings(BaseModel):
    """The settings the console needs."""

    undo_s: float
    timezone: str


class Me(BaseModel):
    """Who is signed in, what he may do, and what his console needs to know."""

    user: MeUser
    organization: MeOrganization
    actions: list[str]
    settings: MeSettings


@routes.post("")
def sign_in(body: Credentials, request: Request, response: Response, services: ServicesDep) -> Me:
    """Begin a session. It has a transaction of its own: a refused attempt is counted, not rolled back."""
    require_same_origin(request, services.settings)
    limit_sign_ins(client_address(request), services)
    with transaction(services.sessions) as session:
        signed_in = service.sign_in(
            session,
            body.login,
            body.password,
            address=client_address(request),
            settings=services.settings,
            clock=services.clock,
        )
        me = describe(session, signed_in.scope, services.settings) if signed_in else None
    if signed_in is None or me is None:
        raise LoginFailed
    remember(response, signed_in, services.settings)
    return me


@routes.get("")
def read(
    session: SessionDep, settings: SettingsDep, scope: Annotated[Scope, allow("session.read")]
) -> Me:
    """Tell who is signed in."""
    return describe(session, scope, settings)


@routes.delete("", status_code=204)
def sign_out(
    session: SessionDep,
    clock: ClockDep,
    response: Response,
    scope: Annotated[Scope, allow("session.delete")],
) -> None:
    """End the session."""
    service.end(session, scope, clock)
    response.delete_cookie(COOKIE, path="/")


def remember(response: Response, signed_in: service.SignedIn, settings: Settings) -> None:
    """Set the session's cookie: out of reach of scripts and of other sites, and gone with the browser."""
    response.set_cookie(
        COOKIE,
        signed_in.cookie,
        httponly=True,
        samesite="strict",
        secure=settings.base_url.startswith("https:"),
        path="/",
    )


def describe(session: Session, scope: Scope, settings: Settings) -> Me:
    """Return the caller as the console wants him."""
    user = scope.user
    organization = session.get_one(Organization, user.organization_id)
    return Me(
        user=MeUser(
            id=user.id,
            login=user.login,
            name=user.name,
            language=user.language,
            roles=sorted(user.roles),
        ),
        organization=MeOrganization.model_validate(organization, from_attributes=True),
        actions=policy.actions_of(user.roles),
        settings=MeSettings(undo_s=settings.undo_s, timezone=settings.timezone),
    )
