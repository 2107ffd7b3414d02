"""A trail to seal, and hands that change it behind the product's back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from accounts.audit import sealer
from accounts.audit.findings import Report
from accounts.audit.model import AuditEntry
from accounts.audit.service import record
from accounts.audit.verify import verify
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.ids import uuid7
from core.secrets import Keyring
from tests import make

Write = Callable[[int], list[Any]]
Seal = Callable[[], int]
Check = Callable[..., Report]


@pytest.fixture
def write(sessions: Sessions, clock: ManualClock) -> Write:
    """Add so many lines with every column filled, and return their ids in order."""
    with transaction(sessions) as session:
        user = make.user(session, login="zhang")
        scope = make.scope_of(user, "user.update")
    values = {"名": "张三", "n": 1.5, "roles": ["viewer"], "none": None}

    def some(lines: int) -> list[Any]:
        with transaction(sessions) as session:
            known = {line.id for line in session.query(AuditEntry)}
            for number in range(lines):
                told: dict[str, Any] = {
                    "before": values,
                    "after": values | {"n": number},
                    "reason": "为测试",
                }
                record(session, scope, "user.update", user, clock=clock, **told)
                session.flush()
            new = [line for line in session.query(AuditEntry) if line.id not in known]
            for line in new:
                line.address = "10.0.0.7"
            return sorted(line.id for line in new)

    return some


@pytest.fixture
def seal(sessions: Sessions, keyring: Keyring, clock: ManualClock) -> Seal:
    """Seal what is there."""
    return lambda: sealer.seal_all(sessions, keyring, clock)


@pytest.fixture
def check(sessions: Sessions, keyring: Keyring) -> Check:
    """Verify the trail."""

    def now(heads: Path | None = None, ring: Keyring | None = None) -> Report:
        with transaction(sessions) as session:
            return verify(session, ring or keyring, heads)

    return now


def tamper(sessions: Sessions, statement: str, **values: Any) -> None:
    """Do to the database what only its owner could."""
    with transaction(sessions) as session:
        session.execute(text(statement), values)


def kinds(report: Report) -> list[str]:
    """Return the kinds of what was found, sorted."""
    return sorted(finding.kind for finding in report.findings)


def somebody() -> Any:
    """Return an id nobody has."""
    return uuid7()
