"""PostgreSQL itself refuses to change the trail."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from accounts.audit import guard, sealer
from core.clock import ManualClock
from core.database.engine import Sessions, open_engine, session_factory, transaction
from core.secrets import Keyring
from tests import make


@pytest.fixture
def engine(own_database_url: str) -> Iterator[Engine]:
    """A database of this test's own, guarded, with a sealed and an unsealed line."""
    engine = open_engine(own_database_url)
    with engine.begin() as connection:
        guard.install(connection)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine, clock: ManualClock, keyring: Keyring) -> Sessions:
    """Sessions on it."""
    sessions = session_factory(engine)
    with transaction(sessions) as session:
        city = make.organization(session)
    sealer.seal_all(sessions, keyring, clock)
    with transaction(sessions) as session:
        make.user(session, session.merge(city))
    return sessions


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit",
        "DELETE FROM audit WHERE seal IS NULL",
        "TRUNCATE audit",
        "UPDATE audit SET login = 'li'",
        "UPDATE audit SET seal = NULL",
        "UPDATE audit SET seal = 2",
        "UPDATE audit SET seal = 2, login = 'li' WHERE seal IS NULL",
        "UPDATE audit SET seal = NULL WHERE seal IS NULL",
        "UPDATE audit SET id = gen_random_uuid(), seal = 2 WHERE seal IS NULL",
        "DELETE FROM audit_seals",
        "TRUNCATE audit_seals",
        "UPDATE audit_seals SET count = 0",
        "UPDATE audit_seals SET number = number",
    ],
)
def test_every_change_is_refused(sessions: Sessions, statement: str) -> None:
    with (
        pytest.raises(IntegrityError, match="the audit trail is never changed"),
        transaction(sessions) as session,
    ):
        session.execute(text(statement))


def test_sealing_and_adding_go_on(sessions: Sessions, keyring: Keyring, clock: ManualClock) -> None:
    assert sealer.seal_all(sessions, keyring, clock) == 1
    with transaction(sessions) as session:
        assert session.scalar(text("SELECT count(*) FROM audit WHERE seal IS NULL")) == 0


def test_a_guard_taken_off_is_noticed(engine: Engine) -> None:
    with engine.begin() as connection:
        assert guard.watching(connection)
        connection.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_guard_rows"))
        assert not guard.watching(connection)
        connection.execute(text("ALTER TABLE audit ENABLE TRIGGER audit_guard_rows"))
        for statement in guard.DOWN:
            connection.execute(text(statement))
        assert not guard.watching(connection)
