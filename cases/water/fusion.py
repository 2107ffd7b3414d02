"""Making points of readings and of what cameras see: one point per place, from its coming to its going.

One process does this at a time, reading after reading in the order in which they were measured: what
came late because a broker was down makes the points that it would have made in time.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session

from cases.events.model import Event
from cases.water.model import (
    WaterGauge,
    WaterPoint,
    WaterReading,
    WaterRefusal,
    WaterSensor,
    WaterSighting,
)
from cases.water.standing import NO_WATER, settle
from core import ground
from core.ids import uuid7
from core.settings import Settings

FAMILY = "waterlogging"
BATCH = 500
REFUSALS_KEPT = timedelta(days=30)
LATE = timedelta(days=1)
"""What a camera saw longer ago makes no point any more."""


def fuse(session: Session, settings: Settings, now: datetime) -> int:
    """Follow the readings and sightings that are new; return how many there were."""
    sightings = _new_sightings(session, now)
    for event in sightings:
        _sight(session, event, settings)
    readings = session.scalars(
        select(WaterReading)
        .where(~WaterReading.fused)
        .order_by(WaterReading.at, WaterReading.sensor_id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for reading in readings:
        _follow(session, reading, settings)
        reading.fused = True
    for point in _seen_by_cameras(session):
        settle(session, point, now)
    return len(readings) + len(sightings)


def _follow(session: Session, reading: WaterReading, settings: Settings) -> None:
    sensor = session.get_one(WaterSensor, reading.sensor_id)
    gauge = session.scalar(select(WaterGauge).filter_by(sensor_id=sensor.id, left_at=None))
    if gauge is None:
        if _is_past(session, reading) or reading.depth_cm < settings.water_open_cm:
            return
        gauge = _joined(session, sensor, reading, settings)
    point = session.get_one(WaterPoint, gauge.point_id)
    point.peak_cm = max(point.peak_cm or 0.0, reading.depth_cm)
    if reading.at < gauge.measured_at:  # came late: it tells of the peak, not of now
        return
    gauge.measured_at, gauge.depth_cm = reading.at, reading.depth_cm
    is_dry = reading.depth_cm < settings.water_close_cm
    gauge.dry_since = (gauge.dry_since or reading.at) if is_dry else None
    dry_for = timedelta(seconds=settings.water_end_s)
    if gauge.dry_since is not None and reading.at - gauge.dry_since >= dry_for:
        gauge.left_at = gauge.dry_since
    session.flush()
    settle(session, point, reading.at)


def _is_past(session: Session, reading: WaterReading) -> bool:
    """Say whether a reading came so late that its water has come and gone; it may raise its peak."""
    past = session.scalar(
        select(WaterGauge)
        .where(WaterGauge.sensor_id == reading.sensor_id, WaterGauge.measured_at >= reading.at)
        .order_by(WaterGauge.joined_at)
        .limit(1)
    )
    if past is not None and past.joined_at <= reading.at:
        point = session.get_one(WaterPoint, past.point_id)
        point.peak_cm = max(point.peak_cm or 0.0, reading.depth_cm)
    return past is not None


def _joined(
    session: Session, sensor: WaterSensor, reading: WaterReading, settings: Settings
) -> WaterGauge:
    here = (sensor.longitude, sensor.latitude)
    point = _near(session, sensor.owner_id, here, sensor.camera_id, settings)
    if point is None:
        point = _begun(session, sensor.owner_id, sensor.place or sensor.name, here, reading.at)
    if point.longitude is None:  # a camera that nobody has placed saw it first
        point.longitude, point.latitude = here
        point.place = point.place or sensor.place or sensor.name
    point.started_at = min(point.started_at, reading.at)
    gauge = WaterGauge(
        point_id=point.id,
        sensor_id=sensor.id,
        joined_at=reading.at,
        depth_cm=reading.depth_cm,
        measured_at=reading.at,
    )
    session.add(gauge)
    session.flush()
    return gauge


def _new_sightings(session: Session, now: datetime) -> Sequence[Event]:
    return session.scalars(
        select(Event)
        .where(
            _is_water(),
            Event.opened_at >= now - LATE,
            Event.review.not_in(NO_WATER),
            ~exists().where(WaterSighting.event_id == Event.id),
        )
        .order_by(Event.opened_at, Event.id)
        .limit(BATCH)
    ).all()


def _is_water() -> ColumnElement[bool]:
    return or_(Event.event_type == FAMILY, Event.event_type.startswith(f"{FAMILY}."))


def _sight(session: Session, event: Event, settings: Settings) -> None:
    placed = event.longitude is not None and event.latitude is not None
    here = (event.longitude or 0.0, event.latitude or 0.0) if placed else None
    point = _near(session, event.owner_id, here, event.camera_id, settings)
    if point is None:
        point = _begun(session, event.owner_id, event.place, here, event.opened_at)
    session.add(WaterSighting(event_id=event.id, point_id=point.id))
    session.flush()


def _near(
    session: Session,
    owner_id: UUID,
    here: ground.Position | None,
    camera_id: UUID | None,
    settings: Settings,
) -> WaterPoint | None:
    """Return the owner's open point at this place: of the same camera, or else the nearest within reach."""
    points = session.scalars(select(WaterPoint).filter_by(owner_id=owner_id, ended_at=None)).all()
    if camera_id is not None:
        seen = _cameras(session, [point.id for point in points])
        for point in points:
            if camera_id in seen.get(point.id, ()):
                return point
    away = [
        (ground.metres_between(here, (point.longitude, point.latitude)), point.id, point)
        for point in points
        if here is not None and point.longitude is not None and point.latitude is not None
    ]
    metres, _, nearest = min(away, default=(float("inf"), None, None))
    return nearest if metres <= settings.together_m else None


