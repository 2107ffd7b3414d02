"""`/cameras`: the cameras an organization owns or may see. An address is only ever shown masked."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from accounts.api.deps import allow
from accounts.scope import Scope
from core.http import deps
from core.http.deps import ClockDep, IfMatch, KeyringDep, PageQueryDep, SessionDep, SettingsDep
from core.http.etag import etag
from core.http.page import Page
from core.http.reasons import ReasonOut
from video.cameras import listing, quota, service
from video.cameras.address import networks
from video.cameras.fields import (
    CameraIn,
    CameraOut,
    CameraPatch,
    Described,
    GbOut,
    RegionOut,
    Wanted,
)
from video.cameras.listing import Listed, Sort
from video.cameras.model import Camera
from video.cameras.service import CameraChange, NewCamera, Position
from video.cameras.state import REASONS

routes = deps.router("/cameras", tags=["cameras"])

Reader = Annotated[Scope, allow("camera.read")]
Creator = Annotated[Scope, allow("camera.create")]
Changer = Annotated[Scope, allow("camera.update")]
Remover = Annotated[Scope, allow("camera.delete")]


class Listing(Wanted):
    """Which cameras are wanted, and in which order."""

    sort: Sort = "-created"


@routes.get("")
def list_cameras(
    session: SessionDep,
    scope: Reader,
    query: PageQueryDep,
    wanted: Annotated[Listing, Query()],
) -> Page[CameraOut]:
    """Cameras the caller may see, newest first unless `sort` says otherwise."""
    found, listed = listing.page(session, scope, query, wanted.filter(), wanted.sort)
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
    new = NewCamera(body.name_zh, body.name_en, body.url, body.place, position, body.details())
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
    wanted = _change(service.fetch(session, scope, camera_id), body)
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


def _change(camera: Camera, body: CameraPatch) -> CameraChange:
    described = body.model_fields_set & Described.model_fields.keys()
    details = body.details(service.details_of(camera)) if described else None
    return CameraChange(
        body.name_zh, body.name_en, body.url, body.place, _position(body), body.enabled, details
    )


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
            "gb": GbOut.of(camera.gb_id),
            "region": RegionOut.of(camera.region),
            "group": camera.group_path,
            "state_reason": _reason(camera.state_code),
            "picture_reason": _reason((camera.stream or {}).get("problem")),
            "subscriptions": listed.subscriptions,
        }
    )


_PLAIN = CameraOut.model_fields.keys() - {
    "owner_zh", "owner_en", "url", "gb", "region", "group", "state_reason", "picture_reason",
    "subscriptions",
}  # fmt: skip


def _reason(code: str | None) -> ReasonOut | None:
    return None if code is None else ReasonOut.of(code, REASONS[code])
