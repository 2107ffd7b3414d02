"""`/setup`: the first start's one-time link. Public: there is nobody yet who could sign in."""

from fastapi import Request, Response
from pydantic import BaseModel, Field

from accounts.api.deps import client_address, origin
from accounts.api.origin import require_same_origin
from accounts.api.rates import limit_sign_ins
from accounts.sessions import service as sessions
from accounts.sessions.api import Me, describe, remember
from accounts.sessions.service import Proof
from accounts.setup import service
from accounts.setup.service import FirstUser
from accounts.users import service as users
from core.http.deps import ServicesDep, SessionDep, SettingsDep, router
from core.http.fields import Body, Line
from core.text import Text

routes = router("/setup", tags=["session"])


class SetupState(BaseModel):
    """Whether the installation still waits for its first user, and what his password must be like."""

    needed: bool
    password_min_length: int
    password_min_kinds: int


class Setup(Body):
    """The first organization and its security administrator."""

    token: str = Field(max_length=200)
    login: Line
    password: str = Field(max_length=256)
    name: Line
    organization_zh: Line
    organization_en: Line


@routes.get("")
def read(session: SessionDep, settings: SettingsDep) -> SetupState:
    """Tell whether the setup is still to be done."""
    return SetupState(
        needed=users.nobody_yet(session),
        password_min_length=settings.password_min_length,
        password_min_kinds=settings.password_min_kinds,
    )


@routes.post("", status_code=201)
def finish(
    body: Setup, request: Request, response: Response, session: SessionDep, services: ServicesDep
) -> Me:
    """Use the link up, and sign its follower in."""
    settings, clock = services.settings, services.clock
    require_same_origin(request, settings)
    limit_sign_ins(client_address(request), services)
    named = Text(body.organization_zh, body.organization_en)
    first = FirstUser(body.login, body.name, body.password, named)
    user = service.redeem(session, body.token, first, settings, clock)
    signed_in = sessions.begin(
        session,
        user,
        origin=origin(request),
        settings=settings,
        clock=clock,
        proof=Proof("setup"),
    )
    remember(response, signed_in.cookie, settings)
    return describe(session, signed_in.scope.user, settings)
