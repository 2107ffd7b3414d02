"""`/cameras/lookup`, `/cameras/discovery`: devices are asked for their streams before they are cameras."""

from typing import Annotated
from uuid import UUID

from fastapi import status
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from accounts.api.deps import allow, allow_briefly
from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.scope import Scope
from core.coordinates import System
from core.database.engine import transaction
from core.http.deps import (
    ClockDep,
    KeyringDep,
    ServicesDep,
    SessionDep,
    SettingsDep,
    router,
)
from core.http.fields import Body, Latitude, Line, Longitude, Place
from core.http.reasons import ReasonOut
from core.http.services import Services
from core.masking import mask_url
from core.net.errors import HostUnknown
from video.cameras import quota, service
from video.cameras.address import networks
from video.cameras.service import NewCamera, Position
from video.sources.onvif import discovery, ticket
from video.sources.onvif.device import Account, Device, LookupFailed, Profile, Role
from video.sources.onvif.errors import DiscoveryOff, LookupsTooOften
from video.sources.onvif.lookup import look_up
from video.sources.reasons import reason

routes = router("/cameras", tags=["cameras"])
PER_MINUTE = 20


class LookupIn(Body):
    """A device to ask, and the account to ask as."""

    host: Annotated[str, Field(min_length=1, max_length=253)]
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """Of its ONVIF service; left out, the device is asked by WS-Discovery, then 80 is tried."""
    user: Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    password: Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""


class StreamOut(BaseModel):
    """A stream a device offers; what it says of it, not what was measured."""

    name: str
    role: Role
    codec: str
    width: int | None
    height: int | None
    fps: float | None
    url: str
    """Masked."""
    snapshot_url: str | None
    """Masked."""
    ticket: str
    """Stands for the whole address, for the same person, for 15 minutes: try it, or make a camera of it."""


class LookupOut(BaseModel):
    """A device and its streams, the main one first, or why there are none."""

    reason: ReasonOut | None
    manufacturer: str
    model: str
    streams: list[StreamOut]


class DiscoveredOut(BaseModel):
    """A device that answered on the local network."""

    address: str
    port: int | None
    name: str
    hardware: str


class CameraFromTicket(Body):
    """A new camera at a looked-up address."""

    ticket: Annotated[str, Field(max_length=8192)]
    owner_id: UUID | None = None
    name_zh: Line
    name_en: Line
    place: Place = ""
    longitude: Longitude | None = None
    latitude: Latitude | None = None
    coordinate_system: System = "wgs84"


class CameraMade(BaseModel):
    """The new camera; `GET /cameras/{id}` has the rest."""

    id: UUID
    owner_id: UUID
    name_zh: str
    name_en: str
    url: str


@routes.post("/lookup")
def look_up_camera(
    services: ServicesDep,
    scope: Annotated[Scope, allow_briefly("camera.lookup")],
    wanted: LookupIn,
) -> LookupOut:
    """Ask a device, by ONVIF, for its streams; the password is used for this and kept nowhere."""
    _require_pace(services, scope)
    allowed = networks(services.settings)
    account = Account(wanted.user, wanted.password)
    try:
        found = look_up(wanted.host, wanted.port, account, allowed, services.clock)
        out = _out(services, scope, found)
    except HostUnknown:
        out = LookupOut(reason=reason("host_unknown"), manufacturer="", model="", streams=[])
    except LookupFailed as failed:
        out = LookupOut(reason=reason(failed.reason), manufacturer="", model="", streams=[])
    told = {"host": wanted.host, "streams": len(out.streams)}
    told |= {"reason": out.reason.code} if out.reason else {}
    with transaction(services.sessions) as session:
        _record(session, services, scope, "camera.lookup", told)
    return out


@routes.post("/discovery")
def discover_cameras(
    services: ServicesDep, scope: Annotated[Scope, allow_briefly("camera.discover")]
) -> list[DiscoveredOut]:
    """Search the server's network segment by WS-Discovery, where the operator lets it."""
    if not services.settings.camera_discovery:
        raise DiscoveryOff
    _require_pace(services, scope)
    allowed = networks(services.settings)
    found = discovery.search(discovery.MULTICAST, allowed, discovery.SEGMENT_S)
    with transaction(services.sessions) as session:
        _record(session, services, scope, "camera.discover", {"found": len(found)})
    return [
        DiscoveredOut(
            address=one.address, port=discovery.port_of(one), name=one.name, hardware=one.hardware
        )
        for one in found
    ]


@routes.post("/from-lookup", status_code=status.HTTP_201_CREATED)
def create_camera_from_lookup(
    session: SessionDep,
    scope: Annotated[Scope, allow("camera.create")],
    settings: SettingsDep,
    keyring: KeyringDep,
    clock: ClockDep,
    body: CameraFromTicket,
) -> CameraMade:
    """Add a camera at an address that a look-up found."""
    owner_id = scope.owner(session, body.owner_id)
    url = ticket.redeem(keyring, body.ticket, scope.user.id, clock)
    quota.require_room(session, owner_id, 1, settings)
    position = Position(body.longitude, body.latitude, body.coordinate_system)
    new = NewCamera(body.name_zh, body.name_en, url, body.place, position)
    allowed = networks(settings)
    camera = service.create(session, scope, owner_id, new, keyring, clock, allowed=allowed)
    return CameraMade(
        id=camera.id,
        owner_id=camera.owner_id,
        name_zh=camera.name_zh,
        name_en=camera.name_en,
        url=camera.url_masked,
    )


def _require_pace(services: Services, scope: Scope) -> None:
    wait_s = services.rates.take("lookup", str(scope.user.id), PER_MINUTE)
    if wait_s is not None:
        raise LookupsTooOften(limit=PER_MINUTE, retry_after_s=wait_s)


def _record(
    session: Session, services: Services, scope: Scope, action: str, told: dict[str, object]
) -> None:
    """Note who asked; there is no camera yet, so the caller's organization is the object."""
    organization = session.get_one(Organization, scope.user.organization_id)
    record(session, scope, action, organization, after=told, clock=services.clock)


def _out(services: Services, scope: Scope, device: Device) -> LookupOut:
    return LookupOut(
        reason=None,
        manufacturer=device.manufacturer,
        model=device.model,
        streams=[_stream(services, scope, one) for one in device.profiles],
    )


def _stream(services: Services, scope: Scope, profile: Profile) -> StreamOut:
    return StreamOut(
        name=profile.name,
        role=profile.role,
        codec=profile.codec,
        width=profile.width,
        height=profile.height,
        fps=profile.fps,
        url=mask_url(profile.url),
        snapshot_url=mask_url(profile.snapshot_url) if profile.snapshot_url else None,
        ticket=ticket.issue(services.keyring, profile.url, scope.user.id, services.clock),
    )