def _cameras(session: Session, point_ids: Sequence[UUID]) -> dict[UUID, set[UUID | None]]:
    """Return which cameras look at each of these points: those that saw it, those of its sensors."""
    saw = (
        select(WaterSighting.point_id, Event.camera_id)
        .join(Event, Event.id == WaterSighting.event_id)
        .where(WaterSighting.point_id.in_(point_ids))
    )
    look = (
        select(WaterGauge.point_id, WaterSensor.camera_id)
        .join(WaterSensor, WaterSensor.id == WaterGauge.sensor_id)
        .where(WaterGauge.point_id.in_(point_ids))
    )
    found: dict[UUID, set[UUID | None]] = {}
    for point_id, camera_id in (*session.execute(saw), *session.execute(look)):
        found.setdefault(point_id, set()).add(camera_id)
    return found


def _begun(
    session: Session, owner_id: UUID, place: str, here: ground.Position | None, at: datetime
) -> WaterPoint:
    point = WaterPoint(
        id=uuid7(),
        owner_id=owner_id,
        place=place,
        longitude=here[0] if here else None,
        latitude=here[1] if here else None,
        area=[],
        area_m2=0.0,
        started_at=at,
        updated_at=at,
    )
    session.add(point)
    session.flush()
    return point


def _seen_by_cameras(session: Session) -> Iterable[WaterPoint]:
    """Cameras tell nobody when they see nothing more, and a person may say that it was no water."""
    has_sighting = exists().where(WaterSighting.point_id == WaterPoint.id)
    return session.scalars(
        select(WaterPoint).where(WaterPoint.ended_at.is_(None), has_sighting)
    ).all()


def forget_before(session: Session, settings: Settings, now: datetime) -> None:
    """Drop readings whose time is over, and refusals nobody will look at any more."""
    readings_before = now - timedelta(days=settings.water_keep_days)
    gone = delete(WaterReading).where(WaterReading.at < readings_before, WaterReading.fused)
    session.execute(gone)
    session.execute(delete(WaterRefusal).where(WaterRefusal.at < now - REFUSALS_KEPT))
