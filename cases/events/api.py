"""Routes of events that need nothing but cases; list and page are composed in serving."""

import hashlib
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Header, Response, status
from sqlalchemy.orm import Session

from accounts.api.deps import allow
from accounts.audit.service import record
from accounts.scope import Scope
from accounts.viewings.errors import ViewingRequired
from accounts.viewings.mark import mark_of
from accounts.viewings.service import credential
from cases.events import pictures
from cases.events.clearance import Clearance, clearance
from cases.events.errors import EVENT
from cases.events.model import Event, Evidence
from cases.events.pictures import Kind, Showing
from cases.evidence.jpeg import MEDIA_TYPE
from core.http.deps import SessionDep, router
from core.http.services import Services, ServicesDep

routes = router(prefix="/events", tags=["events"])
Seen = Literal["snapshot", "annotated", "crop-1", "crop-2", "crop-3", "crop-4"]
Reader = Annotated[Scope, allow("evidence.read")]


@routes.get(
    "/{event_id}/evidence/{kind}",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {}}}, 304: {"description": "Not modified"}},
)
def evidence(
    event_id: UUID,
    kind: Kind,
    scope: Reader,
    session: SessionDep,
    services: ServicesDep,
    preload: bool = False,
    export: bool = False,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Return a picture with the caller's mark: clear for who has a claim or a viewing, else masked.

    The header `Picture` says which. Clear pictures and exports are recorded, an unchanged one too; a
    preloaded one counts as seen when it is said to be shown.
    """
    event = scope.fetch(session, Event, event_id, kind=EVENT)
    grounds = None if kind == "thumbnail" else _grounds(session, scope, event, services)
    picture = pictures.stored(session, event, kind, clear=grounds is not None)
    if grounds is not None or export:
        action = "export" if export else "preload" if preload else "read"
        _note(session, scope, event, f"evidence.{action}", kind, grounds, services)
    zone, now = services.settings.zone, services.clock.now()
    words = mark_of(session, scope.user, now, zone)
    place = pictures.place_of(session, event, kind)
    showing = Showing(event, kind, grounds is not None, words, scope.user.language, place)
    headers = _headers(scope, picture, showing)
    if export:
        headers["Content-Disposition"] = f'attachment; filename="{_file_name(showing)}"'
    elif if_none_match and headers["ETag"] in if_none_match:
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    content = pictures.render(services.blobs, picture, showing)
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


@routes.post("/{event_id}/evidence/{kind}/shown", status_code=status.HTTP_204_NO_CONTENT)
def evidence_shown(
    event_id: UUID,
    kind: Seen,
    scope: Reader,
    session: SessionDep,
    services: ServicesDep,
) -> None:
    """Note that a clear picture delivered before is shown now; refused once the grounds are gone."""
    event = scope.fetch(session, Event, event_id, kind=EVENT)
    grounds = _grounds(session, scope, event, services)
    if grounds is None:
        raise ViewingRequired
    _note(session, scope, event, "evidence.read", kind, grounds, services)


def _grounds(session: Session, scope: Scope, event: Event, services: Services) -> Clearance | None:
    return clearance(session, scope, event, services.settings, services.clock.now())


def _note(
    session: Session,
    scope: Scope,
    event: Event,
    action: str,
    kind: str,
    grounds: Clearance | None,
    services: Services,
) -> None:
    told: dict[str, Any] = {"kind": kind, "clear": grounds is not None}
    if grounds is not None and grounds.viewing_id is not None:
        told["viewing_id"] = grounds.viewing_id
    reason = grounds.reason if grounds else None
    record(session, scope, action, event, after=told, reason=reason, clock=services.clock)


def _headers(scope: Scope, picture: Evidence, showing: Showing) -> dict[str, str]:
    """Every showing asks again, and the tag is this session's own: another user's copy fits nobody."""
    made_of = (
        credential(scope.user),
        picture.digest,
        showing.kind,
        showing.clear,
        showing.words,
        showing.language,
    )
    tag = hashlib.sha256(repr(made_of).encode()).hexdigest()[:32]
    return {
        "ETag": f'"{tag}"',
        "Cache-Control": "private, no-cache",
        "Vary": "Cookie, Authorization",
        "Picture": "clear" if showing.clear else "masked",
    }


def _file_name(showing: Showing) -> str:
    hidden = "" if showing.clear else "-masked"
    return f"{showing.event.id}-{showing.kind}{hidden}.jpg"
