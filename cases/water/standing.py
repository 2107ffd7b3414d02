"""How a point stands now, made of its gauges and of what cameras see of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.events.model import Event
from cases.water.model import WaterGauge, WaterPoint, WaterReading, WaterSensor, WaterSighting
from core import feed, ground

TOPIC = "water_point"
TREND_OVER = timedelta(minutes=10)
TREND_CM = 1.0
"""A change of less within that time is none."""
CAMERA_REACH_M = 30.0
"""How far around its place a camera's water is taken to reach: nobody has surveyed it."""
NO_WATER = ("rejected", "duplicate")
"""Verdicts after which a camera's event says nothing of a point."""


def sightings_of(session: Session, point_id: UUID) -> Sequence[Event]:
    """Return what cameras saw of a point, oldest first."""
    seen = select(Event).join(WaterSighting, WaterSighting.event_id == Event.id)
    return session.scalars(
        seen.where(WaterSighting.point_id == point_id).order_by(Event.opened_at, Event.id)
    ).all()


def gauges_of(session: Session, point_id: UUID) -> Sequence[tuple[WaterGauge, WaterSensor]]:
    """Return the gauges that stand or stood in a point, in the order in which they became wet."""
    rows = session.execute(
        select(WaterGauge, WaterSensor)
        .join(WaterSensor, WaterSensor.id == WaterGauge.sensor_id)
        .where(WaterGauge.point_id == point_id)
        .order_by(WaterGauge.joined_at, WaterSensor.device)
    )
    return [(gauge, sensor) for gauge, sensor in rows]


def settle(session: Session, point: WaterPoint, at: datetime) -> None:
    """Say anew how a point is, and tell of it if that is another than before."""
    gauges = gauges_of(session, point.id)
    sightings = sightings_of(session, point.id)
    wet = [(gauge, sensor) for gauge, sensor in gauges if gauge.left_at is None]
    meant = [event for event in sightings if event.review not in NO_WATER]
    seen = [event for event in meant if event.ended_at is None]
    before = _said(point)
    if wet or seen:
        _stands(session, point, wet, seen)
    else:
        left = [gauge.left_at for gauge, _ in gauges if gauge.left_at is not None]
        gone = [event.ended_at for event in meant if event.ended_at is not None]
        point.ended_at = max([*left, *gone], default=at)
        point.trend = None
        point.depth_cm = 0.0 if gauges else None
    if _said(point) != before:
        point.updated_at = max(point.updated_at, at)
        feed.publish(session, TOPIC, point.id, point.owner_id)
    session.flush()


def _said(point: WaterPoint) -> tuple[object, ...]:
    return point.depth_cm, point.trend, point.area, point.ended_at


def _stands(
    session: Session,
    point: WaterPoint,
    wet: Sequence[tuple[WaterGauge, WaterSensor]],
    seen: Sequence[Event],
) -> None:
    places = [((sensor.longitude, sensor.latitude), sensor.reach_m) for _, sensor in wet]
    places += [
        ((event.longitude, event.latitude), CAMERA_REACH_M)
        for event in seen
        if event.longitude is not None and event.latitude is not None
    ]
    outlines = ground.discs(places)
    point.area = [[list(corner) for corner in ring] for ring in outlines]
    point.area_m2 = round(ground.area_m2(outlines), 1)
    if wet:
        deepest = max((gauge for gauge, _ in wet), key=lambda gauge: gauge.depth_cm)
        point.depth_cm, point.trend = deepest.depth_cm, _trend(session, deepest)
    else:
        point.depth_cm = point.trend = None


def _trend(session: Session, gauge: WaterGauge) -> str:
    """Compare with what the gauge said some minutes ago, or with the oldest it said within them."""
    since = gauge.measured_at - TREND_OVER
    readings = select(WaterReading.depth_cm).where(
        WaterReading.sensor_id == gauge.sensor_id,
        WaterReading.at >= since,
        WaterReading.at <= gauge.measured_at,
    )
    then = session.scalar(readings.order_by(WaterReading.at).limit(1))
    change = gauge.depth_cm - (gauge.depth_cm if then is None else then)
    if abs(change) < TREND_CM:
        return "steady"
    return "rising" if change > 0 else "falling"
