"""`/sessions`: who is signed in, from where, and the way to end it at once."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel

from accounts.api.deps import allow
from accounts.scope import Scope
from accounts.sessions import service
from accounts.sessions.model import Method, UserSession
from accounts.users.model import User
from core.http.deps import ClockDep, PageQueryDep, SessionDep, SettingsDep, router
from core.http.page import Page, paginate

routes = router("/sessions", tags=["accounts"])


class SessionOut(BaseModel):
    """A session; `current` is the one that asks."""

    id: UUID
    user_id: UUID
    login: str
    name: str
    method: Method
    second_factor: bool
    address: str | None
    user_agent: str | None
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    current: bool


@routes.get("")
def find(
    session: SessionDep,
    settings: SettingsDep,
    clock: ClockDep,
    query: PageQueryDep,
    scope: Annotated[Scope, allow("session.read")],
    user_id: UUID | None = None,
) -> Page[SessionOut]:
    """List the sessions that are open: one's own, or all that a security administrator answers for."""
    statement = service.open_ones(scope, user_id, settings, clock)
    statement = statement.join(User, User.id == UserSession.user_id)
    keys = [UserSession.created_at, UserSession.id]
    rows = paginate(session, statement.add_columns(User.login, User.name), keys, query)
    return rows.page([_out(row, login, name, scope) for row, login, name in rows.rows])


@routes.delete("/{session_id}", status_code=204)
def end(
    session_id: UUID,
    session: SessionDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("session.delete")],
) -> None:
    """End a session at once."""
    row = scope.fetch(session, UserSession, session_id, kind=service.SESSION)
    service.kill(session, scope, row, clock)


def _out(row: UserSession, login: str, name: str, scope: Scope) -> SessionOut:
    told = {"login": login, "name": name, "current": row.id == scope.user.session_id}
    own = {field: getattr(row, field) for field in SessionOut.model_fields if field not in told}
    return SessionOut.model_validate(own | told)
