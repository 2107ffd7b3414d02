"""A department where water rises, and who is told of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from accounts.organizations.model import Organization
from accounts.users.model import User
from cases.emergency.model import Emergency, EmergencyCall
from cases.emergency.raising import follow
from cases.outbox.model import Delivery
from cases.sinks import service as sinks
from cases.sinks.model import Sink
from cases.water.fusion import fuse
from cases.water.model import WaterSensor
from core.clock import Clock
from core.database.engine import Sessions, transaction
from core.net.allowed import outbound
from core.secrets import Keyring
from core.settings import Settings
from tests.cases import samples
from tests.cases.conftest import People, scope_of
from tests.cases.water import stories

Rises = Callable[..., None]
NewSink = Callable[..., Sink]


@pytest.fixture
def sensor(sessions: Sessions, department: Organization) -> WaterSensor:
    """The department's sensor."""
    with transaction(sessions) as session:
        return stories.register(session, department.id)


@pytest.fixture
def happen(sessions: Sessions, settings: Settings) -> Callable[[datetime], None]:
    """Let the background do its round at an instant."""

    def work(now: datetime) -> None:
        with transaction(sessions) as session:
            while fuse(session, settings, now):
                pass
            follow(session, settings, now)

    return work


@pytest.fixture
def rises(sessions: Sessions, sensor: WaterSensor, happen: Callable[[datetime], None]) -> Rises:
    """Let the sensor tell of depths, one a minute, each followed by a round of the background."""
    minute = 0

    def tell(*depths: float) -> None:
        nonlocal minute
        for depth_cm in depths:
            with transaction(sessions) as session:
                stories.tell(session, session.get_one(WaterSensor, sensor.id), minute, depth_cm)
            happen(samples.START + timedelta(minutes=minute))
            minute += 1

    return tell


@pytest.fixture
def new_sink(
    sessions: Sessions, people: People, settings: Settings, keyring: Keyring, clock: Clock
) -> NewSink:
    """A factory of the city's sinks, by whom they reach."""

    def build(*audiences: str, by: User | None = None, url: str = "http://127.0.0.1:9/in") -> Sink:
        with transaction(sessions) as session:
            made, _ = sinks.create(
                session,
                scope_of(session, by or people.system, "sink.create"),
                name="+".join(audiences),
                kind="cloudevents",
                url=url,
                secret=None,
                audiences=audiences,
                allowed=outbound(settings),
                keyring=keyring,
                clock=clock,
            )
            return made

    return build


def only(sessions: Sessions) -> Emergency:
    """Return the one emergency there is."""
    with transaction(sessions) as session:
        return session.scalars(select(Emergency)).one()


def calls(sessions: Sessions) -> list[tuple[str, str]]:
    """Return who was told what, in order."""
    with transaction(sessions) as session:
        rows = session.scalars(select(EmergencyCall).order_by(EmergencyCall.sequence))
        return [(row.audience, row.why) for row in rows]


def deliveries(sessions: Sessions) -> list[Delivery]:
    """Return every message, in order."""
    with transaction(sessions) as session:
        return list(session.scalars(select(Delivery).order_by(Delivery.sequence)))
