"""What a camera shows right now, asked of the worker that watches it, for who has said why he looks."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response

from accounts.api.deps import allow
from accounts.scope import Scope
from accounts.viewings import service as viewings
from accounts.viewings.errors import ViewingRequired
from accounts.viewings.mark import mark_of
from cases.evidence import jpeg
from cases.evidence.watermark import watermark
from core.errors import NotFound
from core.http.deps import SessionDep, router
from core.http.services import ServicesDep
from core.text import Text
from serving.cluster.cluster import Cluster
from video.cameras import service as cameras

routes = router("/cameras", tags=["cameras"])
QUALITY = 85


class NoPictureYet(NotFound):
    """Nobody has looked through this camera since it was assigned."""

    code = "no_picture_yet"
    detail = Text(
        "该摄像机还没有画面：请先为它订阅算法，并检查其状态。",
        "This camera has no picture yet: subscribe it to an algorithm and check its state.",
    )


@routes.get(
    "/{camera_id}/picture",
    response_class=Response,
    responses={200: {"content": {jpeg.MEDIA_TYPE: {}}}},
)
def camera_picture(
    camera_id: UUID,
    scope: Annotated[Scope, allow("camera.picture")],
    session: SessionDep,
    services: ServicesDep,
    request: Request,
) -> Response:
    """Return the last frame that was looked at, with the caller's mark; needs an open live viewing of it."""
    camera = cameras.fetch(session, scope, camera_id)
    settings, now = services.settings, services.clock.now()
    viewing = viewings.open_of(session, scope.user, "live", camera.id, settings, now)
    if viewing is None:
        raise ViewingRequired
    viewings.mark_seen(session, viewing, now)
    cluster: Cluster = request.app.state.cluster
    picture = cluster.picture(camera.id)
    if picture is None:
        raise NoPictureYet
    marked = watermark(jpeg.decode(picture), mark_of(session, scope.user, now, settings.zone))
    content = jpeg.encode(marked, kind="live", quality=QUALITY)
    return Response(content, media_type=jpeg.MEDIA_TYPE, headers={"Cache-Control": "no-store"})
