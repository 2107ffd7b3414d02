"""`/cameras/{id}/view`: a person says that what a camera shows now is what it shall show."""

from typing import Annotated
from uuid import UUID

from fastapi import status

from accounts.api.deps import allow
from accounts.scope import Scope
from core.http.deps import ClockDep, SessionDep, router
from video.views import service

routes = router("/cameras", tags=["cameras"])


@routes.post("/{camera_id}/view", status_code=status.HTTP_204_NO_CONTENT)
def accept_view(
    session: SessionDep,
    scope: Annotated[Scope, allow("camera.accept_view")],
    clock: ClockDep,
    camera_id: UUID,
) -> None:
    """Take what the camera shows from now on as its usual view: “moved” and the like end.

    Its worker takes note within a second or two, and learns the view from the next six looks.
    """
    service.accept(session, scope, camera_id, clock)
