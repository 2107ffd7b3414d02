"""Shares: what organizations let each other see."""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.orm import Session

from accounts.api.deps import allow
from accounts.organizations.model import Kind
from accounts.scope import Scope
from accounts.shares import service
from accounts.shares.model import Share
from accounts.shares.service import Shareable
from core.clock import Clock
from core.http.deps import ClockDep, PageQueryDep, SessionDep, router
from core.http.fields import Body
from core.http.page import Page
from registry.subscriptions import unshared
from serving.queries import shares
from serving.queries.shares import ShareRow
from video.cameras import service as cameras

SHAREABLE: Mapping[str, Callable[[Session, Scope, UUID], Shareable]] = {"cameras": cameras.fetch}
"""What can be shared, by its table, and how the caller's own is fetched."""

AFTERWARDS: Mapping[str, Callable[[Session, Scope, Share, Clock], None]] = {
    "cameras": unshared.stop
}
"""What ends when a share does."""

ObjectType = Literal["cameras"]

routes = router("/shares", tags=["accounts"])


class ReceiverOut(BaseModel):
    """Who may see it, with all below."""

    id: UUID
    kind: Kind
    name_zh: str
    name_en: str


class ShareOut(BaseModel):
    """One object that its owner lets another organization see."""

    id: UUID
    owner_id: UUID
    object_type: ObjectType
    object_id: UUID
    object_zh: str
    object_en: str
    organization: ReceiverOut


class ShareIn(Body):
    """What shall be seen by whom; organizations are named by `/directory`."""

    object_type: ObjectType
    object_id: UUID
    organization_id: UUID


@routes.get("")
def list_shares(
    session: SessionDep,
    query: PageQueryDep,
    scope: Annotated[Scope, allow("share.read")],
    object_id: UUID | None = None,
) -> Page[ShareOut]:
    """List what the caller's organization and those below it let others see, newest first."""
    rows, found = shares.page(session, scope, query, object_id=object_id)
    return rows.page([_out(row) for row in found])


@routes.post("", status_code=201)
def create_share(
    body: ShareIn,
    session: SessionDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("share.create")],
) -> ShareOut:
    """Let another organization of the tree see a camera; it may subscribe it, and not change it."""
    row = SHAREABLE[body.object_type](session, scope, body.object_id)
    made = service.share(session, scope, row, body.organization_id, clock)
    return _out(shares.one(session, made))


@routes.delete("/{share_id}", status_code=204)
def delete_share(
    share_id: UUID,
    session: SessionDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("share.delete")],
) -> None:
    """Take a share back; subscriptions of those who no longer see the camera stop."""
    ended = service.end(session, scope, share_id, clock)
    AFTERWARDS[ended.object_type](session, scope, ended, clock)


def _out(row: ShareRow) -> ShareOut:
    share, camera = row.share, row.camera
    return ShareOut(
        id=share.id,
        owner_id=share.owner_id,
        object_type="cameras",
        object_id=share.object_id,
        object_zh=camera.name_zh,
        object_en=camera.name_en,
        organization=ReceiverOut.model_validate(row.organization, from_attributes=True),
    )
