"""Readings over a real Mosquitto: whatever goes away and comes back, none is lost and none counts twice."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, text

from cases.water.model import WaterLink, WaterReading, WaterRefusal, WaterSensor
from cases.water.mqtt import Listener
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.settings import Settings
from tests import needs
from tests.cases.water.broker import PASSWORD, PATIENCE_S, USER, Broker

pytestmark = needs.debian("mosquitto")
Listen = Callable[..., Listener]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A running broker."""
    folder = tmp_path / "broker"
    folder.mkdir()
    with Broker(folder) as one:
        yield one


@pytest.fixture
def listen(
    sessions: Sessions, clock: ManualClock, settings: Settings, broker: Broker
) -> Iterator[Listen]:
    """A factory of listeners to the broker, with short pauses."""
    made: list[Listener] = []

    def build(**changed: Any) -> Listener:
        given = {
            "mqtt_url": broker.url,
            "mqtt_user": USER,
            "mqtt_password": SecretStr(PASSWORD),
        } | changed
        listener = Listener(sessions, clock, settings.model_copy(update=given), pause_max_s=0.5)
        made.append(listener)
        return listener

    yield build
    for one in made:
        one.stop()


def _until(listener: Listener, is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline, "it does not happen"
        listener.tick()


def _link(sessions: Sessions) -> tuple[str, str | None]:
    with transaction(sessions) as session:
        link = session.get(WaterLink, 1)
        return (link.state, link.error) if link else ("starting", None)


def _readings(sessions: Sessions) -> int:
    with transaction(sessions) as session:
        return session.scalar(select(func.count()).select_from(WaterReading)) or 0


def _told(clock: ManualClock, count: int, since: int = 0) -> list[str]:
    """Return readings of as many minutes, the last of which is now or just ahead of it."""
    first = clock.now() - timedelta(minutes=60)
    minutes = range(since, since + count)
    at = [(first + timedelta(minutes=one)).isoformat() for one in minutes]
    return [json.dumps({"depth_cm": 10 + one % 7, "at": when}) for one, when in enumerate(at)]


def test_what_a_sensor_says_arrives_and_the_link_is_seen(
    listen: Listen, broker: Broker, sensor: WaterSensor, sessions: Sessions, clock: ManualClock
) -> None:
    listener = listen()
    _until(listener, lambda: _link(sessions) == ("connected", None))
    broker.say(sensor.device, *_told(clock, 3))
    _until(listener, lambda: _readings(sessions) == 3)
    with transaction(sessions) as session:
        link = session.get_one(WaterLink, 1)
        assert (link.messages, link.broker) == (3, broker.url)


def test_a_broker_that_goes_away_and_comes_back_costs_nothing(
    listen: Listen, broker: Broker, sensor: WaterSensor, sessions: Sessions, clock: ManualClock
) -> None:
    listener = listen()
    _until(listener, lambda: _link(sessions) == ("connected", None))
    broker.stop()
    _until(listener, lambda: _link(sessions) == ("away", "away"))
    broker.start()
    broker.say(sensor.device, *_told(clock, 20))  # nobody listens yet
    broker.stop()
    broker.start()
    _until(listener, lambda: _readings(sessions) == 20)
    assert _link(sessions) == ("connected", None)


def test_what_comes_while_we_are_away_waits_at_the_broker(
    listen: Listen, broker: Broker, sensor: WaterSensor, sessions: Sessions, clock: ManualClock
) -> None:
    first = listen()
    _until(first, lambda: _link(sessions) == ("connected", None))
    first.stop()
    broker.say(sensor.device, *_told(clock, 30))
    second = listen()
    _until(second, lambda: _readings(sessions) >= 30)
    assert _readings(sessions) == 30, "each once"


def test_a_database_that_fails_leaves_the_reading_with_the_broker(
    listen: Listen, broker: Broker, sensor: WaterSensor, sessions: Sessions, clock: ManualClock
) -> None:
    listener = listen()
    _until(listener, lambda: _link(sessions) == ("connected", None))
    with transaction(sessions) as session:
        session.execute(text("ALTER TABLE water_readings RENAME TO gone"))
    broker.say(sensor.device, *_told(clock, 5))
    _until(listener, lambda: _link(sessions) == ("away", "database_away"))
    with transaction(sessions) as session:
        session.execute(text("ALTER TABLE gone RENAME TO water_readings"))
    _until(listener, lambda: _readings(sessions) == 5)
    _until(listener, lambda: _link(sessions) == ("connected", None))


def test_wrong_credentials_are_said_and_right_ones_mend_it(
    listen: Listen, broker: Broker, sessions: Sessions
) -> None:
    wrong = listen(mqtt_password=SecretStr("Wrong-word-9"))
    _until(wrong, lambda: _link(sessions) == ("refused", "refused_credentials"))
    _until(listen(), lambda: _link(sessions) == ("connected", None))


def test_a_reading_that_comes_twice_counts_once_and_nonsense_is_kept_apart(
    listen: Listen, broker: Broker, sensor: WaterSensor, sessions: Sessions, clock: ManualClock
) -> None:
    (good,) = _told(clock, 1)
    ahead = json.dumps({"depth_cm": 3, "at": (clock.now() + timedelta(hours=1)).isoformat()})
    listener = listen()
    _until(listener, lambda: _link(sessions) == ("connected", None))
    broker.say(sensor.device, good, good, good, "not JSON", "[]", '{"depth_cm": 1e9}', ahead)
    broker.say("nobody", good)
    broker.say(sensor.device, '{"depth_cm": 4}', retain=True)

    def refusals() -> list[str]:
        with transaction(sessions) as session:
            return list(session.scalars(select(WaterRefusal.reason).order_by(WaterRefusal.id)))

    _until(listener, lambda: len(refusals()) == 5)
    assert sorted(refusals()) == [
        "depth_impossible",
        "from_future",
        "malformed",
        "malformed",
        "sensor_unknown",
    ]
    _until(listener, lambda: _readings(sessions) == 2)
    with transaction(sessions) as session:
        assert session.get_one(WaterSensor, sensor.id).repeats == 2
    again = listen()
    listener.stop()
    _until(again, lambda: len(refusals()) == 6)  # of what the broker keeps nobody knows the time
    assert _readings(sessions) == 2


def test_an_address_that_is_none_stops_the_start() -> None:
    for wrong in ("http://broker", "mqtt://", "mqtt://user:secret@broker", "mqtt://broker/topic"):
        with pytest.raises(ValueError, match="mqtt"):
            Settings(mqtt_url=wrong)
