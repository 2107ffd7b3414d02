"""`/cameras`: the cameras an organization owns or may see. An address is only ever shown masked."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, Field

from accounts.api.deps import allow
from accounts.scope import Scope
from core.http import deps
from core.http.deps import ClockDep, IfMatch, KeyringDep, PageQueryDep, SessionDep, SettingsDep
from core.http.etag import etag
from core.http.fields import Body, Line, Sought
from core.http.page import Page, paginate
from core.http.reasons import ReasonOut
from video.cameras import listing, quota, service
from video.cameras.address import networks
from video.cameras.coordinates import System
from video.cameras.listing import Listed
from video.cameras.service import CameraChange, NewCamera, Position
from video.cameras.state import REASONS, State
from video.cameras.stream import Stream
from video.history import service as history
from video.history.model import Spell

routes = deps.router("/cameras", tags=["cameras"])

Reader = Annotated[Scope, allow("camera.read")]
Creator = Annotated[Scope, allow("camera.create")]
Changer = Annotated[Scope, allow("camera.update")]
Remover = Annotated[Scope, allow("camera.delete")]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Place = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Url = Annotated[str, Field(max_length=4096)]


class CameraIn(Body):
    """A new camera, of the caller's organization unless another one below it is named."""

    owner_id: UUID | None = None
    name_zh: Line
    name_en: Line
    url: Url
    place: Place = ""
    longitude: Longitude | None = None
    latitude: Latitude | None = None
    coordinate_system: System = "wgs84"


class CameraPatch(Body):
    """What shall be different; a position is changed as a whole."""

    name_zh: Line | None = None
    name_en: Line | None = None
    url: Url | None = None
    place: Place | None = None
    longitude: Longitude | None = None
    latitude: Latitude | None = None
    coordinate_system: System = "wgs84"
    enabled: bool | None = None


class CameraOut(BaseModel):
    """A camera as the API shows it; its position is in WGS-84."""

    id: UUID
    owner_id: UUID
    owner_zh: str
    owner_en: str
    name_zh: str
    name_en: str
    url: str
    place: str
    longitude: float | None
    latitude: float | None
    coordinate_system: System
    state: State
    state_reason: ReasonOut | None
    state_since: datetime
    last_inferred_at: datetime | None
    stream: Stream | None
    enabled: bool
    subscriptions: int
    revision: int


class SpellOut(BaseModel):
    """A camera's time in one state."""

    state: State
    state_reason: ReasonOut | None
    began_at: datetime
    ended_at: datetime | None


@routes.get("")
def list_cameras(
    session: SessionDep,
    scope: Reader,
    query: PageQueryDep,
    state: State | None = None,
    q: Sought | None = None,
) -> Page[CameraOut]:
    """Cameras the caller may see, newest first; `q` is found in names and places."""
    found, listed = listing.page(session, scope, query, state=state, text=q)
    return found.page([_out(one) for one in listed])


@routes.post("", status_code=201)
def create_camera(
    session: SessionDep,
    scope: Creator,
    settings: SettingsDep,
    keyring: KeyringDep,
    clock: ClockDep,
    body: CameraIn,
    response: Response,
) -> CameraOut:
    """Add a camera; its address is sealed at once and never shown again."""
    owner_id = scope.owner(session, body.owner_id)
    quota.require_room(session, owner_id, 1, settings)
    position = Position(body.longitude, body.latitude, body.coordinate_system)
    new = NewCamera(body.name_zh, body.name_en, body.url, body.place, position)
    allowed = networks(settings)
    camera = service.create(session, scope, owner_id, new, keyring, clock, allowed=allowed)
    response.headers["ETag"] = etag(camera)
    return _out(listing.describe(session, [camera])[0])


@routes.get("/{camera_id}")
def read_camera(
    session: SessionDep, scope: Reader, camera_id: UUID, response: Response
) -> CameraOut:
    """One camera."""
    camera = service.fetch(session, scope, camera_id)
    response.headers["ETag"] = etag(camera)
    return _out(listing.describe(session, [camera])[0])


@routes.get("/{camera_id}/states")
def list_states(
    session: SessionDep, scope: Reader, query: PageQueryDep, camera_id: UUID
) -> Page[SpellOut]:
    """What the camera was when, newest first: the spell without an end is now."""
    camera = service.fetch(session, scope, camera_id)
    keys = (Spell.began_at, Spell.id)
    found = paginate(session, history.of_camera(camera.id), keys, query)
    return found.page([_spell(row) for row in found.rows])


@routes.patch("/{camera_id}")
def change_camera(
    session: SessionDep,
    scope: Changer,
    settings: SettingsDep,
    keyring: KeyringDep,
    clock: ClockDep,
    precondition: IfMatch,
    camera_id: UUID,
    body: CameraPatch,
    response: Response,
) -> CameraOut:
    """Change a camera, or switch it off and on."""
    wanted = CameraChange(
        body.name_zh, body.name_en, body.url, body.place, _position(body), body.enabled
    )
    allowed = networks(settings)
    camera = service.change(
        session, scope, camera_id, wanted, precondition, keyring, clock, allowed=allowed
    )
    response.headers["ETag"] = etag(camera)
    return _out(listing.describe(session, [camera])[0])


@routes.delete("/{camera_id}", status_code=204)
def delete_camera(session: SessionDep, scope: Remover, clock: ClockDep, camera_id: UUID) -> None:
    """Remove a camera that no subscription uses; its events stay."""
    service.remove(session, scope, camera_id, clock)


def _position(body: CameraPatch) -> Position | None:
    if not body.model_fields_set & {"longitude", "latitude"}:
        return None
    return Position(body.longitude, body.latitude, body.coordinate_system)


def _out(listed: Listed) -> CameraOut:
    camera, owner = listed.camera, listed.owner
    return CameraOut.model_validate(
        {
            **{name: getattr(camera, name) for name in _PLAIN},
            "owner_zh": owner.name_zh,
            "owner_en": owner.name_en,
            "url": camera.url_masked,
            "state_reason": _reason(camera.state_code),
            "subscriptions": listed.subscriptions,
        }
    )


def _spell(row: Spell) -> SpellOut:
    return SpellOut.model_validate(
        {
            "state": row.state,
            "state_reason": _reason(row.state_code),
            "began_at": row.began_at,
            "ended_at": row.ended_at,
        }
    )


_PLAIN = CameraOut.model_fields.keys() - {
    "owner_zh", "owner_en", "url", "state_reason", "subscriptions",
}  # fmt: skip


def _reason(code: str | None) -> ReasonOut | None:
    return None if code is None else ReasonOut.of(code, REASONS[code])
