"""Shares: what organizations let each other see."""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from accounts.api.deps import allow
from accounts.organizations.model import Kind
from accounts.scope import Scope
from accounts.shares import service
from accounts.shares.model import Share, Terms
from accounts.shares.service import Shareable
from core.clock import Clock
from core.http.deps import ClockDep, IfMatch, PageQueryDep, SessionDep, SettingsDep, router
from core.http.etag import etag
from core.http.fields import Body
from core.http.page import Page
from core.settings import Settings
from registry.subscriptions import requests, unshared
from serving.queries import shares
from serving.queries.shares import ShareRow
from video.cameras import service as cameras

SHAREABLE: Mapping[str, Callable[[Session, Scope, UUID], Shareable]] = {"cameras": cameras.fetch}
"""What can be shared, by its table, and how the caller's own is fetched."""


def _cameras(
    session: Session, scope: Scope, changed: Share, settings: Settings, clock: Clock
) -> None:
    """Requests come first: what one of them subscribes yet is then held against the sharing, too."""
    requests.follow(session, scope, changed.object_id, settings, clock)
    unshared.stop(session, scope, changed, clock)


AFTERWARDS: Mapping[str, Callable[[Session, Scope, Share, Settings, Clock], None]] = {
    "cameras": _cameras
}
"""What follows from a share that began, changed or ended."""

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
    terms: Terms
    """Whether the receiver may subscribe it freely, with its owner's consent, or only see it."""
    revision: int


class ShareIn(Body):
    """What shall be seen by whom; organizations are named by `/directory`."""

    object_type: ObjectType
    object_id: UUID
    organization_id: UUID
    terms: Terms = "subscribe"


class SharePatch(Body):
    """On which terms it shall be shared from now on."""

    terms: Terms


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
    settings: SettingsDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("share.create")],
    response: Response,
) -> ShareOut:
    """Let another organization of the tree see a camera, and subscribe it as the terms say."""
    row = SHAREABLE[body.object_type](session, scope, body.object_id)
    made = service.share(session, scope, row, body.organization_id, clock, body.terms)
    AFTERWARDS[made.object_type](session, scope, made, settings, clock)
    response.headers["ETag"] = etag(made)
    return _out(shares.one(session, made))


@routes.patch("/{share_id}")
def change_share(
    share_id: UUID,
    body: SharePatch,
    session: SessionDep,
    settings: SettingsDep,
    clock: ClockDep,
    if_match: IfMatch,
    scope: Annotated[Scope, allow("share.update")],
    response: Response,
) -> ShareOut:
    """Share on other terms: where it may only be seen from now on, subscriptions of others to it stop.

    Requests that wait ask whom the new terms ask for.
    """
    row = service.fetch(session, scope, share_id)
    if_match.require(row)
    service.change(session, scope, row, body.terms, clock)
    AFTERWARDS[row.object_type](session, scope, row, settings, clock)
    response.headers["ETag"] = etag(row)
    return _out(shares.one(session, row))


@routes.delete("/{share_id}", status_code=204)
def delete_share(
    share_id: UUID,
    session: SessionDep,
    settings: SettingsDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("share.delete")],
) -> None:
    """Take a share back; subscriptions of those who no longer see the camera stop.

    Requests that wait go on without it.
    """
    ended = service.end(session, scope, share_id, clock)
    AFTERWARDS[ended.object_type](session, scope, ended, settings, clock)


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
        terms=share.terms,
        revision=share.revision,
    )
