"""Routes of events that need nothing but cases; list and page are composed in serving."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Header, Response

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.events.errors import EVENT
from cases.events.model import Event, Evidence
from cases.evidence.errors import NoPicture
from core.blobs import BlobMissing
from core.http.deps import BlobsDep, SessionDep, router

routes = router(prefix="/events", tags=["events"])


@routes.get(
    "/{event_id}/evidence/{kind}",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}}, 304: {"description": "Not modified"}},
)
def evidence(
    event_id: UUID,
    kind: Literal["snapshot", "annotated"],
    scope: Annotated[Scope, allow("evidence.read")],
    session: SessionDep,
    blobs: BlobsDep,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Return a picture of an event the caller may see."""
    event = scope.fetch(session, Event, event_id, kind=EVENT)
    picture = session.get(Evidence, (event.id, kind))
    if picture is None:
        raise NoPicture(kind=kind)
    tag = f'"{picture.digest}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=86400, immutable"}
    if if_none_match and tag in if_none_match:
        return Response(status_code=304, headers=headers)
    try:
        content = blobs.get(picture.digest)
    except BlobMissing as error:
        raise NoPicture(kind=kind) from error
    return Response(content, media_type=picture.media_type, headers=headers)
