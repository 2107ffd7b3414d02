"""Test sets, as the operator's administrator uploads them, and a version that was measured on one."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from core.clock import ManualClock
from core.http.services import Services
from registry.catalogue import service as catalogue
from registry.catalogue.model import Version
from registry.evaluation import job as evaluation
from registry.tuning import job
from tests.registry import goods
from tests.registry.conftest import City
from tests.registry.testsets.conftest import Upload, services, system, upload
from tests.registry.tuning.models import convolved

__all__ = ["services", "system", "upload"]


@pytest.fixture(params=["convolved"])
def version(
    request: pytest.FixtureRequest, session: Session, services: Services, city: City, tmp_path: Path,
    clock: ManualClock,
) -> Version:  # fmt: skip
    """A version on the shelf, before anybody else's transaction begins."""
    model = convolved() if request.param == "convolved" else goods.model()
    return catalogue.install_builtin(
        session, goods.write(tmp_path / "fire", model_bytes=model), city.vendor.id, "0.1.0",
        services.blobs, services.settings, clock,
    )  # fmt: skip


@pytest.fixture
def measured(version: Version, upload: Upload, services: Services) -> Version:
    """A version whose figures are known, so that it may be tuned; ask for it first."""
    upload()
    assert not job.is_due(services)
    assert evaluation.run_due(services) == 1
    assert job.is_due(services)
    return version
