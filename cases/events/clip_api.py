"""Routes of an event's clip: played, made playable, and taken away marked.

A clip has no masked form: a mask hides what stands still around an incident, and a film moves. Who may
not see the event clear gets none of it.
"""

import hashlib
from datetime import timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Response, status
from pydantic import BaseModel
from sqlalchemy.orm import Session

from accounts.api.deps import allow, allow_briefly
from accounts.audit.service import record
from accounts.scope import Scope
from accounts.viewings.errors import ViewingRequired
from accounts.viewings.mark import mark_of
from accounts.viewings.service import credential
from cases.events import pieces
from cases.events.clearance import Clearance, clearance
from cases.events.errors import EVENT
from cases.events.model import Event, Evidence
from cases.evidence.errors import ClipBeingMade, NoClip
from cases.evidence.reasons import REASONS, reason
from cases.evidence.transcode import MEDIA_TYPE, transcode
from core.blobs import BlobMissing
from core.database.engine import transaction
from core.http.deps import SessionDep, router
from core.http.described import refuses
from core.http.ranges import WantedDep, ranged
from core.http.reasons import ReasonOut
from core.http.services import Services, ServicesDep
from core.text import Text

routes = router(prefix="/events", tags=["events"])
Reader = Annotated[Scope, allow("evidence.read")]
Form = Literal["original", "h264"]
COPY_PATIENCE = timedelta(seconds=300)
PLAYABLE = "h264"
"""What every browser plays."""
_PART = {"description": "Part of the clip", "content": {MEDIA_TYPE: {}}}
_GONE = Text("证据已超过保存期限", "its evidence is past its retention")
_NEVER = Text("没有为它录制", "none was recorded for it")


@refuses(409)
def _not_yet() -> None:
    """Tell that the clip may still be being made."""


_NOT_YET = Depends(_not_yet)


class CopyOut(BaseModel):
    """The copy of a clip that every browser plays."""

    state: Literal["making", "kept", "missing", "purged"]
    reason: ReasonOut | None


@routes.get(
    "/{event_id}/clip",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {}}}, 206: _PART},
    dependencies=[_NOT_YET],
)
def clip(
    event_id: UUID,
    scope: Reader,
    session: SessionDep,
    services: ServicesDep,
    wanted: WantedDep,
    form: Form = "original",
) -> Response:
    """Return the clip, or the part a player asks for; only to who may see the event clear, and recorded.

    `form=h264` is what every browser plays: of a clip in H.265 a copy, once it was asked for.
    """
    event, grounds = _cleared(session, scope, event_id, services)
    row = _kept(session, event, form)
    _note(session, scope, event, "evidence.read", form, grounds, services)
    return ranged(_bytes(services, row), wanted, MEDIA_TYPE, _headers(scope, row))


@routes.post("/{event_id}/clip/h264", status_code=status.HTTP_202_ACCEPTED)
def make_playable(
    event_id: UUID, scope: Reader, session: SessionDep, services: ServicesDep
) -> CopyOut:
    """Have a copy of the clip made that every browser plays; the event tells when it is there."""
    event, grounds = _cleared(session, scope, event_id, services)
    original = _kept(session, event, "original")
    if (original.about or {}).get("codec") == PLAYABLE:
        return CopyOut(state="kept", reason=None)
    due_at = services.clock.now() + COPY_PATIENCE
    row = pieces.begin(session, event, pieces.COPY, due_at)
    _note(session, scope, event, "evidence.transcode", "h264", grounds, services)
    return CopyOut.model_validate({"state": row.state, "reason": reason(row.reason)})


@routes.get(
    "/{event_id}/clip/export",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {}}}},
    dependencies=[_NOT_YET],
)
def export_clip(
    event_id: UUID,
    scope: Annotated[Scope, allow_briefly("evidence.read")],
    services: ServicesDep,
) -> Response:
    """Return the clip to take away: encoded anew, the caller's mark across every picture; recorded."""
    now, zone = services.clock.now(), services.settings.zone
    with transaction(services.sessions) as session:
        event, grounds = _cleared(session, scope, event_id, services)
        row = _kept(session, event, "original")
        _note(session, scope, event, "evidence.export", "original", grounds, services)
        words = mark_of(session, scope.user, now, zone)
    made = transcode(_bytes(services, row), words)
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="{event_id}-clip.mp4"',
    }
    return Response(made, media_type=MEDIA_TYPE, headers=headers)


def _cleared(
    session: Session, scope: Scope, event_id: UUID, services: Services
) -> tuple[Event, Clearance]:
    event = scope.fetch(session, Event, event_id, kind=EVENT)
    grounds = clearance(session, scope, event, services.settings, services.clock.now())
    if grounds is None:
        raise ViewingRequired
    return event, grounds


def _kept(session: Session, event: Event, form: Form) -> Evidence:
    """Return the piece to play, or raise why there is none."""
    row = session.get(Evidence, (event.id, pieces.CLIP))
    if form == "h264" and row is not None and (row.about or {}).get("codec") != PLAYABLE:
        row = session.get(Evidence, (event.id, pieces.COPY))
    if row is None:
        raise NoClip(why=_NEVER)
    if row.state == "making":
        raise ClipBeingMade
    if row.state != "kept":
        raise NoClip(why=_GONE if row.state == "purged" else REASONS.get(row.reason or "", _NEVER))
    return row


def _bytes(services: Services, row: Evidence) -> bytes:
    try:
        return services.blobs.get(row.digest or "")
    except BlobMissing as error:
        raise NoClip(why=_GONE) from error


def _note(
    session: Session,
    scope: Scope,
    event: Event,
    action: str,
    form: Form,
    grounds: Clearance,
    services: Services,
) -> None:
    told: dict[str, Any] = {"kind": pieces.CLIP, "form": form, "clear": True}
    if grounds.viewing_id is not None:
        told["viewing_id"] = grounds.viewing_id
    record(session, scope, action, event, after=told, reason=grounds.reason, clock=services.clock)


def _headers(scope: Scope, row: Evidence) -> dict[str, str]:
    made_of = (credential(scope.user), row.digest)
    tag = hashlib.sha256(repr(made_of).encode()).hexdigest()[:32]
    return {
        "ETag": f'"{tag}"',
        "Cache-Control": "private, no-cache",
        "Vary": "Cookie, Authorization",
        "Picture": "clear",
    }
