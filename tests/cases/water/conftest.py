"""A department with a water sensor."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select

from accounts.organizations.model import Organization
from cases.water.fusion import fuse
from cases.water.model import WaterPoint, WaterSensor
from core.database.engine import Sessions, transaction
from core.settings import Settings
from tests.cases.water import stories

Fuse = Callable[[datetime], list[WaterPoint]]


@pytest.fixture
def sensor(sessions: Sessions, department: Organization) -> WaterSensor:
    """The department's sensor, which has said nothing yet."""
    with transaction(sessions) as session:
        return stories.register(session, department.id)


@pytest.fixture
def fused(sessions: Sessions, settings: Settings) -> Fuse:
    """Make points of everything new, and return all there are, oldest first."""

    def make(now: datetime) -> list[WaterPoint]:
        with transaction(sessions) as session:
            while fuse(session, settings, now):
                pass
            return list(session.scalars(select(WaterPoint).order_by(WaterPoint.started_at)))

    return make
