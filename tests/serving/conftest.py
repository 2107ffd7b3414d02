"""The whole API over a city with two departments, one of which owns everything there is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from accounts.api.deps import COOKIE
from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.users.model import User
from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.http.services import Services
from core.secrets import Keyring
from core.settings import Settings
from serving.api.app import create_app
from tests import make
from tests.registry import cameras
from tests.serving.belongings import (
    belongings,
    dictionary,
    measuring,
    photo,
    places,
    published,
    signed_in,
    user,
    water,
)

Client = Callable[[Role], TestClient]


@dataclass(frozen=True, slots=True)
class World:
    """Two departments; `objects` are all the other one's, by the name of a route's parameter.

    `mine` are the first one's, where a route must be given one of them beside a foreign one.
    """

    own: Organization
    other: Organization
    users: dict[Role, User]
    secrets: dict[Role, str]
    objects: dict[str, UUID]
    mine: dict[str, UUID]


@pytest.fixture
def services(
    sessions: Sessions, clock: ManualClock, blobs: FolderBlobs, keyring: Keyring, tmp_path: Path
) -> Services:
    """What the app is built on."""
    return Services(
        Settings(
            home=tmp_path,
            undo_s=0,
            outbound_networks="127.0.0.0/8",
            remote_hosts="localhost",
            requests_per_minute=10**6,  # tests that try everything must not be told to wait
            totp="off",
            live_link="https://media.city.example/<camera_id>",
        ),
        sessions,
        clock,
        blobs,
        keyring,
    )


@pytest.fixture
def app(services: Services, database_url: str) -> FastAPI:
    """The whole API, no cluster behind it."""
    return create_app(services, database_url=database_url)


@pytest.fixture
def world(services: Services) -> World:
    """Everything there is, in one department, and somebody of every role in another."""
    with transaction(services.sessions) as session:
        city = make.organization(session)
        own = make.organization(session, city, name_zh="园林局", name_en="Parks")
        other = make.organization(session, city, name_zh="道路局", name_en="Roads")
        vendor = make.organization(session, kind="vendor", name_zh="本厂商", name_en="Own Vendor")
        users = {role: user(session, vendor if role is Role.VENDOR else own, role) for role in Role}
        stranger = user(session, other, Role.DISPATCHER)
        secrets = {role: signed_in(session, services, one)[0] for role, one in users.items()}
        objects = belongings(session, services, other, stranger) | dictionary(session)
        objects |= water(session, other.id) | places(session, other)
        objects |= measuring(session, other, stranger)
        objects |= dict.fromkeys(("left_id", "right_id"), objects["version_id"])
        objects["photo_id"] = photo(session, services, stranger, objects["case_id"])
        camera = cameras.add(session, own.id)
        mine = {
            "camera_id": camera,
            "algorithm_id": published(session),
            "object_id": camera,
            "organization_id": own.id,
        }
    return World(own, other, users, secrets, objects, mine)


@pytest.fixture
def client(app: FastAPI, world: World) -> Iterator[Client]:
    """A client of somebody of each role."""
    made: list[TestClient] = []

    def of(role: Role) -> TestClient:
        one = TestClient(app, raise_server_exceptions=False)
        one.cookies.set(COOKIE, world.secrets[role])
        one.headers.update({"origin": "http://testserver", "if-match": "*"})
        made.append(one)
        return one

    yield of
    for one in made:
        one.close()
