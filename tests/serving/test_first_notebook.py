"""The notebook of a vendor's first algorithm, from the model to the shelf, while a city does its part.

`make test-train` runs it with the training environment, where the model is torchvision's.
"""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from accounts.organizations.service import operator
from accounts.policy import Role
from accounts.tokens import service as tokens
from core.database.engine import transaction
from core.http.services import Services
from registry.uploads import job
from tests import make
from tests.serving.belongings import user
from tests.serving.notebooks import executed

PYTHON = os.environ.get("NOTEBOOK_PYTHON", sys.executable)
VOTERS = (Role.SYSTEM, Role.SECURITY)


@pytest.fixture
def secrets(services: Services) -> dict[Role, str]:
    """The tokens of a vendor and of the administrators who decide."""
    with transaction(services.sessions) as session:
        vendor = make.organization(session, kind="vendor", name_zh="厂商", name_en="Vendor")
        homes = {Role.VENDOR: vendor} | dict.fromkeys(VOTERS, operator(session))
        return {
            role: tokens.issue(
                session, None, user(session, home, role), tokens.Wanted("test", 1), services.clock
            ).secret
            for role, home in homes.items()
        }


@contextmanager
def city_at_work(app: FastAPI, services: Services, secrets: dict[Role, str]) -> Iterator[None]:
    """Let the gate examine what is handed in, and two administrators approve what is asked for."""
    left = Event()

    def work() -> None:
        while not left.wait(0.5):
            job.run_due(services)
            for role in VOTERS:
                vote(TestClient(app), role, secrets[role])

    with ThreadPoolExecutor(1) as city:
        at_work = city.submit(work)
        try:
            yield
        finally:
            left.set()
        at_work.result()


def vote(client: TestClient, role: Role, secret: str) -> None:
    """Say yes to every request that waits for this administrator."""
    client.headers["authorization"] = f"Bearer {secret}"
    waiting = client.get("/api/v1/approvals", params={"state": "waiting"}).json()["items"]
    for one in waiting:
        if role in one["missing"]:
            yes = {"vote": "approve", "reason": "已核对"}
            answer = client.post(f"/api/v1/approvals/{one['id']}/votes", json=yes)
            assert answer.status_code == 201, answer.text


def test_a_vendor_gets_a_model_onto_the_shelf(
    app: FastAPI, services: Services, secrets: dict[Role, str], tmp_path: Path
) -> None:
    vendor = secrets[Role.VENDOR]
    with city_at_work(app, services, secrets):
        shown = executed("01_first_algorithm.ipynb", app, vendor, tmp_path, PYTHON, PATIENCE_S="60")
    exported = "by_hand" if sys.executable == PYTHON else "from_torchvision"
    assert f"{exported} {{'kind': 'mask', 'labels': ['cone']}}" in shown
    for picture, cones in (("two", 2), ("one", 1), ("none", 0)):
        assert f"<td>{picture}</td><td>{cones}</td>" in shown
    faults, good = shown.index("The gate is not passed"), shown.index("The gate is passed")
    assert "✗ " in shown[:faults]
    assert "→ " in shown[:faults]
    assert "✗ " not in shown[good:]
    assert "traffic_cone 0.1.0 is checked" in shown
    assert "still to vote: security, system" in shown
    assert "traffic_cone 0.1.0 is published" in shown
    client = TestClient(app, headers={"authorization": f"Bearer {vendor}"})
    [goods] = client.get("/api/v1/algorithms").json()["items"]
    assert (goods["slug"], goods["stable"]["version"]) == ("traffic_cone", "0.1.0")
