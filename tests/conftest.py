"""A real PostgreSQL for the whole run, and an empty database of its own for each test that asks for one."""

import contextlib
import importlib
import importlib.util
import os
import pkgutil
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Column, Engine, Table, Uuid
from sqlalchemy.orm import Session

from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.embedded import Embedded
from core.database.engine import Sessions, open_engine, session_factory, transaction
from core.database.model import Base
from core.ids import uuid7
from core.secrets import Keyring

_PACKAGES = ("core", "accounts", "algorithms", "registry", "video", "cases", "serving")
_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def all_tables() -> None:
    """Import every module that has tables, so that the metadata knows them."""
    if importlib.util.find_spec("serving.tables"):
        importlib.import_module("serving.tables")
        return
    importlib.import_module("core.http.idempotency")
    _import_models()
    _stand_in()


def _import_models() -> None:
    for package in _PACKAGES:
        paths = importlib.import_module(package).__path__
        for module in pkgutil.walk_packages(paths, f"{package}."):
            if module.name.rpartition(".")[2] == "model" and not module.ispkg:
                with contextlib.suppress(ImportError):
                    importlib.import_module(module.name)


def _stand_in() -> None:
    """Until `serving.tables` is there: an id for each table that another one refers to in vain."""
    tables = Base.metadata.tables
    keys = [key for table in tables.values() for key in table.foreign_keys]
    for name in {key.target_fullname.partition(".")[0] for key in keys} - set(tables):
        Table(name, Base.metadata, Column("id", Uuid, primary_key=True))


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
    all_tables()
    engine = open_engine(_named(postgres_url, name))
    try:
        Base.metadata.create_all(engine)
    finally:
        engine.dispose()
    return name


@pytest.fixture
def empty_database_url(postgres_url: str) -> Iterator[str]:
    """The URL of a database without any table."""
    yield from _database(postgres_url, "template0")


@pytest.fixture
def database_url(postgres_url: str, template: str) -> Iterator[str]:
    """The URL of a database of this test's own, with every table and no row."""
    yield from _database(postgres_url, template)


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


def _database(postgres_url: str, template: str) -> Iterator[str]:
    name = f"test_{os.getpid()}_{uuid7().hex}"
    _create(postgres_url, name, template)
    yield _named(postgres_url, name)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def _create(postgres_url: str, name: str, template: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        create = sql.SQL("create database {} template {}")
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))


def _named(postgres_url: str, name: str) -> str:
    head, _, query = postgres_url.rpartition("?")
    return f"{head.rpartition('/')[0]}/{name}?{query}"
