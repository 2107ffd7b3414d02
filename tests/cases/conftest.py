"""A city with one department, and a subscription of it that sees things."""

from dataclasses import replace

import pytest

from accounts.organizations.model import Organization
from cases.events.report import Source
from core.database.engine import Sessions, transaction
from core.ids import uuid7
from tests.cases import samples


@pytest.fixture
def city(sessions: Sessions) -> Organization:
    """The root of the organizations."""
    return _organization(sessions, None, "city", "示例市", "Sample City")


@pytest.fixture
def department(sessions: Sessions, city: Organization) -> Organization:
    """The department that owns the cameras."""
    return _organization(sessions, city, "department", "城管局", "Urban Management")


@pytest.fixture
def source(sessions: Sessions, department: Organization) -> Source:
    """A subscription of the department, known to every table that an event refers to."""
    return replace(samples.source(), owner_id=department.id)


def _organization(
    sessions: Sessions, parent: Organization | None, kind: str, zh: str, en: str
) -> Organization:
    with transaction(sessions) as session:
        own = uuid7()
        row = Organization(
            id=own,
            parent_id=parent.id if parent else None,
            path=f"{parent.path if parent else '/'}{own}/",
            kind=kind,
            name_zh=zh,
            name_en=en,
        )
        session.add(row)
    return row
