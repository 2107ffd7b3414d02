"""An app with the accounts' routes and a few that stand for any other's, on a real database."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from accounts.api.routes import router
from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.engine import Sessions
from core.http import problems
from core.http.services import Services
from core.secrets import Keyring
from core.settings import Settings

Client = Callable[[], TestClient]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of this test's own."""
    return Settings(home=tmp_path, database_url=SecretStr("postgresql://unused"), totp="off")


@pytest.fixture
def app(
    settings: Settings, sessions: Sessions, clock: ManualClock, blobs: FolderBlobs, keyring: Keyring
) -> FastAPI:
    """An app that answers with the accounts' routes."""
    app = _app()
    app.state.services = Services(settings, sessions, clock, blobs, keyring)
    return app


@cache
def _app() -> FastAPI:
    app = FastAPI()
    app.include_router(router, prefix="/api/v1")
    problems.install(app)
    return app


@pytest.fixture
def client(app: FastAPI) -> Iterator[Client]:
    """A factory of browsers, each with its own cookies."""
    opened: list[TestClient] = []

    def browser() -> TestClient:
        made = TestClient(app, base_url="http://city.test/", raise_server_exceptions=False)
        opened.append(made)
        return made

    yield browser
    for made in opened:
        made.close()
