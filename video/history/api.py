"""`/cameras/{id}/states`: what a camera was when."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel

from accounts.api.deps import allow
from accounts.scope import Scope
from core.http.deps import PageQueryDep, SessionDep, router
from core.http.page import Page, paginate
from core.http.reasons import ReasonOut
from video.cameras import service as cameras
from video.cameras.state import REASONS, State
from video.history import service
from video.history.model import Spell

routes = router("/cameras", tags=["cameras"])


class SpellOut(BaseModel):
    """A camera's time in one state."""

    state: State
    state_reason: ReasonOut | None
    began_at: datetime
    ended_at: datetime | None


@routes.get("/{camera_id}/states")
def list_states(
    session: SessionDep,
    scope: Annotated[Scope, allow("camera.read")],
    query: PageQueryDep,
    camera_id: UUID,
) -> Page[SpellOut]:
    """What the camera was when, newest first: the spell without an end is now."""
    camera = cameras.fetch(session, scope, camera_id)
    keys = (Spell.began_at, Spell.id)
    found = paginate(session, service.of_camera(camera.id), keys, query)
    return found.page([_out(row) for row in found.rows])


def _out(row: Spell) -> SpellOut:
    code = row.state_code
    reason = None if code is None else ReasonOut.of(code, REASONS[code])
    return SpellOut.model_validate(
        {
            "state": row.state,
            "state_reason": reason,
            "began_at": row.began_at,
            "ended_at": row.ended_at,
        }
    )
