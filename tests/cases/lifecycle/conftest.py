"""The office for all tests of the lifecycle."""

import pytest

from accounts.organizations.model import Organization
from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.engine import Sessions
from core.settings import Settings
from tests.cases.conftest import NewEvent, People
from tests.cases.lifecycle.working import Office, local, unit_of


@pytest.fixture
def office(
    sessions: Sessions,
    city: Organization,
    people: People,
    new_event: NewEvent,
    settings: Settings,
    blobs: FolderBlobs,
) -> Office:
    """On a Thursday at ten in the morning."""
    unit, worker = unit_of(sessions, city)
    clock = ManualClock(local("2026-11-26 10:00"))
    return Office(sessions, settings, clock, blobs, people, unit, worker, new_event)
