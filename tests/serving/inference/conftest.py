"""A shelf with a toy, the real sandboxed child that runs it, and people who call it; no Ray between."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.quotas.model import Quota
from accounts.tokens import service as tokens
from accounts.tokens.service import Wanted
from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.engine import open_engine, session_factory, transaction
from core.http.services import Services
from core.secrets import Keyring
from core.settings import Settings
from registry.catalogue import service as catalogue
from registry.catalogue.model import Algorithm, Version
from registry.sandbox import Limits
from serving.api.app import create_app
from serving.cluster.resident import CALLERS, Residents
from serving.inference.service import Inference
from tests import make
from tests.conftest import new_database
from tests.registry import goods
from tests.serving.belongings import user
from tests.serving.inference.endpoints import Vendor, answering
from tests.serving.inference.trading import Trade, begun

SHAPE = (1, 3, goods.SIDE, goods.SIDE)
MISER = 3
"""Frames a minute of the departments that may have few; each test that uses them up has its own."""


@dataclass(frozen=True, slots=True)
class Shop:
    """What is there, and the tokens of those who call."""

    app: FastAPI
    services: Services
    residents: Residents
    fire: Version
    draft: UUID
    """The algorithm of a vendor's version that is not on the shelf yet, under the same slug."""
    parks: UUID
    tokens: dict[str, str]

    @property
    def inference(self) -> Inference:
        found: Inference = self.app.state.inference
        return found

    def client(self, who: str | None = "subscriber") -> TestClient:
        """Return a client of somebody, or of nobody."""
        one = TestClient(self.app, raise_server_exceptions=False)
        if who is not None:
            one.headers["authorization"] = f"Bearer {self.tokens[who]}"
        return one


def pictures(*greys: float) -> NDArray[np.float32]:
    """Return a batch of even pictures, as the toy takes them."""
    return np.stack([np.full(SHAPE[1:], grey, np.float32) for grey in greys])


def asked(tensor: NDArray[Any], **fields: Any) -> dict[str, Any]:
    """Return the JSON of a call."""
    one = {"name": "x", "shape": [*tensor.shape], "datatype": "FP32"}
    return {"inputs": [one | {"data": tensor.ravel().tolist()}], **fields}


@pytest.fixture(scope="package")
def shop_url(postgres_url: str, template: str) -> Iterator[str]:
    """The URL of the shelf's database."""
    yield from new_database(postgres_url, template)


@pytest.fixture(scope="package")
def shop(shop_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The shelf, open for as long as the package's tests run."""
    home = tmp_path_factory.mktemp("shop")
    engine = open_engine(shop_url)
    settings = Settings(home=home, requests_per_minute=10**6, totp="off", infer_max_mb=1)
    services = Services(
        settings,
        session_factory(engine),
        ManualClock(),
        FolderBlobs(home / "blobs"),
        Keyring.open(home),
    )
    with transaction(services.sessions) as session:
        made = _stock(session, services, home)
    residents = Residents(settings, services.sessions, services.blobs, CALLERS)
    app = create_app(services, database_url=shop_url)
    app.state.inference = Inference(services, lambda: residents)
    yield Shop(app, services, residents, **made)
    residents.close()
    engine.dispose()


@pytest.fixture(scope="package")
def vendor(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vendor]:
    """The shelf as somebody else's server, over TLS."""
    home = tmp_path_factory.mktemp("vendor")
    with answering(shop.app, home) as url:
        yield Vendor(url, shop.tokens["subscriber"], home)


@pytest.fixture
def trade(services: Services, vendor: Vendor) -> Trade:
    """A vendor with an endpoint that security has let in, and a department with a camera."""
    return begun(services, vendor)


def _stock(session: Session, services: Services, home: Path) -> dict[str, Any]:
    city = make.organization(session)
    parks = make.organization(session, city, name_zh="园林局", name_en="Parks")
    misers = [make.organization(session, city, name_zh="道路局", name_en="Roads") for _ in range(3)]
    vendor = make.organization(session, kind="vendor", name_zh="厂商", name_en="Vendor")
    rival = make.organization(session, kind="vendor", name_zh="新厂商", name_en="New Vendor")
    for one in misers:
        quota = Quota(organization_id=one.id, resource="inferences_per_minute", amount=MISER)
        session.add(quota)
    fire = catalogue.install_builtin(
        session,
        goods.write(home / "fire"),
        vendor.id,
        "0.1.0",
        services.blobs,
        services.settings,
        services.clock,
        Limits(batch_max=4, memory_mb=1024, outputs_mb=4),
    )
    people = {
        "subscriber": (parks, Role.SUBSCRIBER),
        **{f"miser {at}": (one, Role.SUBSCRIBER) for at, one in enumerate(misers)},
        "viewer": (parks, Role.VIEWER),
        "vendor": (vendor, Role.VENDOR),
        "rival": (rival, Role.VENDOR),
    }
    secrets = {
        name: tokens.issue(
            session, None, user(session, owner, role), Wanted("calls", 1), services.clock
        ).secret
        for name, (owner, role) in people.items()
    }
    draft = _draft(session, rival, fire, services)
    return {"fire": fire, "draft": draft, "parks": parks.id, "tokens": secrets}


def _draft(session: Session, owner: Organization, like: Version, services: Services) -> UUID:
    """Add a version that passed the gate and is not on the shelf, of a younger algorithm of the same slug."""
    algorithm = Algorithm(
        owner_id=owner.id,
        slug="fire",
        title_zh="火情",
        title_en="Fire",
        summary_zh="",
        summary_en="",
        created_at=services.clock.now(),
    )
    session.add(algorithm)
    session.flush()
    kept = ("digest", "model_digest", "size", "manifest", "readme", "files", "gate", "approval")
    same = {name: getattr(like, name) for name in kept}
    session.add(
        Version(
            owner_id=owner.id,
            algorithm_id=algorithm.id,
            version="2.0.0",
            state="checked",
            created_at=services.clock.now(),
            **same,
        )
    )
    session.flush()
    return algorithm.id
