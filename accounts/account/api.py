"""`/account`: one's own profile, password and second factor."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel, Field

from accounts.account import proofs, service
from accounts.api.deps import allow
from accounts.scope import Scope
from accounts.second_factor import service as second_factor
from accounts.sessions.api import Me, describe_again, remember
from accounts.sessions.duties import password_expires_at
from accounts.users.errors import PasswordWrong
from accounts.users.lockout import rule
from accounts.users.model import SignInWay, User
from core.database.engine import transaction
from core.http.deps import ClockDep, IfMatch, ServicesDep, SessionDep, SettingsDep, router
from core.http.etag import etag
from core.http.fields import Body, Line
from core.settings import Settings
from core.text import Language

routes = router("/account", tags=["session"])


class Account(BaseModel):
    """One's own account."""

    id: UUID
    owner_id: UUID
    login: str
    name: str
    language: Language
    roles: list[str]
    sign_in: SignInWay
    password_changed_at: datetime
    password_expires_at: datetime | None
    totp: second_factor.State
    totp_confirmed_at: datetime | None
    last_seen_at: datetime | None
    created_at: datetime
    revision: int


class AccountPatch(Body):
    """What shall be different about one's own account."""

    name: Line | None = None
    language: Language | None = None


class PasswordChange(Body):
    """The present password and the wanted one."""

    current: str = Field(max_length=256)
    new: str = Field(max_length=256)


class Enrolment(BaseModel):
    """The seed of a second factor, shown this once: for typing, and for a QR code."""

    secret: str
    uri: str


@routes.get("")
def read(
    response: Response,
    session: SessionDep,
    settings: SettingsDep,
    scope: Annotated[Scope, allow("account.read")],
) -> Account:
    """Show one's own account."""
    return _shown(service.own(session, scope), response, settings)


@routes.patch("")
def change(
    body: AccountPatch,
    response: Response,
    session: SessionDep,
    settings: SettingsDep,
    clock: ClockDep,
    if_match: IfMatch,
    scope: Annotated[Scope, allow("account.update")],
) -> Account:
    """Change one's own name or language."""
    user = service.own(session, scope, for_update=True)
    if_match.require(user)
    service.rename(session, scope, user, body.name, body.language, clock)
    return _shown(user, response, settings)


@routes.post("/password")
def change_password(
    body: PasswordChange,
    request: Request,
    response: Response,
    session: SessionDep,
    services: ServicesDep,
    scope: Annotated[Scope, allow("account.password")],
) -> Me:
    """Change one's own password; every other session of one's own ends."""
    settings, clock = services.settings, services.clock
    service.require_password_here(service.own(session, scope))
    with transaction(services.sessions) as apart:
        good = proofs.of_password(apart, scope.user, body.current, settings, clock)
    if not good:
        raise PasswordWrong(**rule(settings))
    cookie = service.change_password(session, scope, body.new, settings, clock)
    remember(response, cookie, settings)
    return describe_again(session, cookie, request, services)


@routes.post("/totp", status_code=201)
def enrol(
    session: SessionDep, services: ServicesDep, scope: Annotated[Scope, allow("account.totp")]
) -> Enrolment:
    """Begin to enrol a second factor; `POST /session/totp` with one of its codes completes it."""
    seed = service.enrol(session, scope, services.keyring, services.clock)
    return Enrolment(secret=seed.secret, uri=seed.uri)


def _shown(user: User, response: Response, settings: Settings) -> Account:
    response.headers["ETag"] = etag(user)
    return Account.model_validate(
        {
            "password_expires_at": password_expires_at(user, settings),
            "totp": second_factor.state(user, settings),
        }
        | {name: getattr(user, name) for name in Account.model_fields if hasattr(user, name)}
    )
