"""`/water`: sensors and what they tell, the connection to the broker, and the points where water stands."""

from datetime import datetime
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Response, status
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import select

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.water import sensors
from cases.water.errors import POINT, SENSOR
from cases.water.intake import Told
from cases.water.model import WaterLink, WaterPoint, WaterRefusal, WaterSensor
from cases.water.reading import checked
from cases.water.reasons import Refused, reason
from cases.water.sensors import Wanted
from cases.water.view import (
    LinkOut,
    PointOut,
    RefusalOut,
    SensorOut,
    WaterReadingOut,
    link_out,
    point_out,
    reading_out,
    refusal_out,
    sensor_out,
)
from core.coordinates import System
from core.http.deps import ClockDep, IfMatch, PageQueryDep, SessionDep, SettingsDep, router
from core.http.etag import etag
from core.http.fields import Body, Latitude, Line, Longitude, Place
from core.http.page import Page, paginate
from core.http.reasons import ReasonOut

routes = router("/water", tags=["water"])
Reader = Annotated[Scope, allow("water.read")]
Device = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
Reach = Annotated[float, Field(ge=1, le=2000)]
Silence = Annotated[float, Field(ge=10, le=86_400)]


class SensorIn(Body):
    """A sensor to register, of the caller's organization unless one below it is named."""

    owner_id: UUID | None = None
    device: Device
    name: Line
    place: Place = ""
    longitude: Longitude
    latitude: Latitude
    coordinate_system: System = "wgs84"
    reach_m: Reach = 30.0
    silent_after_s: Silence = 900.0
    camera_id: UUID | None = None


class SensorPatch(Body):
    """What to change; what is not given stays, and a position is changed as a whole."""

    device: Device | None = None
    name: Line | None = None
    place: Place | None = None
    longitude: Longitude | None = None
    latitude: Latitude | None = None
    coordinate_system: System = "wgs84"
    reach_m: Reach | None = None
    silent_after_s: Silence | None = None
    camera_id: UUID | None = None
    enabled: bool | None = None


class ReadingIn(Body):
    """What a sensor measured; without `at`, now. What cannot be is answered for, not refused as a whole."""

    sensor: Annotated[str, StringConstraints(max_length=200)]
    depth_cm: float | None = None
    at: datetime | None = None


class ReadingsIn(Body):
    """Readings of one or of many sensors, as a gateway gathers them."""

    readings: Annotated[list[ReadingIn], Field(min_length=1, max_length=500)]


class ReadingTaken(BaseModel):
    """What became of one reading; `repeated`: it had come before and counts once."""

    sensor: str
    result: Literal["taken", "repeated", "refused"]
    reason: ReasonOut | None


class ReadingsOut(BaseModel):
    """What became of the readings, in their order. Those that were taken need not be sent again."""

    readings: list[ReadingTaken]


@routes.get("/points")
def list_points(
    scope: Reader,
    session: SessionDep,
    query: PageQueryDep,
    state: Literal["open", "ended"] | None = None,
) -> Page[PointOut]:
    """Return waterlogging points, the newest first."""
    statement = scope.limit(select(WaterPoint), WaterPoint)
    if state is not None:
        ended = WaterPoint.ended_at
        statement = statement.where(ended.is_(None) if state == "open" else ended.is_not(None))
    rows = paginate(session, statement, [WaterPoint.started_at, WaterPoint.id], query)
    return rows.page([point_out(session, row) for row in rows.rows])


@routes.get("/points/{point_id}")
def read_point(point_id: UUID, scope: Reader, session: SessionDep) -> PointOut:
    """Return one point with its gauges and what cameras saw of it."""
    return point_out(session, scope.fetch(session, WaterPoint, point_id, kind=POINT))


@routes.get("/link")
def read_link(_scope: Reader, session: SessionDep, settings: SettingsDep) -> LinkOut:
    """Return how the connection to the MQTT broker is."""
    return link_out(session.get(WaterLink, 1), settings.mqtt_url is not None)


