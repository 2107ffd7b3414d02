"""Adding, changing and removing cameras."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from core.clock import Clock
from core.coordinates import PositionInvalid, System, to_wgs84
from core.errors import NotFound
from core.feed import publish
from core.http.etag import Precondition
from core.ids import uuid7
from core.masking import mask_url
from core.net.allowed import Allowed
from core.secrets import Keyring
from core.text import Text
from video.cameras import address, gb28181, listing
from video.cameras.details import Details
from video.cameras.errors import CameraInUse, GbIdTaken, SourceIdTaken
from video.cameras.leases import (
    Looked,
    hold_lease,
    overdue,
    raise_epochs,
    record_looks,
    unwatched,
    withheld,
)
from video.cameras.model import Camera
from video.history import service as history
from video.views.model import UsualView

__all__ = [
    "CameraChange",
    "Looked",
    "NewCamera",
    "change",
    "clear_url",
    "create",
    "fetch",
    "hold_lease",
    "overdue",
    "raise_epochs",
    "record_looks",
    "remove",
    "unwatched",
    "url_context",
    "withheld",
]

CAMERA = Text("摄像机", "camera")
TOPIC = "camera"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a camera stands, as it was entered; no longitude and latitude: unknown."""

    longitude: float | None = None
    latitude: float | None = None
    system: System = "wgs84"


@dataclass(frozen=True, slots=True)
class NewCamera:
    """What a camera is made of."""

    name_zh: str
    name_en: str
    url: str
    place: str = ""
    position: Position = Position()
    details: Details = field(default_factory=Details)


@dataclass(frozen=True, slots=True)
class CameraChange:
    """What shall be different; None leaves it."""

    name_zh: str | None = None
    name_en: str | None = None
    url: str | None = None
    place: str | None = None
    position: Position | None = None
    enabled: bool | None = None
    details: Details | None = None


def create(
    session: Session,
    scope: Scope | None,
    owner_id: UUID,
    new: NewCamera,
    keyring: Keyring,
    clock: Clock,
    *,
    allowed: Allowed,
) -> Camera:
    """Add a camera to an organization (the caller has checked that it may)."""
    now = clock.now()
    camera = Camera(
        id=uuid7(), owner_id=owner_id, name_zh=new.name_zh, name_en=new.name_en, place=new.place,
        enabled=True, created_at=now, state="new", state_since=now, epoch=0, revision=1,
    )  # fmt: skip
    _set_url(camera, new.url, keyring, allowed)
    _set_position(camera, new.position)
    set_details(camera, new.details)
    _require_free(session, camera)
    session.add(camera)
    session.flush()
    record(session, scope, "camera.create", camera, after=_shown(camera), clock=clock)
    publish(session, TOPIC, camera.id, camera.owner_id)
    return camera


def fetch(session: Session, scope: Scope, camera_id: UUID, *, for_update: bool = False) -> Camera:
    """Return one camera the caller may see."""
    camera = scope.fetch(session, Camera, camera_id, kind=CAMERA, for_update=for_update)
    if camera.removed_at is not None:
        raise NotFound(kind=CAMERA, id=camera_id)
    return camera


def change(
    session: Session,
    scope: Scope,
    camera_id: UUID,
    wanted: CameraChange,
    precondition: Precondition,
    keyring: Keyring,
    clock: Clock,
    *,
    allowed: Allowed,
) -> Camera:
    """Change a camera; raises `Stale` where somebody was faster."""
    camera = fetch(session, scope, camera_id, for_update=True)
    precondition.require(camera)
    before = _shown(camera)
    for name in ("name_zh", "name_en", "place"):
        value = getattr(wanted, name)
        setattr(camera, name, getattr(camera, name) if value is None else value)
    if wanted.url is not None and wanted.url.strip() != camera.url_masked:
        _set_url(camera, wanted.url, keyring, allowed)
    if wanted.position is not None:
        _set_position(camera, wanted.position)
    if wanted.details is not None:
        set_details(camera, wanted.details)
        _require_free(session, camera)
    if wanted.enabled is not None and wanted.enabled != camera.enabled:
        _switch(camera, wanted.enabled, clock)
    camera.revision += 1
    session.flush()
    history.turned(session, [camera.id])
    after = _shown(camera)
    record(session, scope, "camera.update", camera, before=before, after=after, clock=clock)
    publish(session, TOPIC, camera.id, camera.owner_id)
    return camera


