"""Opening a camera at the city's media server: we know who asked and why, not what he then sees."""

from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import BaseModel, Field

from accounts.api.deps import allow
from accounts.scope import Scope
from accounts.viewings import service as viewings
from accounts.viewings.reasons import OTHER
from accounts.viewings.service import Wish
from core.errors import Conflict, NotFound
from core.http.deps import ClockDep, SessionDep, SettingsDep, router
from core.http.fields import Body, Line
from core.net.pattern import filled
from core.text import Text
from video.cameras import service as cameras
from video.cameras.model import Camera

routes = router("/cameras", tags=["cameras"])


class LiveLinkOff(NotFound):
    """No media server is set up."""

    code = "live_link_off"
    detail = Text(
        "未设置媒体服务器链接，请系统管理员设置 ALGOMART_LIVE_LINK。",
        "No link to a media server is set up; a system administrator sets ALGOMART_LIVE_LINK.",
    )


class LiveLinkIncomplete(Conflict):
    """The camera lacks what its address at the media server is made of."""

    code = "live_link_incomplete"
    title = Text("无法打开媒体服务器", "The media server cannot be opened")
    detail = Text(
        "此摄像机缺少媒体服务器链接所需的编码，请在摄像机资料中补充国标编码、父设备编码或来源编号。",
        "The camera lacks an id that its link to the media server is made of; "
        "give it its device id, parent id or source id.",
    )


class LinkWanted(Body):
    """Why somebody looks."""

    reason: str = Field(max_length=40)
    note: Line | None = None


class LiveLinkOut(BaseModel):
    """Where the camera is shown by the media server."""

    url: str


@routes.post("/{camera_id}/live-link")
def open_live_link(
    scope: Annotated[Scope, allow("camera.picture")],
    session: SessionDep,
    settings: SettingsDep,
    clock: ClockDep,
    camera_id: UUID,
    wanted: LinkWanted,
) -> LiveLinkOut:
    """Tell where a media server shows this camera, and note who looks there and why.

    The look is on record as a live viewing that ends at once: how long somebody stays there is the media
    server's to tell. The address carries no credentials; the media server asks for its own.
    """
    camera = cameras.fetch(session, scope, camera_id)
    if settings.live_link is None:
        raise LiveLinkOff
    url = filled(settings.live_link, _values(camera))
    if url is None:
        raise LiveLinkIncomplete
    wish = Wish("live", "cameras", [camera.id], wanted.reason, _note(wanted, url))
    seeing = scope.on("viewing.create")
    viewing = viewings.begin(session, seeing, scope.user.organization_id, wish, clock)
    viewings.end(session, scope.on("viewing.delete"), viewing.id, clock)
    return LiveLinkOut(url=url)


def _note(wanted: LinkWanted, url: str) -> str:
    """Return the note with the place in it; a place alone is no reason in one's own words."""
    if wanted.reason == OTHER and not wanted.note:
        return ""
    return f"{wanted.note or ''} → {urlsplit(url).hostname}".strip()


def _values(camera: Camera) -> dict[str, str]:
    return {
        "camera_id": str(camera.id),
        "gb_id": camera.gb_id or "",
        "parent_id": camera.parent,
        "source_id": camera.source_id if camera.source_id and camera.source == "import" else "",
    }
