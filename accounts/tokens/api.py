"""`/tokens`: the caller's own API tokens; for a security administrator, all he answers for."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from accounts.api.deps import allow
from accounts.scope import Scope
from accounts.tokens import service
from accounts.tokens.model import ApiToken
from accounts.tokens.service import ALL, Wanted
from accounts.users.model import User
from core.http.deps import PageQueryDep, ServicesDep, SessionDep, router
from core.http.fields import Body, Line
from core.http.page import Page, paginate

routes = router("/tokens", tags=["accounts"])
USUAL_DAYS = 90


class TokenOut(BaseModel):
    """A token as the API shows it: its first characters only.

    `scopes` are the actions it may be used for; `*` are all that its user may.
    """

    id: UUID
    user_id: UUID
    login: str
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


class TokenMade(TokenOut):
    """A token that has just been made, with its secret, shown this once."""

    token: str


class TokenIn(Body):
    """A new token; it lives 90 days, or as long as tokens may, unless another number is given."""

    name: Line
    days: int | None = Field(None, ge=1, le=3650)
    scopes: list[Line] = Field([ALL], min_length=1, max_length=200)


@routes.get("")
def find(
    session: SessionDep,
    query: PageQueryDep,
    scope: Annotated[Scope, allow("token.read")],
    user_id: UUID | None = None,
) -> Page[TokenOut]:
    """List tokens, newest first."""
    statement = service.listed(scope, user_id).join(User, User.id == ApiToken.user_id)
    keys = [ApiToken.created_at, ApiToken.id]
    rows = paginate(session, statement.add_columns(User.login), keys, query)
    return rows.page([TokenOut.model_validate(_shown(row, login)) for row, login in rows.rows])


@routes.post("", status_code=201)
def create(
    body: TokenIn,
    session: SessionDep,
    services: ServicesDep,
    scope: Annotated[Scope, allow("token.create")],
) -> TokenMade:
    """Make a token that acts as the caller."""
    settings = services.settings
    days = body.days or min(USUAL_DAYS, settings.token_max_days)
    wanted = Wanted(body.name, days, tuple(body.scopes))
    made = service.create(session, scope, wanted, settings, services.clock)
    return TokenMade.model_validate(_shown(made.row, scope.user.login) | {"token": made.secret})


@routes.delete("/{token_id}", status_code=204)
def revoke(
    token_id: UUID,
    session: SessionDep,
    services: ServicesDep,
    scope: Annotated[Scope, allow("token.delete")],
) -> None:
    """Revoke a token at once."""
    service.revoke(session, scope, token_id, services.clock)


def _shown(row: ApiToken, login: str) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in TokenOut.model_fields if name != "login"}
    return own | {"login": login}
