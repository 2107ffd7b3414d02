"""`/users`: accounts and their roles, kept by the security administrator."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import BaseModel, Field

from accounts.api.deps import allow
from accounts.policy import Role
from accounts.scope import Scope
from accounts.second_factor import service as second_factor
from accounts.users import service
from accounts.users.model import SignInWay, User
from accounts.users.service import USER, NewUser, UserChange
from core.http.deps import IfMatch, PageQueryDep, ServicesDep, SessionDep, router
from core.http.etag import etag
from core.http.fields import Body, Line
from core.http.page import Page, paginate
from core.http.services import Services
from core.text import Language

routes = router("/users", tags=["accounts"])


class UserOut(BaseModel):
    """A user as the API shows him."""

    id: UUID
    owner_id: UUID
    login: str
    name: str
    language: str
    roles: list[str]
    enabled: bool
    locked: bool
    sign_in: SignInWay
    totp: second_factor.State
    password_given: bool
    created_at: datetime
    last_seen_at: datetime | None
    revision: int


class UserIn(Body):
    """A new user, of the caller's organization unless another one below it is named."""

    owner_id: UUID | None = None
    login: Line
    name: Line
    password: str | None = Field(None, max_length=256)
    roles: list[Role] = Field(min_length=1, max_length=len(Role))
    language: Language = "zh"
    sign_in: SignInWay = "password"


class UserFilter(BaseModel):
    """Which users are wanted; `q` is part of a login or name."""

    q: Line | None = None
    organization_id: UUID | None = None
    role: Role | None = None
    enabled: bool | None = None


class UserPatch(Body):
    """What shall be different; `unlock` forgets failures, `reset_totp` the second factor.

    A password set here must be changed at the next sign-in.
    """

    name: Line | None = None
    roles: list[Role] | None = Field(None, min_length=1, max_length=len(Role))
    language: Language | None = None
    enabled: bool | None = None
    sign_in: SignInWay | None = None
    password: str | None = Field(None, max_length=256)
    unlock: bool = False
    reset_totp: bool = False


@routes.get("")
def find(
    session: SessionDep,
    services: ServicesDep,
    query: PageQueryDep,
    wanted: Annotated[UserFilter, Query()],
    scope: Annotated[Scope, allow("user.read")],
) -> Page[UserOut]:
    """List the users of the caller's organization and of all below it, by login."""
    statement = service.search(scope, **wanted.model_dump())
    rows = paginate(session, statement, [User.login], query, descending=False)
    return rows.page([_out(row, services) for row in rows.rows])


@routes.post("", status_code=201)
def create(
    body: UserIn,
    response: Response,
    session: SessionDep,
    services: ServicesDep,
    scope: Annotated[Scope, allow("user.create")],
) -> UserOut:
    """Add a user."""
    owner_id = scope.owner(session, body.owner_id)
    new = NewUser(**body.model_dump(exclude={"owner_id"}))
    clock, settings = services.clock, services.settings
    user = service.create(session, scope, owner_id, new, clock, settings)
    response.headers["ETag"] = etag(user)
    return _out(user, services)


@routes.get("/{user_id}")
def read(
    user_id: UUID,
    response: Response,
    session: SessionDep,
    services: ServicesDep,
    scope: Annotated[Scope, allow("user.read")],
) -> UserOut:
    """Show one user."""
    user = scope.fetch(session, User, user_id, kind=USER)
    response.headers["ETag"] = etag(user)
    return _out(user, services)


@routes.patch("/{user_id}")
def update(
    user_id: UUID,
    body: UserPatch,
    response: Response,
    session: SessionDep,
    services: ServicesDep,
    if_match: IfMatch,
    scope: Annotated[Scope, allow("user.update")],
) -> UserOut:
    """Change one user."""
    user = scope.fetch(session, User, user_id, kind=USER, for_update=True)
    if_match.require(user)
    change = UserChange(**body.model_dump())
    service.change(session, scope, user, change, services.clock, services.settings)
    response.headers["ETag"] = etag(user)
    return _out(user, services)


def _out(user: User, services: Services) -> UserOut:
    now = services.clock.now()
    derived = {
        "locked": user.locked_until is not None and user.locked_until > now,
        "totp": second_factor.state(user, services.settings),
    }
    shown = {name: getattr(user, name) for name in UserOut.model_fields if name not in derived}
    return UserOut.model_validate(shown | derived)
