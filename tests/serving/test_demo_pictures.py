"""The demo's test set is one that an operator could have uploaded."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from accounts.organizations.service import operator
from accounts.policy import Role
from core.database.engine import transaction
from core.http.services import Services
from registry.testsets.model import CityTestSet
from registry.uploads import job
from serving.demo import pictures
from tests import make


@pytest.fixture
def few_streets(monkeypatch: pytest.MonkeyPatch) -> None:
    """One street of each subject, and no yielding of the processor by the tests."""
    patched: dict[str, Any] = {"_STREETS": 5, "_SHOTS": 1, "NICE": 0}
    for name, value in patched.items():
        monkeypatch.setattr(pictures, name, value)


def test_it_is_uploaded_once_and_covers_the_built_ins(
    services: Services, few_streets: None, tmp_path: Path
) -> None:
    with transaction(services.sessions) as session:
        make.organization(session)
        make.user(session, operator(session), roles=[Role.SYSTEM], login="system")
    assert pictures._is_due(services)

    pictures.work(services)

    assert not pictures._is_due(services)
    assert job.run_due(services) == 1
    with transaction(services.sessions) as session:
        (made,) = session.scalars(select(CityTestSet))
        assert made.name == pictures.NAME
        assert made.counts["pictures"] == 5
        assert all(made.counts["events"].values()), "every event is shown by some picture"
