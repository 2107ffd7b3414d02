"""A real PostgreSQL for the whole run, and a database without rows for each test that asks for one."""

import os
import shutil
import signal
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from anyio.from_thread import start_blocking_portal
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from psycopg import sql
from sqlalchemy import Engine
from sqlalchemy.exc import SAWarning
from sqlalchemy.orm import Session

from accounts.users import passwords
from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.embedded import Embedded
from core.database.engine import Sessions, open_engine, session_factory, transaction
from core.ids import uuid7
from core.log import configure
from core.secrets import Keyring
from serving.tables import METADATA

_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def pytest_configure() -> None:
    """Log as the product does: an unconfigured logger draws tracebacks for seconds."""
    configure("INFO", "json")
    # Seconds are for benchmarks: a machine that is busy makes no property untrue.
    settings.register_profile("long", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    # What lands is judged by examples that were seen before; `make test-long` looks for new ones.
    settings.register_profile("house", settings.get_profile("long"), derandomize=True)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))
    # A shell's background jobs are born deaf to Ctrl-C, and so would be what tests start.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Hash passwords at a cost that a test run can pay."""
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", cheap)
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_loop() -> Iterator[None]:
    """Let every `TestClient` use one event loop: else each request starts its own, and threads."""
    with start_blocking_portal() as portal, pytest.MonkeyPatch.context() as patch:
        patch.setattr(TestClient, "portal", portal)
        yield


@pytest.fixture(scope="session")
def postgres_home() -> Iterator[Path]:
    """A home folder with a path short enough for sockets and open enough for another account."""
    home = Path(tempfile.mkdtemp(prefix="am-", dir="/tmp"))
    yield home
    shutil.rmtree(home)


@pytest.fixture(scope="session")
def postgres(postgres_home: Path) -> Iterator[Embedded]:
    """The run's PostgreSQL, without the syncs that a test needs not."""
    with Embedded(postgres_home, _QUICK) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres: Embedded) -> str:
    """The URL of the run's PostgreSQL (its maintenance database: make your own, see `database_url`)."""
    return postgres.url


@pytest.fixture(scope="session")
def template(postgres_url: str) -> str:
    """The name of a database that has every table and no row."""
    name = f"template_{uuid7().hex}"
    _create(postgres_url, name, "template0")
    engine = open_engine(_named(postgres_url, name))
    try:
        METADATA.create_all(engine)
    finally:
        engine.dispose()
    return name


@pytest.fixture(scope="session")
def shared_database_url(postgres_url: str, template: str) -> str:
    """The URL of the database that tests use one after the other."""
    name = f"shared_{uuid7().hex}"
    _create(postgres_url, name, template)
    return _named(postgres_url, name)


@pytest.fixture
def database_url(shared_database_url: str) -> Iterator[str]:
    """The URL of a database with every table and no row; its rows are deleted after the test.

    A test that changes the schema asks for `own_database_url` instead (0.4 s more on a disk).
    """
    yield shared_database_url
    _empty(shared_database_url)


@pytest.fixture
def own_database_url(postgres_url: str, template: str) -> Iterator[str]:
    """The URL of a database of this test's own, with every table and no row."""
    yield from new_database(postgres_url, template)


@pytest.fixture
def empty_database_url(postgres_url: str) -> Iterator[str]:
    """The URL of a database without any table."""
    yield from new_database(postgres_url, "template0")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on the test's database."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> Sessions:
    """The factory of sessions on the test's database."""
    return session_factory(engine)


@pytest.fixture
def session(sessions: Sessions) -> Iterator[Session]:
    """One session in one transaction, committed when the test passed."""
    with transaction(sessions) as session:
        yield session


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still."""
    return ManualClock()


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    """Keys of this test's own."""
    return Keyring.open(tmp_path)


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobs:
    """A blob store of this test's own."""
    return FolderBlobs(tmp_path / "blobs")


def new_database(postgres_url: str, template: str) -> Iterator[str]:
    """Yield the URL of a new database, dropped afterwards."""
    name = f"test_{os.getpid()}_{uuid7().hex}"
    _create(postgres_url, name, template)
    yield _named(postgres_url, name)
    _drop(postgres_url, name)


def _drop(postgres_url: str, name: str) -> None:
    """Drop a database with whoever is left on it, once no worker of autovacuum is."""
    drop = sql.SQL("drop database {} with (force)").format(sql.Identifier(name))
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        for pause in (0.1, 0.5, 2.0, 8.0):
            try:
                connection.execute(drop)
                return
            except psycopg.errors.InsufficientPrivilege:  # its worker is a superuser's
                time.sleep(pause)
        connection.execute(drop)


def _empty(url: str) -> None:
    """Empty the tables that have rows, once whoever the test left connected is gone."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
            " and backend_type = 'client backend'"  # autovacuum's workers are not ours to end
        )
        used = _used(connection)
        try:
            with connection.transaction():  # much quicker than truncate, which makes new files
                for name in used:
                    connection.execute(sql.SQL("delete from {}").format(sql.Identifier(name)))
        except psycopg.errors.ForeignKeyViolation:  # tables that refer to each other
            names = sql.SQL(", ").join(sql.Identifier(name) for name in used)
            connection.execute(sql.SQL("truncate {} cascade").format(names))
        connection.execute(
            "select setval(format('%I.%I', schemaname, sequencename), start_value, false)"
            " from pg_sequences where last_value is not null"
        )


def _used(connection: psycopg.Connection[tuple[Any, ...]]) -> list[str]:
    """Return the tables that have rows, those that refer to others first."""
    with warnings.catch_warnings(action="ignore", category=SAWarning):
        known = [table.name for table in METADATA.sorted_tables]
    query = "select tablename from pg_tables where schemaname = 'public'"
    names = [row[0] for row in connection.execute(query)]
    names.sort(key=lambda name: known.index(name) if name in known else len(known), reverse=True)
    probes = [
        sql.SQL("exists (select from {})").format(sql.Identifier(name)).as_string()
        for name in names
    ]
    found = connection.execute(f"select {', '.join(probes)}".encode()).fetchone() or ()
    return [name for name, used in zip(names, found, strict=True) if used]


def _create(postgres_url: str, name: str, template: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        create = sql.SQL("create database {} template {}")
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))


def _named(postgres_url: str, name: str) -> str:
    head, _, query = postgres_url.rpartition("?")
    return f"{head.rpartition('/')[0]}/{name}?{query}"
