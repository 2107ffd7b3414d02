"""Changing many cameras at once: those named, or all that a filter finds, up to a bound."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, func, literal, select, update
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.scope import Scope
from core.clock import Clock
from core.errors import NotFound
from core.feed import publish
from video.cameras.details import TAGS_MAX
from video.cameras.errors import TooManyCameras, TooManyTags
from video.cameras.filters import Filter
from video.cameras.model import Camera
from video.cameras.service import CAMERA, TOPIC

MOST = 10_000
"""Cameras that one change touches at most."""
EACH = 50
"""Changed cameras of an organization that are each told to followers; more of them are told as one change."""

Act = Literal["tag", "untag", "group", "pause", "resume"]


@dataclass(frozen=True, slots=True)
class Change:
    """What shall be done to all of them; `value` is the tag, or the group."""

    act: Act
    value: str = ""


def change(
    session: Session, scope: Scope, ids: Sequence[UUID] | Filter, wanted: Change, clock: Clock
) -> int:
    """Carry out a change and return how many cameras are different now.

    Raises `NotFound` where a named camera cannot be seen, `TooManyCameras` and `TooManyTags`.
    """
    chosen = _chosen(session, scope, ids)
    table = Camera.__table__
    assert isinstance(table, Table)
    values = _values(wanted, clock) | {"revision": Camera.revision + 1}
    different = update(table).where(table.c.id.in_(chosen), _differs(wanted)).values(values)
    if wanted.act == "tag" and _full(session, chosen, wanted.value):
        raise TooManyTags(limit=TAGS_MAX)
    changed = session.execute(different.returning(table.c.id, table.c.owner_id)).all()
    by_owner: dict[UUID, list[UUID]] = {}
    for camera_id, owner_id in changed:
        by_owner.setdefault(owner_id, []).append(camera_id)
    for owner_id, camera_ids in sorted(by_owner.items()):
        _tell(session, scope, owner_id, camera_ids, wanted, clock)
    return len(changed)


def _chosen(session: Session, scope: Scope, ids: Sequence[UUID] | Filter) -> list[UUID]:
    """Return the cameras' ids, locked in one order so that two such changes never wait for each other."""
    wanted = ids if isinstance(ids, Filter) else Filter()
    statement = scope.limit(wanted.apply(select(Camera.id)), Camera)
    if not isinstance(ids, Filter):
        statement = statement.where(Camera.id.in_(ids))
    locked = statement.order_by(Camera.id).limit(MOST + 1).with_for_update(key_share=True)
    found = list(session.scalars(locked))
    if len(found) > MOST:
        raise TooManyCameras(limit=MOST)
    if not isinstance(ids, Filter) and (missing := set(ids).difference(found)):
        raise NotFound(kind=CAMERA, id=min(missing))
    return found


def _full(session: Session, camera_ids: Sequence[UUID], tag: str) -> bool:
    """Tell whether one of these cameras has no room for a further tag."""
    lacking = Camera.id.in_(camera_ids) & ~Camera.tags.contains([tag])
    full = select(Camera.id).where(lacking, func.cardinality(Camera.tags) >= TAGS_MAX)
    return session.scalars(full.limit(1)).first() is not None


def _differs(wanted: Change) -> ColumnElement[bool]:
    """Return the condition that the change makes a difference to a camera."""
    has = Camera.tags.contains([wanted.value])
    conditions: dict[Act, Any] = {
        "tag": ~has,
        "untag": has,
        "group": Camera.group_path != wanted.value,
        "pause": Camera.enabled,
        "resume": ~Camera.enabled,
    }
    return and_(conditions[wanted.act])


def _values(wanted: Change, clock: Clock) -> dict[str, Any]:
    if wanted.act == "tag":
        return {"tags": func.array_append(Camera.tags, literal(wanted.value, TEXT))}
    if wanted.act == "untag":
        return {"tags": func.array_remove(Camera.tags, literal(wanted.value, TEXT))}
    if wanted.act == "group":
        return {"group_path": wanted.value}
    on = wanted.act == "resume"
    state, code = ("new", None) if on else ("paused", "disabled")
    return {"enabled": on, "state": state, "state_code": code, "state_since": clock.now()}


def _tell(
    session: Session,
    scope: Scope,
    owner_id: UUID,
    camera_ids: Sequence[UUID],
    wanted: Change,
    clock: Clock,
) -> None:
    """Write one line of the trail for an organization, and publish what changed."""
    told = {"act": wanted.act, "value": wanted.value, "cameras": sorted(camera_ids)}
    owner = session.get_one(Organization, owner_id)
    record(session, scope, "camera.update", owner, after=told, clock=clock)
    for one in camera_ids if len(camera_ids) <= EACH else [owner_id]:
        publish(session, TOPIC, one, owner_id)
