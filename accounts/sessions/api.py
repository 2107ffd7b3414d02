"""`/session`: sign in, give the second factor, see who one is, sign out."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from accounts import policy
from accounts.account import proofs
from accounts.account import service as account
from accounts.api.deps import allow, client_address, cookie_name, origin
from accounts.api.origin import require_same_origin
from accounts.api.rates import limit_sign_ins
from accounts.organizations.model import Organization
from accounts.scope import Principal, Scope
from accounts.second_factor import service as second_factor
from accounts.second_factor.errors import CodeWrong
from accounts.sessions import service
from accounts.sessions.errors import LoginFailed
from accounts.users.lockout import rule
from accounts.users.model import User
from core.database.engine import transaction
from core.http.deps import ClockDep, ServicesDep, SessionDep, SettingsDep, router
from core.http.fields import Body, Line
from core.http.services import Services
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
    claim_lease_s: float
    timezone: str
    totp: Literal["off", "administrators", "everybody"]
    password_min_length: int
    password_min_kinds: int
    token_max_days: int
    live_link: bool
    """Whether cameras can be opened at a media server."""
    remote: bool
    """Whether models may stay with their vendors: the operator has listed hosts for that."""


class Me(BaseModel):
    """Who is signed in, what he may do, and what his console needs to know.

    `pending` are the duties to be done before anything else. With `totp` among them, `totp` tells whether
    the second factor must be enrolled first (`needed`) or is to be given (`enrolled`).
    """

    user: MeUser
    organization: MeOrganization
    actions: list[str]
    pending: list[Literal["password", "totp"]]
    totp: second_factor.State
    settings: MeSettings


class Code(Body):
    """A code of the second factor."""

    code: str = Field(max_length=16)


@routes.post("")
def sign_in(body: Credentials, request: Request, response: Response, services: ServicesDep) -> Me:
    """Begin a session. It has a transaction of its own: a refused attempt is counted, not rolled back."""
    settings = services.settings
    require_same_origin(request, settings)
    limit_sign_ins(client_address(request), services)
    with transaction(services.sessions) as session:
        signed_in = service.sign_in(
            session,
            body.login,
            body.password,
            origin=origin(request),
            settings=settings,
            clock=services.clock,
        )
        me = describe(session, signed_in.scope.user, settings) if signed_in else None
    if signed_in is None or me is None:
        raise LoginFailed(**rule(settings))
    remember(response, signed_in.cookie, settings)
    return me


@routes.get("")
def read(
    session: SessionDep, settings: SettingsDep, scope: Annotated[Scope, allow("account.read")]
) -> Me:
    """Tell who is signed in."""
    return describe(session, scope.user, settings)


@routes.post("/totp")
def give_code(
    body: Code,
    request: Request,
    response: Response,
    session: SessionDep,
    services: ServicesDep,
    scope: Annotated[Scope, allow("account.totp")],
) -> Me:
    """Give a code of the second factor; the first one of a new seed confirms it."""
    settings, clock = services.settings, services.clock
    with transaction(services.sessions) as apart:
        good = proofs.of_code(apart, scope.user, body.code, services.keyring, settings, clock)
    if not good:
        raise CodeWrong(**rule(settings))
    session.expire_all()  # the confirmation is the other transaction's
    cookie = account.accept_code(session, scope, clock)
    remember(response, cookie, settings)
    return describe_again(session, cookie, request, services)


@routes.delete("", status_code=204)
def sign_out(
    session: SessionDep,
    settings: SettingsDep,
    clock: ClockDep,
    response: Response,
    scope: Annotated[Scope, allow("account.leave")],
) -> None:
    """End the session."""
    service.end(session, scope, clock)
    response.delete_cookie(cookie_name(settings), path="/")


def remember(response: Response, cookie: str, settings: Settings) -> None:
    """Set the session's cookie: out of reach of scripts and of other sites, and gone with the browser."""
    response.set_cookie(
        cookie_name(settings),
        cookie,
        httponly=True,
        samesite="strict",
        secure=settings.base_url.startswith("https:"),
        path="/",
    )


def describe(session: Session, user: Principal, settings: Settings) -> Me:
    """Return the caller as the console wants him."""
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
        pending=[duty for duty in ("password", "totp") if duty in user.pending],
        totp=second_factor.state(session.get_one(User, user.id), settings),
        settings=_settings(settings),
    )


def _settings(settings: Settings) -> MeSettings:
    switched = {
        "live_link": settings.live_link is not None,
        "remote": bool(settings.hosts_of_remotes),
    }
    plain = {name: getattr(settings, name) for name in MeSettings.model_fields.keys() - switched}
    return MeSettings(**plain, **switched)


def describe_again(session: Session, cookie: str, request: Request, services: Services) -> Me:
    """Return the caller as he is now, after he did one of his duties."""
    address = client_address(request)
    settings, clock = services.settings, services.clock
    caller = service.resume(session, cookie, address=address, settings=settings, clock=clock)
    assert caller is not None
    return describe(session, caller, settings)
