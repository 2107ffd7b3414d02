"""`/users`: accounts and their roles, kept by the security administrator."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, Field
from sqlalchemy import select

from accounts.api.deps import allow
from accounts.policy import Role
from accounts.scope import Scope
from accounts.users import service
from accounts.users.model import User
from accounts.users.service import USER, NewUser, UserChange
from core.clock import Clock
from core.http.deps import ClockDep, IfMatch, PageQueryDep, SessionDep, router
from core.http.etag import etag
from core.http.fields import Body, Line
from core.http.page import Page, paginate
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
    created_at: datetime
    revision: int


class UserIn(Body):
    """A new user, of the caller's organization unless another one below it is named."""

    owner_id: UUID | None = None
    login: Line
    name: Line
    password: str = Field(max_length=256)
    roles: list[Role] = Field(min_length=1, max_length=len(Role))
    language: Language = "zh"


class UserPatch(Body):
    """What shall be different; `unlock` forgets failed sign-ins."""

    name: Line | None = None
    roles: list[Role] | None = Field(None, min_length=1, max_length=len(Role))
    language: Language | None = None
    enabled: bool | None = None
    password: str | None = Field(None, max_length=256)
    unlock: bool = False


@routes.get("")
def find(
    session: SessionDep,
    clock: ClockDep,
    query: PageQueryDep,
    scope: Annotated[Scope, allow("user.read")],
) -> Page[UserOut]:
    """List the users of the caller's organization and of all below it, by login."""
    statement = scope.limit(select(User), User)
    rows = paginate(session, statement, [User.login], query, descending=False)
    return rows.page([_out(row, clock) for row in rows.rows])


@routes.post("", status_code=201)
def create(
    body: UserIn,
    response: Response,
    session: SessionDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("user.create")],
) -> UserOut:
    """Add a user."""
    owner_id = scope.owner(session, body.owner_id)
    new = NewUser(body.login, body.name, body.password, body.roles, body.language)
    user = service.create(session, scope, owner_id, new, clock)
    response.headers["ETag"] = etag(user)
    return _out(user, clock)


@routes.get("/{user_id}")
def read(
    user_id: UUID,
    response: Response,
    session: SessionDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("user.read")],
) -> UserOut:
    """Show one user."""
    user = scope.fetch(session, User, user_id, kind=USER)
    response.headers["ETag"] = etag(user)
    return _out(user, clock)


@routes.patch("/{user_id}")
def change(
    user_id: UUID,
    body: UserPatch,
    response: Response,
    session: SessionDep,
    clock: ClockDep,
    if_match: IfMatch,
    scope: Annotated[Scope, allow("user.update")],
) -> UserOut:
    """Change one user."""
    user = scope.fetch(session, User, user_id, kind=USER, for_update=True)
    if_match.require(user)
    service.change(session, scope, user, UserChange(**body.model_dump()), clock)
    response.headers["ETag"] = etag(user)
    return _out(user, clock)


def _out(user: User, clock: Clock) -> UserOut:
    return UserOut(
        id=user.id,
        owner_id=user.owner_id,
        login=user.login,
        name=user.name,
        language=user.language,
        roles=user.roles,
        enabled=user.enabled,
        locked=user.locked_until is not None and user.locked_until > clock.now(),
        created_at=user.created_at,
        revision=user.revision,
    )
