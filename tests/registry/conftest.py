"""A city with two departments and a vendor, and a shelf with one algorithm."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.scope import Scope
from accounts.tokens import service as tokens
from accounts.users.model import User
from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.http import problems
from core.http.services import Services
from core.ids import uuid7
from core.secrets import Keyring
from core.settings import Settings
from registry.catalogue import api as algorithm_routes
from registry.catalogue import life_api as life_routes
from registry.catalogue import service as catalogue
from registry.catalogue.model import Version
from registry.evaluation import api as evaluation_routes
from registry.gate import service as gate
from registry.leaderboard import api as leaderboard_routes
from registry.leaderboard import compare_api as comparison_routes
from registry.packages.reader import Package
from registry.rollouts import api as rollout_routes
from registry.sandbox import Limits
from registry.signing import api as signing_routes
from registry.subscriptions import api as subscription_routes
from registry.testsets import api as test_set_routes
from registry.tuning import api as tuning_routes
from registry.uploads import api as package_routes
from tests import make
from tests.registry import cameras, goods

SETTINGS = Settings(home=Path("/nowhere"), database_url=SecretStr("postgresql://unused"))
ROUTES = (
    algorithm_routes,
    life_routes,
    subscription_routes,
    package_routes,
    test_set_routes,
    evaluation_routes,
    tuning_routes,
    leaderboard_routes,
    comparison_routes,
    rollout_routes,
    signing_routes,
)
LIMITS = Limits(batch_max=4, memory_mb=1024, outputs_mb=4)


@dataclass(frozen=True, slots=True)
class City:
    """Who is there."""

    parks: Organization
    roads: Organization
    vendor: Organization
    gardener: User
    mender: User


@pytest.fixture
def city(session: Session) -> City:
    root = make.organization(session)
    parks = make.organization(session, root, name_zh="园林局", name_en="Parks")
    roads = make.organization(session, root, name_zh="道路局", name_en="Roads")
    vendor = make.organization(session, kind="vendor", name_zh="厂商", name_en="Vendor")
    people = [_subscriber(session, owner) for owner in (parks, roads)]
    return City(parks, roads, vendor, *people)


def _subscriber(session: Session, owner: Organization) -> User:
    """Add a user who never signs in with a password: hashing one takes longer than most tests here."""
    now = ManualClock().now()
    user = User(
        owner_id=owner.id,
        login=f"u{uuid7().hex[-12:]}",
        name="张三",
        language="zh",
        roles=[Role.SUBSCRIBER],
        password_hash="none",
        enabled=True,
        failures=0,
        created_at=now,
        password_changed_at=now,
    )
    session.add(user)
    session.flush()
    return user


@pytest.fixture
def gardener(city: City) -> Scope:
    return make.scope_of(city.gardener, "subscription.update")


@pytest.fixture
def mender(city: City) -> Scope:
    return make.scope_of(city.mender, "subscription.update")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return goods.write(tmp_path / "package")


Install = Callable[..., Version]


@pytest.fixture(scope="session")
def reports() -> dict[tuple[str, int], dict[str, Any]]:
    """What the gate said about a package, by its digest and the gate's version."""
    return {}


@pytest.fixture
def quick_gate(
    reports: dict[tuple[str, int], dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ask the real gate about each package once a run."""
    real = gate.inspect

    def inspect(package: Package, *rest: Any) -> dict[str, Any]:
        key = package.digest, gate.GATE_VERSION
        if key not in reports:
            reports[key] = real(package, *rest)
        return reports[key]

    monkeypatch.setattr(gate, "inspect", inspect)


@pytest.fixture
def install(
    session: Session,
    city: City,
    tmp_path: Path,
    blobs: FolderBlobs,
    clock: ManualClock,
    quick_gate: None,
) -> Install:
    """Put a version of the toy on the shelf."""

    def put(version: str = "1.0.0") -> Version:
        folder = goods.write(tmp_path / f"fire-{version}", described=goods.manifest(version))
        return catalogue.install_builtin(
            session, folder, city.vendor.id, "0.1.0", blobs, SETTINGS, clock, LIMITS
        )

    return put


@pytest.fixture
def camera(session: Session, city: City) -> UUID:
    """A camera of the parks."""
    return cameras.add(session, city.parks.id)


@pytest.fixture
def app(
    tmp_path: Path, sessions: Sessions, clock: ManualClock, blobs: FolderBlobs, keyring: Keyring
) -> FastAPI:
    """An app that answers with the registry's routes."""
    settings = Settings(home=tmp_path, database_url=SecretStr("postgresql://unused"))
    app = FastAPI()
    app.state.services = Services(settings, sessions, clock, blobs, keyring)
    for part in ROUTES:
        app.include_router(part.routes, prefix="/api/v1")
    problems.install(app)
    return app


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client that has not signed in."""
    with TestClient(app, base_url="http://city.test/", raise_server_exceptions=False) as made:
        yield made


def bearer(sessions: Sessions, who: User, clock: ManualClock) -> dict[str, str]:
    """Return the headers of a user's token."""
    with transaction(sessions) as session:
        secret = tokens.issue(session, None, who, tokens.Wanted("test", 90), clock).secret
    return {"Authorization": f"Bearer {secret}"}
