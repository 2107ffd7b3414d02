"""The operator's administrator, and test sets that he has uploaded."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from accounts.organizations.service import operator
from accounts.policy import Role
from core.clock import ManualClock
from core.database.engine import Sessions
from core.http.services import Services
from registry.uploads import job
from tests import make
from tests.registry.conftest import bearer
from tests.registry.testsets.archives import ABOUT, archive

SETS = "/api/v1/test-sets"
Upload = Callable[..., dict[str, Any]]


@pytest.fixture
def system(session: Session, sessions: Sessions, clock: ManualClock) -> dict[str, str]:
    """The headers of the operator's system administrator."""
    make.organization(session)
    who = make.user(session, operator(session), roles=[Role.SYSTEM])
    session.commit()
    return bearer(sessions, who, clock)


@pytest.fixture
def services(client: TestClient) -> Services:
    found: Services = client.app.state.services  # type: ignore[attr-defined]
    return found


def announce(client: TestClient, data: bytes, headers: dict[str, str], **about: Any) -> Any:
    digest = hashlib.sha256(data).hexdigest()
    body = ABOUT | {"filename": "set.zip", "size": len(data), "sha256": digest} | about
    return client.post(f"{SETS}/uploads", json=body, headers=headers)


def send(client: TestClient, upload: dict[str, Any], data: bytes, headers: dict[str, str]) -> Any:
    return client.put(f"{SETS}/uploads/{upload['id']}/content", content=data, headers=headers)


@pytest.fixture
def upload(client: TestClient, services: Services, system: dict[str, str]) -> Upload:
    """Upload an archive, let the job work, and return what became of it."""

    def put(data: bytes | None = None, **about: Any) -> dict[str, Any]:
        content = archive() if data is None else data
        made = announce(client, content, system, **about)
        assert made.status_code == 201, made.text
        send(client, made.json(), content, system)
        job.run_due(services)
        found: dict[str, Any] = client.get(
            f"{SETS}/uploads/{made.json()['id']}", headers=system
        ).json()
        return found

    return put
