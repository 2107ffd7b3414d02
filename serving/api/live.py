"""Live pictures in the browser: many small ones over one stream, or one larger as MJPEG."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from accounts.api.deps import allow
from accounts.scope import Principal, Scope
from accounts.sessions.service import still_valid
from accounts.viewings import service as viewings
from accounts.viewings.errors import ViewingRequired
from accounts.viewings.mark import mark_of
from cases.evidence import jpeg
from cases.evidence.watermark import watermark
from core.database.engine import transaction
from core.http.deps import router
from core.http.services import Services, ServicesDep
from serving.api.stream import LIFETIME_S
from serving.cluster.assignment import Glance
from serving.live.errors import LiveFull
from serving.live.wall import LARGE_PX, TILE_PX, Wall
from video.cameras import service as cameras

routes = router(tags=["cameras"])
FRAME_S = 1.0
CHECK_S = 10.0
"""How often it is asked whether the viewer may still look."""
QUALITY = 80
BOUNDARY = "picture"
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@dataclass(frozen=True, slots=True)
class Screen:
    """What one viewer watches, and on whose behalf."""

    services: Services
    wall: Wall
    viewer: Principal
    viewing_id: UUID
    camera_ids: tuple[UUID, ...]


@routes.get(
    "/live",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def live(
    scope: Annotated[Scope, allow("camera.picture")],
    request: Request,
    found: ServicesDep,
    viewing_id: UUID,
) -> StreamingResponse:
    """Follow what the cameras of an open live viewing show, as server-sent events.

    `event: picture`, `data: {"camera_id", "taken_at", "jpeg"}`: a JPEG of 480 pixels at the most in
    base64, once a second where there is a newer one, with the caller's mark. Fetching keeps the viewing open;
    ending the viewing ends the stream.
    """
    screen = await run_in_threadpool(_screen, request, found, scope, viewing_id)
    pictures = _pictures(screen, screen.camera_ids, TILE_PX, _event)
    return StreamingResponse(pictures, media_type="text/event-stream", headers=_HEADERS)


@routes.get(
    "/cameras/{camera_id}/live",
    response_class=StreamingResponse,
    responses={200: {"content": {"multipart/x-mixed-replace": {}}}},
)
async def camera_live(
    scope: Annotated[Scope, allow("camera.picture")],
    request: Request,
    found: ServicesDep,
    camera_id: UUID,
    viewing_id: UUID,
) -> StreamingResponse:
    """Follow what one camera of an open live viewing shows, as MJPEG of 1280 pixels at the most.

    Each part says in `X-Taken-At` when its picture was taken.
    """
    screen = await run_in_threadpool(_screen, request, found, scope, viewing_id, camera_id)
    if camera_id not in screen.camera_ids:
        raise ViewingRequired
    pictures = _pictures(screen, [camera_id], LARGE_PX, _part)
    media_type = f"multipart/x-mixed-replace; boundary={BOUNDARY}"
    return StreamingResponse(pictures, media_type=media_type, headers=_HEADERS)


def _screen(
    request: Request,
    found: Services,
    scope: Scope,
    viewing_id: UUID,
    camera_id: UUID | None = None,
) -> Screen:
    """Return what may be watched under a viewing; raises `ViewingRequired`, `NotFound` or `LiveFull`."""
    wall: Wall = request.app.state.cluster.wall
    with transaction(found.sessions) as session:
        if camera_id is not None:
            cameras.fetch(session, scope, camera_id)
        viewing = viewings.live(session, scope.user, viewing_id, found.clock.now())
        if viewing is None:
            raise ViewingRequired
        seen = [cameras.fetch(session, scope, one).id for one in viewing.object_ids]
    wall.require_room(seen)
    return Screen(found, wall, scope.user, viewing_id, tuple(seen))


Framed = Callable[[UUID, Glance, bytes], bytes]


async def _pictures(
    screen: Screen, camera_ids: Sequence[UUID], longest_side: int, framed: Framed
) -> AsyncIterator[bytes]:
    """Yield each newer picture with the viewer's mark, until he may look no longer."""
    clock = asyncio.get_running_loop().time
    ends_at, checked_at = clock() + LIFETIME_S, -CHECK_S
    shown: dict[UUID, int] = {}
    mark: tuple[str, str] | None = None
    with suppress(LiveFull), screen.wall.watching(camera_ids, longest_side):
        while clock() < ends_at:
            if clock() - checked_at >= CHECK_S:
                checked_at = clock()
                mark = await run_in_threadpool(_may_look, screen)
            if mark is None:
                return
            for camera_id in camera_ids:
                glance = screen.wall.picture(camera_id, longest_side)
                if glance is not None and shown.get(camera_id) != glance.sequence:
                    shown[camera_id] = glance.sequence
                    marked = await run_in_threadpool(_marked, glance.jpeg, mark)
                    yield framed(camera_id, glance, marked)
            await asyncio.sleep(FRAME_S)


def _may_look(screen: Screen) -> tuple[str, str] | None:
    """Return the viewer's mark and keep his viewing open, or None where he may look no longer."""
    now = screen.services.clock.now()
    with transaction(screen.services.sessions) as session:
        if not still_valid(session, screen.viewer, screen.services.clock):
            return None
        viewing = viewings.live(session, screen.viewer, screen.viewing_id, now)
        if viewing is None:
            return None
        viewings.mark_seen(session, viewing, now)
        return mark_of(session, screen.viewer, now, screen.services.settings.zone)


def _marked(picture: bytes, mark: tuple[str, str]) -> bytes:
    return jpeg.encode(watermark(jpeg.decode(picture), mark), kind="live", quality=QUALITY)


def _event(camera_id: UUID, glance: Glance, picture: bytes) -> bytes:
    told = {
        "camera_id": str(camera_id),
        "taken_at": glance.taken_at.isoformat(),
        "jpeg": b64encode(picture).decode(),
    }
    return f"event: picture\ndata: {json.dumps(told)}\n\n".encode()


def _part(_camera_id: UUID, glance: Glance, picture: bytes) -> bytes:
    head = (
        f"--{BOUNDARY}\r\nContent-Type: {jpeg.MEDIA_TYPE}\r\nContent-Length: {len(picture)}\r\n"
        f"X-Taken-At: {glance.taken_at.isoformat()}\r\n\r\n"
    )
    return head.encode() + picture + b"\r\n"
