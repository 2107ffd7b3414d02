"""What a camera shows right now, asked of the worker that watches it."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response

from accounts.api.deps import allow
from accounts.audit.service import record
from accounts.scope import Scope
from core.errors import NotFound
from core.http.deps import ClockDep, SessionDep, router
from core.text import Text
from serving.cluster.cluster import Cluster
from video.cameras import service as cameras

routes = router("/cameras", tags=["cameras"])


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
    responses={200: {"content": {"image/jpeg": {}}}},
)
def camera_picture(
    camera_id: UUID,
    scope: Annotated[Scope, allow("camera.picture")],
    session: SessionDep,
    clock: ClockDep,
    request: Request,
) -> Response:
    """Return the last frame that was looked at; every look is recorded."""
    camera = cameras.fetch(session, scope, camera_id)
    cluster: Cluster = request.app.state.cluster
    picture = cluster.picture(camera.id)
    if picture is None:
        raise NoPictureYet
    record(session, scope, "camera.picture", camera, clock=clock)
    return Response(picture, media_type="image/jpeg", headers={"Cache-Control": "no-store"})
