"""Taking what sensors tell, over HTTP and MQTT alike: each reading once, what is refused with its reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from cases.water.model import WaterReading, WaterRefusal, WaterSensor
from cases.water.reading import Reading, Refused
from core import feed
from core.ids import uuid7

TOPIC = "water_sensor"
Via = Literal["http", "mqtt"]
_SHOWN = 500
"""So many characters of a refused message are kept."""
_SENSORS: Any = WaterSensor.__table__


@dataclass(frozen=True, slots=True)
class Told:
    """A message as it came: of which sensor, by which way, and what it says if it can be read."""

    device: str
    via: Via
    payload: str
    read: Callable[[datetime], Reading]
    """Reads it at an instant; raises `Refused`."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message."""

    result: Literal["taken", "repeated", "refused"]
    reason: str | None = None


def take(
    session: Session, sensor: WaterSensor | None, told: Told, *, stranger: UUID, now: datetime
) -> Taken:
    """Keep what a message says; `stranger` is who is told of messages of unknown sensors."""
    try:
        if sensor is None:
            raise Refused("sensor_unknown")
        if not sensor.enabled:
            raise Refused("sensor_off")
        reading = told.read(now)
    except Refused as refused:
        _refuse(session, sensor, told, refused.code, stranger, now)
        return Taken("refused", refused.code)
    return _keep(session, sensor, reading, now)


def sensor_of(session: Session, device: str) -> WaterSensor | None:
    """Return the sensor that calls itself so."""
    if not device.isprintable():
        return None
    return session.scalar(select(WaterSensor).filter_by(device=device))


def _keep(session: Session, sensor: WaterSensor, reading: Reading, now: datetime) -> Taken:
    """The instant is the reading's name: what comes again changes nothing but the count of repeats."""
    row = {
        "sensor_id": sensor.id,
        "at": reading.at,
        "depth_cm": reading.depth_cm,
        "received_at": now,
    }
    statement = insert(WaterReading).values(row).on_conflict_do_nothing()
    is_new = session.execute(statement.returning(WaterReading.at)).scalar() is not None
    heard: dict[str, object] = {"heard_at": now, "silent_since": None, "refusal": None}
    if not is_new:
        _write(session, sensor, heard | {"repeats": WaterSensor.repeats + 1})
        return Taken("repeated")
    is_newest = sensor.measured_at is None or reading.at > sensor.measured_at
    if is_newest:
        heard |= {"measured_at": reading.at, "depth_cm": reading.depth_cm}
    _write(session, sensor, heard)
    feed.publish(session, TOPIC, sensor.id, sensor.owner_id)
    return Taken("taken")


def _refuse(
    session: Session,
    sensor: WaterSensor | None,
    told: Told,
    code: str,
    stranger: UUID,
    now: datetime,
) -> None:
    row = WaterRefusal(
        id=uuid7(),
        owner_id=sensor.owner_id if sensor else stranger,
        sensor_id=sensor.id if sensor else None,
        device=_printable(told.device)[:200],
        via=told.via,
        reason=code,
        payload=_printable(told.payload)[:_SHOWN],
        at=now,
    )
    session.add(row)
    feed.publish(session, "water_refusal", row.id, row.owner_id)
    if sensor is not None:
        told_of = {"heard_at": now, "silent_since": None, "refusal": code}
        _write(session, sensor, told_of | {"refused": WaterSensor.refused + 1})
        feed.publish(session, TOPIC, sensor.id, sensor.owner_id)


def _write(session: Session, sensor: WaterSensor, values: dict[str, object]) -> None:
    """Beside the revision: a person who changes the sensor must not lose against its readings."""
    session.execute(update(_SENSORS).where(_SENSORS.c.id == sensor.id).values(values))
    session.expire(sensor, [*values])


def note_silent(session: Session, now: datetime) -> int:
    """Note which sensors have become silent; return how many did. One that never spoke is new, not silent."""
    silent = session.execute(
        update(_SENSORS)
        .where(
            _SENSORS.c.enabled,
            _SENSORS.c.silent_since.is_(None),
            _SENSORS.c.heard_at + func.make_interval(0, 0, 0, 0, 0, 0, _SENSORS.c.silent_after_s)
            < now,
        )
        .values(silent_since=_SENSORS.c.heard_at)
        .returning(_SENSORS.c.id, _SENSORS.c.owner_id)
    ).all()
    feed.publish_all(session, TOPIC, [(one, owner) for one, owner in silent])
    return len(silent)


def _printable(text: str) -> str:
    """PostgreSQL takes no NUL and no half surrogate; a terminal obeys control characters."""
    return "".join(one if one.isprintable() else "\ufffd" for one in text)
