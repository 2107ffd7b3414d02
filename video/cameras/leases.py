"""What workers write about cameras, each only under the epoch it was given."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT, TEXT, TIMESTAMP
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from core.feed import publish
from video.cameras.model import Camera
from video.cameras.state import PATIENCE_S, State, patience
from video.history import service as history

TOPIC = "camera"


@dataclass(frozen=True, slots=True)
class Looked:
    """What a worker knows of one of its cameras."""

    camera_id: UUID
    epoch: int
    state: State
    reason: str | None
    last_inferred_at: datetime | None
    stream: str | None = None
    """What is known of its stream, as JSON (`video.cameras.stream`); None: nothing new."""


_ARRAYS: dict[str, TypeEngine[Any]] = {
    "camera_id": Uuid(),
    "epoch": BIGINT(),
    "state": TEXT(),
    "reason": TEXT(),
    "last_inferred_at": TIMESTAMP(timezone=True),
    "stream": TEXT(),
}

_RECORD = text(
    """
    WITH looked AS (
        SELECT * FROM unnest(:camera_id, :epoch, :state, :reason, :last_inferred_at, :stream)
            AS looked (id, epoch, state, reason, inferred_at, stream)
    ), held AS (
        SELECT camera.id, camera.state AS before, looked.reason,
            COALESCE(CAST(looked.stream AS jsonb), camera.stream) AS stream,
            GREATEST(camera.last_inferred_at, looked.inferred_at) AS inferred_at,
            CASE WHEN looked.state <> 'new' OR camera.last_inferred_at IS NULL
                    OR camera.state IN ('new', 'paused') THEN looked.state
                WHEN camera.last_inferred_at > now() - make_interval(secs => :patience_s)
                    THEN camera.state
                ELSE 'late' END AS state
        FROM cameras camera JOIN looked USING (id, epoch)
        WHERE camera.enabled ORDER BY camera.id FOR NO KEY UPDATE OF camera
    )
    UPDATE cameras camera
    SET state = held.state, state_code = held.reason, worker = :worker,
        state_since = CASE WHEN camera.state = held.state THEN camera.state_since ELSE now() END,
        last_inferred_at = held.inferred_at, stream = held.stream
    FROM held
    WHERE camera.id = held.id
        AND (camera.state, camera.state_code, camera.last_inferred_at, camera.stream)
        IS DISTINCT FROM (held.state, held.reason, held.inferred_at, held.stream)
    RETURNING camera.id, camera.owner_id, held.before <> held.state
    """
).bindparams(*(bindparam(name, type_=ARRAY(kind)) for name, kind in _ARRAYS.items()))


_HELD = (
    select(Camera.id)
    .where(Camera.id == bindparam("camera_id"), Camera.epoch == bindparam("held"), Camera.enabled)
    .with_for_update(read=True)
)


def raise_epochs(session: Session, camera_ids: Collection[UUID], worker_id: str) -> dict[UUID, int]:
    """Lease cameras to a worker and return their new epochs; whoever held an old one is locked out."""
    leased = (
        update(Camera)
        .where(Camera.id.in_(sorted(camera_ids)))
        .values(epoch=Camera.epoch + 1, worker=worker_id)
        .returning(Camera.id, Camera.epoch)
    )
    return {camera_id: epoch for camera_id, epoch in session.execute(leased)}


def hold_lease(session: Session, camera_id: UUID, epoch: int) -> bool:
    """Say whether the epoch still holds, and keep it so until the transaction ends."""
    return session.scalar(_HELD, {"camera_id": camera_id, "held": epoch}) is not None


def record_looks(session: Session, worker_id: str, rows: Sequence[Looked]) -> None:
    """Write what a worker saw of its cameras; rows of an old epoch or a paused camera change nothing.

    To a worker that just started every camera is new: one that was seen before keeps its state for a
    while, then it is late.
    """
    if not rows:
        return
    columns = {name: [asdict(row)[name] for row in rows] for name in _ARRAYS}
    _announce(session, _RECORD, {**columns, "worker": worker_id, "patience_s": PATIENCE_S})


def unwatched(session: Session, watched: Collection[UUID], now: datetime) -> None:
    """Pause enabled cameras that nobody asks for; one that was never seen stays new."""
    _announce(session, _UNWATCHED, {"watched": list(watched), "now": now})


def overdue(session: Session, intervals_s: Mapping[UUID, float], now: datetime) -> None:
    """Call late what no worker reports on any more: a dead worker must not leave its cameras in view."""
    _announce(
        session,
        _OVERDUE,
        {
            "id": list(intervals_s),
            "seen_before": [now - patience(interval_s) for interval_s in intervals_s.values()],
            "now": now,
        },
    )


def withheld(session: Session, camera_ids: Collection[UUID], now: datetime) -> None:
    """Call late what is given to no worker for a while, since it hung the last one."""
    if camera_ids:
        _announce(session, _WITHHELD, {"id": list(camera_ids), "now": now})


_WITHHELD = text(
    """
    UPDATE cameras camera SET state = 'late', state_code = 'hung', worker = NULL,
        state_since = CASE held.before WHEN 'late' THEN camera.state_since ELSE :now END
    FROM (
        SELECT id, state AS before FROM cameras
        WHERE id = ANY (:id) AND enabled AND state_code IS DISTINCT FROM 'hung'
        ORDER BY id FOR NO KEY UPDATE
    ) AS held
    WHERE camera.id = held.id
    RETURNING camera.id, camera.owner_id, held.before <> 'late'
    """
).bindparams(bindparam("id", type_=ARRAY(Uuid())))

_UNWATCHED = text(
    """
    UPDATE cameras SET state = CASE state WHEN 'new' THEN 'new' ELSE 'paused' END,
        state_code = 'not_subscribed', state_since = :now, worker = NULL
    WHERE enabled AND state_code IS DISTINCT FROM 'not_subscribed' AND id <> ALL (:watched)
    RETURNING id, owner_id, true
    """
).bindparams(bindparam("watched", type_=ARRAY(Uuid())))

_OVERDUE = text(
    """
    UPDATE cameras camera SET state = 'late', state_code = 'no_worker', state_since = :now
    FROM unnest(:id, :seen_before) AS wanted (id, seen_before)
    WHERE camera.id = wanted.id AND camera.state = 'in_view'
        AND camera.last_inferred_at < wanted.seen_before - interval '5 seconds'
    RETURNING camera.id, camera.owner_id, true
    """
).bindparams(
    bindparam("id", type_=ARRAY(Uuid())),
    bindparam("seen_before", type_=ARRAY(TIMESTAMP(timezone=True))),
)
"""The five seconds let a living worker say it first, with its better reason."""


def _announce(session: Session, statement: Any, values: Mapping[str, Any]) -> None:
    """Carry out an update; tell of the cameras whose state word changed, and keep it in their history."""
    changed = [row[:2] for row in session.execute(statement, values).all() if row[2]]
    for camera_id, owner_id in changed:
        publish(session, TOPIC, camera_id, owner_id)
    history.turned(session, [camera_id for camera_id, _ in changed])
