"""Cameras as they are shown: beside their owner's name and the number of their subscriptions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import Uuid, column, func, select, table
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.scope import Scope
from core.grid import plan_anew
from core.http.page import Key, PageQuery, Rows, paginate
from video.cameras.filters import Filter
from video.cameras.model import Camera

Sort = Literal["created", "-created", "name", "-name", "state_since", "-state_since"]
"""What a list is ordered by; with a minus the largest or newest first."""

_KEYS: dict[str, tuple[Key, ...]] = {
    "created": (Camera.id,),
    "name": (Camera.name_zh, Camera.id),
    "state_since": (Camera.state_since, Camera.id),
}
_subscriptions = table("subscriptions", column("camera_id", Uuid))


@dataclass(frozen=True, slots=True)
class Listed:
    """A camera beside what it joins."""

    camera: Camera
    owner: Organization
    subscriptions: int


def page(
    session: Session, scope: Scope, query: PageQuery, wanted: Filter, sort: Sort = "-created"
) -> tuple[Rows, list[Listed]]:
    """Return one page of the cameras the caller may see."""
    statement = scope.sized(session).limit(wanted.apply(select(Camera)), Camera)
    plan_anew(session)
    keys = _KEYS[sort.removeprefix("-")]
    rows = paginate(session, statement, keys, query, descending=sort.startswith("-"))
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


def _owners(session: Session, owner_ids: set[UUID]) -> dict[UUID, Organization]:
    found = session.scalars(select(Organization).where(Organization.id.in_(owner_ids)))
    return {owner.id: owner for owner in found}
