"""Sensors, points and refusals as the API shows them."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.orm import Session

from cases.events.model import Event
from cases.water.model import (
    WaterGauge,
    WaterLink,
    WaterPoint,
    WaterReading,
    WaterRefusal,
    WaterSensor,
)
from cases.water.reasons import reason
from cases.water.standing import gauges_of, sightings_of
from core.coordinates import System
from core.http.reasons import ReasonOut

SensorState = Literal["new", "reporting", "refusing", "silent", "off"]
Trend = Literal["rising", "falling", "steady"]


class SensorOut(BaseModel):
    """A sensor and how it is: `refusing` while its newest message was refused, `new` until it spoke."""

    id: UUID
    owner_id: UUID
    device: str
    name: str
    place: str
    longitude: float
    latitude: float
    """WGS-84."""
    coordinate_system: System
    """In which the position was given."""
    reach_m: float
    silent_after_s: float
    camera_id: UUID | None
    enabled: bool
    state: SensorState
    measured_at: datetime | None
    depth_cm: float | None
    heard_at: datetime | None
    silent_since: datetime | None
    refusal: ReasonOut | None
    refused: int
    repeats: int
    revision: int


class WaterReadingOut(BaseModel):
    """One reading; received later than it was measured where the way was interrupted."""

    at: datetime
    depth_cm: float
    received_at: datetime


class RefusalOut(BaseModel):
    """A message that was not taken."""

    id: UUID
    sensor_id: UUID | None
    device: str
    via: Literal["http", "mqtt"]
    reason: ReasonOut
    payload: str
    at: datetime


class LinkOut(BaseModel):
    """How the connection to the MQTT broker is; `off` where none is set, `starting` before the first try."""

    state: Literal["off", "starting", "connected", "away", "refused"]
    reason: ReasonOut | None
    broker: str | None
    since: datetime | None
    message_at: datetime | None
    messages: int


class GaugeOut(BaseModel):
    """A sensor's part in a point; it left when it had been dry for long enough."""

    sensor_id: UUID
    device: str
    name: str
    state: SensorState
    depth_cm: float
    measured_at: datetime
    joined_at: datetime
    left_at: datetime | None


class WaterSightingOut(BaseModel):
    """What a camera saw of a point."""

    event_id: UUID
    camera_id: UUID
    opened_at: datetime
    ended_at: datetime | None
    review: Literal["waiting", "confirmed", "rejected", "duplicate"]
    score: float


class PointOut(BaseModel):
    """Water at one place; without a gauge there is no depth, since a camera cannot measure."""

    id: UUID
    owner_id: UUID
    state: Literal["open", "ended"]
    place: str
    longitude: float | None
    latitude: float | None
    depth_cm: float | None
    peak_cm: float | None
    trend: Trend | None
    area: list[list[tuple[float, float]]]
    """Outlines, each of longitudes and latitudes (WGS-84)."""
    area_m2: float
    """Within the surveyed reach of what is wet; not measured."""
    started_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    gauges: list[GaugeOut]
    sightings: list[WaterSightingOut]


def state_of(sensor: WaterSensor) -> SensorState:
    """Return in a word how a sensor is."""
    if not sensor.enabled:
        return "off"
    if sensor.heard_at is None:
        return "new"
    if sensor.silent_since is not None:
        return "silent"
    return "refusing" if sensor.refusal is not None else "reporting"


def sensor_out(row: WaterSensor) -> SensorOut:
    """Return a sensor as the API shows it."""
    made: dict[str, Any] = {"state": state_of(row), "refusal": reason(row.refusal)}
    return SensorOut(**_plain(row, SensorOut, made), **made)


def reading_out(row: WaterReading) -> WaterReadingOut:
    """Return a reading as the API shows it."""
    return WaterReadingOut(**_plain(row, WaterReadingOut))


def refusal_out(row: WaterRefusal) -> RefusalOut:
    """Return a refusal as the API shows it."""
    made: dict[str, Any] = {"reason": reason(row.reason)}
    return RefusalOut(**_plain(row, RefusalOut, made), **made)


def link_out(row: WaterLink | None, is_on: bool) -> LinkOut:
    """Return how the broker is; what was written while another broker was set tells nothing."""
    if row is None or not is_on:
        state: Literal["off", "starting"] = "starting" if is_on else "off"
        return LinkOut(
            state=state, reason=None, broker=None, since=None, message_at=None, messages=0
        )
    made: dict[str, Any] = {"reason": reason(row.error)}
    return LinkOut(**_plain(row, LinkOut, made), **made)


def point_out(session: Session, row: WaterPoint) -> PointOut:
    """Return a point with its gauges and what cameras saw of it."""
    made: dict[str, Any] = {
        "gauges": [_gauge(gauge, sensor) for gauge, sensor in gauges_of(session, row.id)],
        "sightings": [_sighting(event) for event in sightings_of(session, row.id)],
    }
    return PointOut(**_plain(row, PointOut, made), **made)


def _gauge(gauge: WaterGauge, sensor: WaterSensor) -> GaugeOut:
    made: dict[str, Any] = {"device": sensor.device, "name": sensor.name, "state": state_of(sensor)}
    return GaugeOut(**_plain(gauge, GaugeOut, made), **made)


def _sighting(event: Event) -> WaterSightingOut:
    made: dict[str, Any] = {"event_id": event.id}
    return WaterSightingOut(**_plain(event, WaterSightingOut, made), **made)


def _plain(row: Any, shown: type[BaseModel], made: dict[str, Any] | None = None) -> dict[str, Any]:
    return {name: getattr(row, name) for name in shown.model_fields.keys() - (made or {}).keys()}
