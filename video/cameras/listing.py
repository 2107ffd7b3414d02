"""Cameras as they are shown: beside their owner's name and the number of their subscriptions."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, Uuid, column, func, or_, select, table
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.scope import Scope
from core.http.page import PageQuery, Rows, paginate
from video.cameras.model import Camera
from video.cameras.state import State

_subscriptions = table("subscriptions", column("camera_id", Uuid))
_LIKE = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


@dataclass(frozen=True, slots=True)
class Listed:
    """A camera beside what it joins."""

    camera: Camera
    owner: Organization
    subscriptions: int


def page(
    session: Session, scope: Scope, query: PageQuery, *, state: State | None, text: str | None
) -> tuple[Rows, list[Listed]]:
    """Return one page of cameras, newest first."""
    statement = scope.limit(_filtered(state, text), Camera)
    rows = paginate(session, statement, (Camera.id,), query)
    return rows, describe(session, rows.rows)


def describe(session: Session, cameras: Sequence[Camera]) -> list[Listed]:
    """Return cameras beside what they join, in the same order."""
    owners = _owners(session, {camera.owner_id for camera in cameras})
    counts = subscriptions(session, [camera.id for camera in cameras])
    return [Listed(camera, owners[camera.owner_id], counts.get(camera.id, 0)) for camera in cameras]


def subscriptions(session: Session, camera_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many subscriptions look through each of these cameras, none being left out."""
    counted = (
        select(_subscriptions.c.camera_id, func.count())
        .where(_subscriptions.c.camera_id.in_(camera_ids))
        .group_by(_subscriptions.c.camera_id)
    )
    return {camera_id: count for camera_id, count in session.execute(counted)}


def states(session: Session) -> dict[str, int]:
    """Return how many cameras are in which state, over all organizations."""
    counted = select(Camera.state, func.count()).where(Camera.removed_at.is_(None))
    return {state: count for state, count in session.execute(counted.group_by(Camera.state))}


def _filtered(state: State | None, text: str | None) -> Select[Camera]:
    statement = select(Camera).where(Camera.removed_at.is_(None))
    if state is not None:
        statement = statement.where(Camera.state == state)
    if text:
        like = f"%{text.translate(_LIKE)}%"
        named = (column.ilike(like) for column in (Camera.name_zh, Camera.name_en, Camera.place))
        statement = statement.where(or_(*named))
    return statement


def _owners(session: Session, owner_ids: set[UUID]) -> dict[UUID, Organization]:
    found = session.scalars(select(Organization).where(Organization.id.in_(owner_ids)))
    return {owner.id: owner for owner in found}
