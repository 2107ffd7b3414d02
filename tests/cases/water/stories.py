"""Water that comes and goes, said in minutes and centimetres."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from cases.water.intake import Taken, Told, take
from cases.water.model import WaterGauge, WaterPoint, WaterSensor
from cases.water.reading import checked
from core.ids import uuid7
from tests.cases import samples

HERE = (120.38, 36.07)


def register(
    session: Session, owner_id: UUID, device: str = "W-1", *, metres: float = 0, **more: object
) -> WaterSensor:
    """Add a sensor so many metres north of the story's place."""
    told: dict[str, object] = {
        "name": "人民路下穿",
        "place": "人民路 12 号",
        "reach_m": 30.0,
        "silent_after_s": 900.0,
    }
    sensor = WaterSensor(
        id=uuid7(),
        owner_id=owner_id,
        device=device,
        longitude=HERE[0],
        latitude=HERE[1] + metres / 111_195,
        enabled=True,
        created_at=samples.START,
        **(told | more),
    )
    session.add(sensor)
    session.flush()
    return sensor


def tell(session: Session, sensor: WaterSensor, minute: float, depth_cm: float) -> Taken:
    """Let a sensor tell of a minute of the story, at once."""
    return tell_at(session, sensor, samples.START + timedelta(minutes=minute), depth_cm)


def tell_at(session: Session, sensor: WaterSensor, at: datetime, depth_cm: float) -> Taken:
    """Let a sensor tell of an instant, at once."""
    told = Told(sensor.device, "mqtt", "{}", partial(checked, depth_cm, at))
    mine = session.get_one(WaterSensor, sensor.id)
    return take(session, mine, told, stranger=sensor.owner_id, now=at)


def course(
    session: Session, sensor: WaterSensor, depths: Iterable[float], *, since: float = 0
) -> datetime:
    """Let a sensor tell of one depth a minute; return the last instant."""
    minute = since
    for depth_cm in depths:
        tell(session, sensor, minute, depth_cm)
        minute += 1
    return samples.START + timedelta(minutes=minute - 1)


def standing(session: Session, owner_id: UUID, sensor: WaterSensor) -> WaterPoint:
    """Add a point with a gauge in it, as fusion would leave it."""
    point = WaterPoint(
        id=uuid7(),
        owner_id=owner_id,
        place=sensor.place,
        longitude=sensor.longitude,
        latitude=sensor.latitude,
        depth_cm=18.0,
        peak_cm=18.0,
        trend="rising",
        area=[],
        area_m2=0.0,
        started_at=samples.START,
        updated_at=samples.START,
    )
    session.add(point)
    session.flush()
    session.add(
        WaterGauge(
            point_id=point.id,
            sensor_id=sensor.id,
            joined_at=samples.START,
            depth_cm=18.0,
            measured_at=samples.START,
        )
    )
    session.flush()
    return point
