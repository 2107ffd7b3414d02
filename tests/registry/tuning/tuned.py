"""What tests of tuning ask and decide."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from core.database.engine import transaction
from core.http.services import Services
from registry.catalogue.model import Version
from registry.tuning import job, service
from registry.tuning.machine import machine
from registry.tuning.service import Served

Headers = dict[str, str]


def taking(monkeypatch: pytest.MonkeyPatch, **ms: float) -> None:
    """Let the ways take so many milliseconds: how busy this machine is decides no test."""
    monkeypatch.setattr(job, "in_turn", lambda *_: ms)


def told(client: TestClient, version: Version, headers: Headers) -> Any:
    """Return what the API tells of a version's tunings."""
    answer = client.get(f"/api/v1/versions/{version.id}/tunings", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def served(services: Services, version: Version) -> Served:
    """Return what a node with these services runs for a version."""
    here = machine(services.settings.openvino_python)
    with transaction(services.sessions) as session:
        return service.served(session, session.get_one(Version, version.id), here)


def as_handed_in(version: Version) -> Served:
    """Return the vendor's file on ONNX Runtime."""
    return Served(version.model_digest, "onnxruntime")
