"""The desk, with nobody at it yet."""

import pytest

from core.clock import ManualClock
from core.database.engine import Sessions
from core.settings import Settings
from tests.cases.review.desks import Desk


@pytest.fixture
def desk(sessions: Sessions, settings: Settings, clock: ManualClock) -> Desk:
    """People at work; no decided event is checked once more."""
    return Desk(sessions, settings.model_copy(update={"check_share": 0.0}), clock)
