"""A version made ready is loaded once, whoever asks, and answers the first frame that comes."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import func, select, update

from algorithms.ops import letterbox
from core.clock import ManualClock
from core.database.engine import transaction
from core.http.services import Services
from core.ids import uuid7
from registry.catalogue import service as catalogue
from registry.catalogue.model import Strike, Version
from serving.cluster.batch import Batch
from serving.cluster.resident import Residents
from tests import make
from tests.registry import goods


@pytest.fixture
def version_id(services: Services, clock: ManualClock, tmp_path: Path) -> UUID:
    with transaction(services.sessions) as session:
        vendor = make.organization(session, kind="vendor", name_zh="厂商", name_en="Vendor")
        version = catalogue.install_builtin(
            session, goods.write(tmp_path / "fire"), vendor.id, "0.1.0", services.blobs,
            services.settings, clock,
        )  # fmt: skip
        return version.id


def test_a_version_is_ready_before_its_first_frame(services: Services, version_id: UUID) -> None:
    residents = Residents(services.settings, services.sessions, services.blobs)
    try:
        with ThreadPoolExecutor(3) as several:
            list(several.map(residents.prepare, [version_id] * 3))
        (ready,) = residents.status()
        assert (len(list(ready["pids"])), ready["inferred"]) == (1, 0)  # type: ignore[call-overload]
        pixels, fitted = letterbox(goods.picture(), goods.SIDE, goods.SIDE)
        batch = Batch(version_id, (uuid7(),), np.stack([pixels]), (fitted,))
        (found,) = residents.infer(batch)
        assert found is not None
        assert [one.label for one in found] == ["fire"]
        (after,) = residents.status()
        assert after["pids"] == ready["pids"], "the child that was made ready"
    finally:
        residents.close()


def test_what_cannot_be_loaded_costs_nobody_a_strike(services: Services, version_id: UUID) -> None:
    with transaction(services.sessions) as session:
        broken = services.blobs.put(b"no model")
        session.execute(update(Version).values(model_digest=broken))
    residents = Residents(services.settings, services.sessions, services.blobs)
    try:
        residents.prepare(version_id)
        (failed,) = residents.status()
        assert (failed["pids"], failed["failures"]) == ([], 1)
    finally:
        residents.close()
    with transaction(services.sessions) as session:
        assert session.scalar(select(func.count()).select_from(Strike)) == 0
