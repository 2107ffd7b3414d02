"""A city with two departments, and browsers signed in by token."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.tokens import service as tokens
from accounts.users.model import User
from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.http import problems
from core.http.services import Services
from core.secrets import Keyring
from core.settings import Settings
from tests import make
from video.cameras import service
from video.cameras.address import networks
from video.cameras.api import routes as router
from video.cameras.model import Camera
from video.cameras.service import NewCamera

URL = "rtsp://admin:s3cret-%40@10.0.0.7:554/Streaming/Channels/102"
Add = Callable[..., Camera]


@dataclass(frozen=True, slots=True)
class City:
    """Who is there."""

    parks: Organization
    gardener: User
    mender: User
    dispatcher: User


@pytest.fixture
def city(sessions: Sessions) -> City:
    with transaction(sessions) as session:
        root = make.organization(session)
        parks = make.organization(session, root, name_zh="园林局", name_en="Parks")
        roads = make.organization(session, root, name_zh="道路局", name_en="Roads")
        gardener = make.user(session, parks, roles=[Role.SUBSCRIBER])
        mender = make.user(session, roads, roles=[Role.SUBSCRIBER])
        return City(parks, gardener, mender, make.user(session, root, roles=[Role.DISPATCHER]))


@pytest.fixture
def add(session: Session, city: City, keyring: Keyring, clock: ManualClock) -> Add:
    """Adds cameras of the parks."""

    def camera(name: str = "gate") -> Camera:
        new = NewCamera(f"{name}摄像机", name, URL, f"{name} place")
        return service.create(
            session, None, city.parks.id, new, keyring, clock, allowed=networks(Settings())
        )

    return camera


@pytest.fixture
def browser(
    sessions: Sessions, clock: ManualClock, blobs: FolderBlobs, keyring: Keyring, tmp_path: Path
) -> Iterator[Callable[[User], TestClient]]:
    """A factory of clients, each somebody's."""
    app = FastAPI()
    settings = Settings(home=tmp_path, database_url=SecretStr("postgresql://unused"))
    app.state.services = Services(settings, sessions, clock, blobs, keyring)
    app.include_router(router)
    problems.install(app)
    with ExitStack() as stack:

        def client_of(user: User) -> TestClient:
            with transaction(sessions) as session:
                secret = tokens.issue(session, None, user, tokens.Wanted("test", 90), clock).secret
            client = stack.enter_context(TestClient(app, raise_server_exceptions=False))
            client.headers["authorization"] = f"Bearer {secret}"
            return client

        yield client_of
