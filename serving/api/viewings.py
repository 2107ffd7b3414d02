"""`POST /viewings`: saying why one looks, at objects of whichever package they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import status
from pydantic import Field
from sqlalchemy.orm import Session

from accounts.api.deps import allow
from accounts.scope import Scope
from accounts.viewings import service
from accounts.viewings.api import ViewingOut, shown
from accounts.viewings.errors import LookMismatch
from accounts.viewings.model import Kind
from accounts.viewings.service import Wish
from cases.events.errors import EVENT
from cases.events.model import Event
from core.database.model import Owned
from core.http.deps import ClockDep, SessionDep, router
from core.http.fields import Body, Line
from core.text import Text
from video.cameras.model import Camera

routes = router("/viewings", tags=["accounts"])
OBJECTS_MAX = 64
"""As many cameras as fit on a wall."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Rows that can be looked at: under which action, and in which kind of look."""

    model: type[Owned]
    action: str
    kind: Kind
    name: Text


SIGHTS: Mapping[str, Sight] = {
    "events": Sight(Event, "evidence.read", "evidence", EVENT),
    "cameras": Sight(Camera, "camera.picture", "live", Text("摄像机", "camera")),
}


class ViewingNew(Body):
    """What somebody wants to look at, and why."""

    kind: Kind
    object_type: Literal["events", "cameras"]
    object_ids: Annotated[list[UUID], Field(min_length=1, max_length=OBJECTS_MAX)]
    reason: str
    note: Line | None = None


@routes.post("", status_code=status.HTTP_201_CREATED)
def begin_viewing(
    wanted: ViewingNew,
    scope: Annotated[Scope, allow("viewing.create")],
    session: SessionDep,
    clock: ClockDep,
) -> ViewingOut:
    """Begin to look at events' clear pictures, or live through cameras, for a stated reason."""
    owner_id = _owner_of(session, scope, wanted)
    wish = Wish(
        wanted.kind, wanted.object_type, wanted.object_ids, wanted.reason, wanted.note or ""
    )
    return shown(service.begin(session, scope, owner_id, wish, clock), scope.user.login)


def _owner_of(session: Session, scope: Scope, wanted: ViewingNew) -> UUID:
    """Return whose viewing it is: the evidence's owner, else the caller's organization."""
    sight = SIGHTS[wanted.object_type]
    if sight.kind != wanted.kind:
        raise LookMismatch(kind=wanted.kind, object_type=wanted.object_type)
    seeing = scope.on(sight.action)
    rows = [seeing.fetch(session, sight.model, one, kind=sight.name) for one in wanted.object_ids]
    owners = {row.owner_id for row in rows}
    return (
        owners.pop()
        if wanted.kind == "evidence" and len(owners) == 1
        else scope.owner(session, None)
    )
