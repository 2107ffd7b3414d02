"""The notebook that compares two versions, executed on a shelf whose older version sees half as well."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.organizations.service import operator
from accounts.policy import Role
from accounts.tokens import service as tokens
from core.database.engine import transaction
from core.http.services import Services
from registry.catalogue import service as catalogue
from registry.evaluation import job as evaluations
from registry.sandbox import Limits
from registry.uploads import job as uploads
from serving.cluster.resident import CALLERS, Residents
from serving.inference.service import Inference
from tests import make
from tests.registry import goods
from tests.registry.testsets import archives
from tests.registry.testsets.conftest import announce, send
from tests.serving.belongings import user
from tests.serving.notebooks import executed

OLDER, NEWER = 0.6, 1.0
"""What the two make of a picture's brightness."""
LIMITS = Limits(batch_max=4, memory_mb=1024, outputs_mb=4)


@pytest.fixture
def token(app: FastAPI, services: Services, tmp_path: Path) -> Iterator[str]:
    """The token of a subscriber whose city has measured both versions on one test set."""
    with transaction(services.sessions) as session:
        parks = make.organization(session, make.organization(session), name_en="Parks")
        vendor = make.organization(session, kind="vendor", name_en="Vendor")
        for version, gain in (("1.0.0", OLDER), ("1.1.0", NEWER)):
            _publish(session, services, vendor, version, gain, tmp_path / version)
        secrets = [
            tokens.issue(
                session, None, user(session, *who), tokens.Wanted("notebook", 1), services.clock
            ).secret
            for who in ((operator(session), Role.SYSTEM), (parks, Role.SUBSCRIBER))
        ]
    _measure(app, services, {"authorization": f"Bearer {secrets[0]}"})
    residents = Residents(services.settings, services.sessions, services.blobs, CALLERS)
    app.state.inference = Inference(services, lambda: residents)
    yield secrets[1]
    residents.close()


def _publish(
    session: Session,
    services: Services,
    vendor: Organization,
    version: str,
    gain: float,
    folder: Path,
) -> None:
    package = goods.write(
        folder,
        described=goods.manifest(version),
        model_bytes=goods.model(gain),
        expected=[{"label": "fire", "score": 0.8 * gain, "box": goods.BOX}],
    )
    given = services.blobs, services.settings, services.clock, LIMITS
    catalogue.install_builtin(session, package, vendor.id, "0.1.0", *given)


def _measure(app: FastAPI, services: Services, administrator: dict[str, str]) -> None:
    """Upload a test set, and have both versions measured on it."""
    client, data = TestClient(app), archives.archive()
    upload = announce(client, data, administrator).json()
    send(client, upload, data, administrator)
    uploads.run_due(services)
    evaluations.run_due(services)


def test_both_are_measured_side_by_side_and_look_at_one_picture(
    app: FastAPI, token: str, tmp_path: Path
) -> None:
    picture = tmp_path / "street.png"
    cv2.imwrite(str(picture), goods.picture())
    shown = executed("02_compare_two_versions.ipynb", app, token, tmp_path, PICTURE=str(picture))
    assert "Fire 1.0.0 and 1.1.0 of 1.0.0, 1.1.0" in shown
    assert "城区火情 v1: 4 pictures, 2 of them show it" in shown
    assert "<td>recall</td><td>50.0%</td>" in shown
    assert "cannot be told: the intervals overlap" in shown, "four pictures say little"
    assert "<td>night</td><td>2</td><td>0.0%</td><td>100.0%</td>" in shown
    assert "recall · 1.1.0</text>" in shown
    box = "0.25, 0.25, 0.75, 0.75"
    for score, counts in ((0.8 * OLDER, "no"), (0.8 * NEWER, "yes")):
        assert f"<td>fire</td><td>{score:.3f}</td><td>{counts}</td><td>{box}</td>" in shown
