"""Writing spells when a state changes, and reading them back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, delete, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.ids import uuid7
from video.history.model import Spell

_END = text(
    """
    UPDATE camera_spells s SET ended_at = GREATEST(c.state_since, s.began_at)
    FROM cameras c
    WHERE c.id = ANY (:camera_id) AND s.camera_id = c.id AND s.ended_at IS NULL
        AND s.state <> c.state
    """
).bindparams(bindparam("camera_id", type_=ARRAY(Uuid())))
_BEGIN = text(
    """
    INSERT INTO camera_spells (id, camera_id, state, state_code, began_at)
    SELECT fresh.id, c.id, c.state, c.state_code, c.state_since
    FROM unnest(:camera_id, :spell_id) AS fresh (camera_id, id)
    JOIN cameras c ON c.id = fresh.camera_id
    ON CONFLICT DO NOTHING
    """
).bindparams(
    bindparam("camera_id", type_=ARRAY(Uuid())), bindparam("spell_id", type_=ARRAY(Uuid()))
)
"""A camera that is still in its spell keeps it: there is one without an end at most."""


def turned(session: Session, camera_ids: Collection[UUID]) -> None:
    """End the spells of cameras whose state word has changed, and begin those of the present one.

    The caller has written the cameras' rows and holds them.
    """
    if camera_ids:
        ids = list(camera_ids)
        session.execute(_END, {"camera_id": ids})
        session.execute(_BEGIN, {"camera_id": ids, "spell_id": [uuid7() for _ in ids]})


def of_camera(camera_id: UUID) -> Select[Spell]:
    """Return the spells of one camera that the caller may see."""
    return select(Spell).where(Spell.camera_id == camera_id)


def forget_before(session: Session, instant: datetime) -> None:
    """Remove spells that ended before an instant."""
    session.execute(delete(Spell).where(Spell.ended_at < instant))
