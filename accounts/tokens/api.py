"""`/tokens`: the caller's own API tokens."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from accounts.api.deps import allow
from accounts.scope import Scope
from accounts.tokens import service
from accounts.tokens.model import ApiToken
from core.http.deps import ClockDep, SessionDep, router
from core.http.fields import Body, Line
from core.http.page import Page

routes = router("/tokens", tags=["accounts"])


class TokenOut(BaseModel):
    """A token as the API shows it: its first characters only."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    prefix: str
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


class TokenMade(TokenOut):
    """A token that has just been made, with its secret, shown this once."""

    token: str


class TokenIn(Body):
    """A new token; without a number of days it does not expire."""

    name: Line
    days: int | None = Field(90, ge=1, le=3650)


@routes.get("")
def find(session: SessionDep, scope: Annotated[Scope, allow("token.read")]) -> Page[TokenOut]:
    """List the caller's tokens, newest first."""
    items = [TokenOut.model_validate(row) for row in service.own(session, scope)]
    return Page(items=items, next_cursor=None, count=len(items), count_capped=False)


@routes.post("", status_code=201)
def create(
    body: TokenIn,
    session: SessionDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("token.create")],
) -> TokenMade:
    """Make a token that acts as the caller."""
    expires_at = clock.now() + timedelta(days=body.days) if body.days else None
    made = service.create(session, scope, body.name, expires_at, clock)
    return TokenMade.model_validate({**_shown(made.row), "token": made.secret})


@routes.delete("/{token_id}", status_code=204)
def revoke(
    token_id: UUID,
    session: SessionDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("token.delete")],
) -> None:
    """Revoke one of the caller's tokens."""
    service.revoke(session, scope, token_id, clock)


def _shown(row: ApiToken) -> dict[str, object]:
    return TokenOut.model_validate(row).model_dump()
