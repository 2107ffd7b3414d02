"""What came of a rollout on each camera: counted by the workers, read by who runs the city."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.scope import Scope
from core.http.page import PageQuery, Rows, paginate
from registry.rollouts.model import Rollout, RolloutCamera
from registry.subscriptions.cameras import cameras

SAMPLES_MOST = 5
"""Looks that differ which are kept of a camera, the last ones."""
Place = tuple[UUID, UUID]
"""A rollout and a camera."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What one worker has counted of a camera since it last wrote."""

    gained: Mapping[str, float]
    """By the names of `figures.Looks`."""
    samples: Sequence[dict[str, Any]] = field(default_factory=tuple)


def note(session: Session, counted: Mapping[Place, Counted]) -> None:
    """Add what a worker has counted; what is about a rollout or a camera that is gone is passed over."""
    for (rollout_id, camera_id), one in sorted(counted.items()):
        known = select(Rollout.id).where(Rollout.id == rollout_id)
        seen = select(cameras.c.id).where(cameras.c.id == camera_id)
        if session.scalar(known) is None or session.scalar(seen) is None:
            continue
        row = {"rollout_id": rollout_id, "camera_id": camera_id}
        session.execute(insert(RolloutCamera).values(row).on_conflict_do_nothing())
        _add(session.get_one(RolloutCamera, row, with_for_update=True), one)
    session.flush()


def _add(row: RolloutCamera, one: Counted) -> None:
    for name, gained in one.gained.items():
        setattr(row, name, getattr(row, name) + gained)
    if one.samples:
        row.samples = [*row.samples, *one.samples][-SAMPLES_MOST:]


def page(session: Session, scope: Scope, rollout_id: UUID, query: PageQuery) -> Rows:
    """Return one page of a rollout's cameras with their names, in the order of their ids."""
    statement = (
        select(RolloutCamera, cameras.c.name_zh, cameras.c.name_en)
        .join(cameras, cameras.c.id == RolloutCamera.camera_id)
        .where(RolloutCamera.rollout_id == rollout_id)
        .where(scope.reached(cameras, "camera.read"))
    )
    keys = (RolloutCamera.camera_id,)
    return paginate(session, statement, keys, query, descending=False)
