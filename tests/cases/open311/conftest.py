"""The whole API over a city's cases: Open311 stands beside our own routes."""

import pytest
from fastapi import FastAPI

from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.engine import Sessions
from core.http.services import Services
from core.secrets import Keyring
from core.settings import Settings
from serving.api.app import create_app


@pytest.fixture
def app(
    settings: Settings,
    sessions: Sessions,
    clock: ManualClock,
    blobs: FolderBlobs,
    keyring: Keyring,
    database_url: str,
) -> FastAPI:
    """The app as it is served."""
    found = Services(settings, sessions, clock, blobs, keyring)
    return create_app(found, database_url=database_url)
