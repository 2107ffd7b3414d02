"""Registering, changing and removing water sensors, and taking what is reported for them over HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, column, select, table
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from cases.water.errors import CAMERA, SENSOR, SensorDeviceTaken
from cases.water.intake import TOPIC, Taken, Told, sensor_of, take
from cases.water.model import WaterGauge, WaterPoint, WaterReading, WaterSensor
from cases.water.standing import settle
from core import feed
from core.clock import Clock
from core.coordinates import PositionInvalid, System, to_wgs84
from core.errors import NotFound
from core.http.etag import Precondition
from core.ids import uuid7

_cameras = table("cameras", column("id", Uuid), column("owner_id", Uuid))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a sensor shall be; of a change, what is None stays."""

    device: str | None = None
    name: str | None = None
    place: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    coordinate_system: System = "wgs84"
    """Of the position that is given; it is kept in WGS-84."""
    reach_m: float | None = None
    silent_after_s: float | None = None
    camera_id: UUID | None = None
    enabled: bool | None = None

    def given(self) -> dict[str, Any]:
        """Return what is not None."""
        named = {one.name: getattr(self, one.name) for one in fields(self)} | self._position()
        return {name: value for name, value in named.items() if value is not None}

    def _position(self) -> dict[str, Any]:
        """Return where it stands in WGS-84, and of which system that was said; nothing of neither."""
        longitude, latitude = self.longitude, self.latitude
        if longitude is None and latitude is None:
            return {"coordinate_system": None}
        if longitude is None or latitude is None:
            raise PositionInvalid
        longitude, latitude = to_wgs84(longitude, latitude, self.coordinate_system)
        return {"longitude": longitude, "latitude": latitude}


def listed(scope: Scope) -> Select[WaterSensor]:
    """Return the statement of the sensors a caller may see."""
    return scope.limit(select(WaterSensor), WaterSensor)


def create(
    session: Session, scope: Scope, owner_id: UUID, wanted: Wanted, clock: Clock
) -> WaterSensor:
    """Register a sensor; raises `SensorDeviceTaken`."""
    _require_camera(session, scope, wanted.camera_id)
    sensor = WaterSensor(
        id=uuid7(), owner_id=owner_id, created_at=clock.now(), enabled=True, **_defaults(wanted)
    )
    session.add(sensor)
    _flush(session, sensor.device)
    record(session, scope, "sensor.create", sensor, after=_told(sensor), clock=clock)
    feed.publish(session, TOPIC, sensor.id, sensor.owner_id)
    return sensor


def change(
    session: Session,
    scope: Scope,
    sensor_id: UUID,
    precondition: Precondition,
    wanted: Wanted,
    clock: Clock,
) -> WaterSensor:
    """Change what is given; raises `SensorDeviceTaken`, `PositionInvalid` and `Stale`."""
    sensor = scope.fetch(session, WaterSensor, sensor_id, kind=SENSOR, for_update=True)
    precondition.require(sensor)
    _require_camera(session, scope, wanted.camera_id)
    before = _told(sensor)
    for name, value in wanted.given().items():
        setattr(sensor, name, value)
    _flush(session, sensor.device)
    record(session, scope, "sensor.update", sensor, before=before, after=_told(sensor), clock=clock)
    feed.publish(session, TOPIC, sensor.id, sensor.owner_id)
    return sensor


def remove(session: Session, scope: Scope, sensor_id: UUID, clock: Clock) -> None:
    """Remove a sensor with its readings; points it stood in keep their peak and their time."""
    sensor = scope.fetch(session, WaterSensor, sensor_id, kind=SENSOR, for_update=True)
    record(session, scope, "sensor.delete", sensor, before=_told(sensor), clock=clock)
    feed.publish(session, TOPIC, sensor.id, sensor.owner_id)
    stood_in = select(WaterPoint).join(WaterGauge, WaterGauge.point_id == WaterPoint.id)
    points = session.scalars(
        stood_in.where(WaterGauge.sensor_id == sensor.id, WaterPoint.ended_at.is_(None))
    ).all()
    session.delete(sensor)
    session.flush()
    session.expire_all()
    for point in points:
        settle(session, point, clock.now())


def report(session: Session, scope: Scope, told: Sequence[Told], clock: Clock) -> list[Taken]:
    """Take what somebody reports for sensors he answers for; others are unknown to him."""
    taken = []
    for one in told:
        found = sensor_of(session, one.device)
        sensor = _answered_for(session, scope, found)
        if sensor is not None and sensor.reporter_id != scope.user.id:
            _speaks(session, scope, sensor, clock)
        stranger = scope.user.organization_id
        taken.append(take(session, sensor, one, stranger=stranger, now=clock.now()))
    return taken


def readings_of(session: Session, scope: Scope, sensor_id: UUID, most: int) -> list[WaterReading]:
    """Return the newest readings of a sensor the caller may see, oldest first."""
    sensor = scope.fetch(session, WaterSensor, sensor_id, kind=SENSOR)
    newest = select(WaterReading).filter_by(sensor_id=sensor.id).order_by(WaterReading.at.desc())
    return list(reversed(session.scalars(newest.limit(most)).all()))


def _answered_for(session: Session, scope: Scope, sensor: WaterSensor | None) -> WaterSensor | None:
    if sensor is None:
        return None
    return session.scalar(scope.limit(select(WaterSensor).filter_by(id=sensor.id), WaterSensor))


def _speaks(session: Session, scope: Scope, sensor: WaterSensor, clock: Clock) -> None:
    """Readings are their own record; the trail says from when on who reports them."""
    before = {"reporter_id": sensor.reporter_id}
    sensor.reporter_id = scope.user.id
    session.flush()
    after = {"reporter_id": sensor.reporter_id, "device": sensor.device}
    record(session, scope, "water.report", sensor, before=before, after=after, clock=clock)


def _defaults(wanted: Wanted) -> dict[str, Any]:
    return {"place": "", "reach_m": 30.0, "silent_after_s": 900.0} | wanted.given()


def _require_camera(session: Session, scope: Scope, camera_id: UUID | None) -> None:
    if camera_id is None:
        return
    wanted = scope.limit(select(_cameras.c.id).where(_cameras.c.id == camera_id), _cameras)
    if session.scalar(wanted) is None:
        raise NotFound(kind=CAMERA, id=camera_id)


def _flush(session: Session, device: str) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        if "water_sensors_device" in str(error.orig):
            raise SensorDeviceTaken(device=device) from error
        raise


def _told(sensor: WaterSensor) -> dict[str, Any]:
    return {one.name: getattr(sensor, one.name) for one in fields(Wanted)}