@routes.post("/readings")
def report_readings(
    given: ReadingsIn,
    scope: Annotated[Scope, allow("water.report")],
    session: SessionDep,
    clock: ClockDep,
) -> ReadingsOut:
    """Take readings of sensors; each is answered for by itself, and a repetition changes nothing."""
    told = [
        Told(one.sensor, "http", one.model_dump_json(), partial(checked, one.depth_cm, one.at))
        for one in given.readings
    ]
    taken = sensors.report(session, scope, told, clock)
    return ReadingsOut(
        readings=[
            ReadingTaken(sensor=one.sensor, result=what.result, reason=reason(what.reason))
            for one, what in zip(given.readings, taken, strict=True)
        ]
    )


@routes.get("/refusals")
def list_refusals(
    scope: Reader,
    session: SessionDep,
    query: PageQueryDep,
    device: Annotated[str | None, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = None,
    reason: Refused | None = None,
) -> Page[RefusalOut]:
    """Return messages that were not taken, the newest first; of one device number, for one reason."""
    statement = scope.limit(select(WaterRefusal), WaterRefusal)
    if device is not None:
        statement = statement.where(WaterRefusal.device == device)
    if reason is not None:
        statement = statement.where(WaterRefusal.reason == reason)
    rows = paginate(session, statement, [WaterRefusal.at, WaterRefusal.id], query)
    return rows.page([refusal_out(row) for row in rows.rows])


@routes.get("/sensors")
def list_sensors(scope: Reader, session: SessionDep, query: PageQueryDep) -> Page[SensorOut]:
    """Return sensors, the newest first."""
    rows = paginate(session, sensors.listed(scope), [WaterSensor.created_at, WaterSensor.id], query)
    return rows.page([sensor_out(row) for row in rows.rows])


@routes.post("/sensors", status_code=status.HTTP_201_CREATED)
def create_sensor(
    given: SensorIn,
    scope: Annotated[Scope, allow("sensor.create")],
    session: SessionDep,
    clock: ClockDep,
    response: Response,
) -> SensorOut:
    """Register a sensor; from now on what it tells is taken."""
    owner_id = scope.owner(session, given.owner_id)
    wanted = Wanted(**given.model_dump(exclude={"owner_id"}))
    sensor = sensors.create(session, scope, owner_id, wanted, clock)
    response.headers["ETag"] = etag(sensor)
    return sensor_out(sensor)


@routes.get("/sensors/{sensor_id}")
def read_sensor(
    sensor_id: UUID, scope: Reader, session: SessionDep, response: Response
) -> SensorOut:
    """Return one sensor."""
    sensor = scope.fetch(session, WaterSensor, sensor_id, kind=SENSOR)
    response.headers["ETag"] = etag(sensor)
    return sensor_out(sensor)


@routes.get("/sensors/{sensor_id}/readings")
def list_readings(
    sensor_id: UUID,
    scope: Reader,
    session: SessionDep,
    limit: Annotated[int, Query(ge=1, le=2000)] = 200,
) -> list[WaterReadingOut]:
    """Return the newest readings of a sensor, oldest first."""
    return [reading_out(row) for row in sensors.readings_of(session, scope, sensor_id, limit)]


@routes.patch("/sensors/{sensor_id}")
def change_sensor(
    sensor_id: UUID,
    given: SensorPatch,
    scope: Annotated[Scope, allow("sensor.update")],
    session: SessionDep,
    precondition: IfMatch,
    clock: ClockDep,
    response: Response,
) -> SensorOut:
    """Change a sensor, switch it off or on."""
    wanted = Wanted(**given.model_dump())
    sensor = sensors.change(session, scope, sensor_id, precondition, wanted, clock)
    response.headers["ETag"] = etag(sensor)
    return sensor_out(sensor)


@routes.delete("/sensors/{sensor_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_sensor(
    sensor_id: UUID,
    scope: Annotated[Scope, allow("sensor.delete")],
    session: SessionDep,
    clock: ClockDep,
) -> None:
    """Remove a sensor with its readings."""
    sensors.remove(session, scope, sensor_id, clock)