def remove(session: Session, scope: Scope, camera_id: UUID, clock: Clock) -> None:
    """Remove a camera nobody subscribes; its row stays for the events that name it, its address goes."""
    camera = fetch(session, scope, camera_id, for_update=True)
    count = listing.subscriptions(session, [camera.id]).get(camera.id, 0)
    if count:
        raise CameraInUse(count=count)
    record(session, scope, "camera.delete", camera, before=_shown(camera), clock=clock)
    camera.removed_at = clock.now()
    camera.url_sealed, camera.url_masked = b"", ""
    session.execute(delete(UsualView).where(UsualView.camera_id == camera.id))
    camera.revision += 1
    _switch(camera, False, clock)
    session.flush()
    history.turned(session, [camera.id])
    publish(session, TOPIC, camera.id, camera.owner_id)


def clear_url(session: Session, keyring: Keyring, camera_id: UUID) -> str:
    """Return a camera's address with its credentials, for whoever must connect; keep it in memory only."""
    camera = session.get(Camera, camera_id)
    if camera is None or camera.removed_at is not None:
        raise NotFound(kind=CAMERA, id=camera_id)
    return keyring.unseal(camera.url_sealed, context=url_context(camera.id))


def _set_url(camera: Camera, url: str, keyring: Keyring, allowed: Allowed) -> None:
    url = address.check(url, allowed)
    camera.url_sealed = keyring.seal(url, context=url_context(camera.id))
    camera.url_masked = mask_url(url)


def url_context(camera_id: UUID) -> str:
    """Return what a camera's sealed address is bound to."""
    return f"camera:{camera_id}"


def _set_position(camera: Camera, position: Position) -> None:
    longitude, latitude = position.longitude, position.latitude
    if longitude is None or latitude is None:
        if longitude is not latitude:
            raise PositionInvalid
        camera.longitude = camera.latitude = None
    else:
        camera.longitude, camera.latitude = to_wgs84(longitude, latitude, position.system)
    camera.coordinate_system = position.system


def details_of(camera: Camera) -> Details:
    """Return the catalogue's fields of a camera."""
    values = {name: getattr(camera, COLUMNS.get(name, name)) for name in _DETAILS}
    return Details(**values | {"tags": tuple(camera.tags)})


def set_details(camera: Camera, details: Details) -> None:
    """Write the catalogue's fields onto a camera."""
    for name, value in plain(details).items():
        setattr(camera, name, value)


def plain(details: Details) -> dict[str, Any]:
    """Return the catalogue's fields by column; the region is that of the device id unless given."""
    values = {COLUMNS.get(name, name): value for name, value in asdict(details).items()}
    parsed = gb28181.parse(details.gb_id or "")
    region = details.region or (parsed.region if parsed else None)
    return values | {"region": region or None, "tags": sorted(set(details.tags))}


COLUMNS = {"group": "group_path"}
"""Columns that are not called as their field is."""
_DETAILS: Sequence[str] = [one.name for one in fields(Details)]


def _require_free(session: Session, camera: Camera) -> None:
    """Raise where another camera of the owner has one of its ids."""
    others = select(Camera.id).where(
        Camera.owner_id == camera.owner_id, Camera.id != camera.id, Camera.removed_at.is_(None)
    )
    with session.no_autoflush:
        if camera.gb_id and session.scalars(others.filter_by(gb_id=camera.gb_id)).first():
            raise GbIdTaken(gb_id=camera.gb_id)
        same = others.filter_by(source=camera.source, source_id=camera.source_id)
        if camera.source_id and session.scalars(same).first():
            raise SourceIdTaken(source_id=camera.source_id)


def _switch(camera: Camera, enabled: bool, clock: Clock) -> None:
    camera.enabled = enabled
    camera.state, camera.state_code = ("new", None) if enabled else ("paused", "disabled")
    camera.state_since = clock.now()


def _shown(camera: Camera) -> dict[str, Any]:
    names = ("name_zh", "name_en", "url_masked", "place", "longitude", "latitude")
    shown = {name: getattr(camera, name) for name in (*names, "coordinate_system", "enabled")}
    return shown | asdict(details_of(camera))
