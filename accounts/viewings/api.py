"""`/viewings`: reading and ending them; beginning one needs the objects' packages, see serving."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import status
from pydantic import BaseModel

from accounts.api.deps import allow
from accounts.scope import Scope
from accounts.viewings import service
from accounts.viewings.model import Viewing
from accounts.viewings.reasons import LOOK_REASONS
from core.http.deps import ClockDep, PageQueryDep, SessionDep, router
from core.http.page import Page, paginate

routes = router(tags=["accounts"])


class LookReason(BaseModel):
    """A reason for looking; its place in the list is the digit that chooses it."""

    code: str
    zh: str
    en: str


class ViewingOut(BaseModel):
    """Who looked at what, why, and for how long."""

    id: UUID
    owner_id: UUID
    user_id: UUID
    login: str
    kind: Literal["evidence", "live"]
    object_type: str
    object_ids: list[UUID]
    reason: str
    note: str
    started_at: datetime
    seen_at: datetime
    ended_at: datetime | None


@routes.get("/viewing-reasons")
def viewing_reasons(scope: Annotated[Scope, allow("viewing.create")]) -> list[LookReason]:
    """Return the reasons a look may give."""
    return [LookReason(code=c, zh=t.zh, en=t.en) for c, t in LOOK_REASONS.items()]


@routes.get("/viewings")
def find_viewings(
    scope: Annotated[Scope, allow("viewing.read")], session: SessionDep, query: PageQueryDep
) -> Page[ViewingOut]:
    """List one's own viewings, or for the audit administrator all of his subtree, newest first."""
    keys = (Viewing.started_at, Viewing.id)
    found = paginate(session, service.search(scope), keys, query)
    logins = service.logins(session, found.rows)
    return found.page([shown(one, logins[one.user_id]) for one in found.rows])


@routes.delete("/viewings/{viewing_id}", status_code=status.HTTP_204_NO_CONTENT)
def end_viewing(
    viewing_id: UUID,
    scope: Annotated[Scope, allow("viewing.delete")],
    session: SessionDep,
    clock: ClockDep,
) -> None:
    """End one of the caller's own viewings."""
    service.end(session, scope, viewing_id, clock)


def shown(viewing: Viewing, login: str) -> ViewingOut:
    """Return a viewing as the API shows it."""
    named = [name for name in ViewingOut.model_fields if name != "login"]
    plain: dict[str, Any] = {name: getattr(viewing, name) for name in named}
    return ViewingOut(**plain, login=login)
