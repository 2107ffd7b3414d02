"""Migrations: one head, run once however many start at once, refused with a reason."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree, ignore_patterns

import psycopg
import pytest
from sqlalchemy import Column, MetaData, Table, Text, Uuid

from core.database import migrate
from core.database.errors import DatabaseUnreachable, DatabaseVersion, SchemaUnknown

FIRST = '''"""First tables."""

import time

import sqlalchemy as sa
from alembic import op

revision = "first"
down_revision = None


def upgrade() -> None:
    time.sleep(0.2)
    op.create_table("things", sa.Column("id", sa.Uuid(), primary_key=True))
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of migrations with one revision of this test's own."""
    copy = tmp_path / "migrations"
    copytree(migrate.FOLDER, copy, ignore=ignore_patterns("versions", "__pycache__"))
    (copy / "versions").mkdir()
    (copy / "versions" / "first.py").write_text(FIRST)
    monkeypatch.setattr(migrate, "FOLDER", copy)
    return copy


def tables(url: str) -> set[str]:
    """Return the tables of a database."""
    with psycopg.connect(url) as connection:
        query = "select tablename from pg_tables where schemaname = 'public'"
        return {row[0] for row in connection.execute(query)}


@pytest.mark.usefixtures("folder")
def test_an_empty_database_gets_the_schema_and_a_second_run_changes_nothing(
    empty_database_url: str,
) -> None:
    for _ in range(2):
        migrate.upgrade(empty_database_url)
        assert tables(empty_database_url) == {"alembic_version", "things"}


@pytest.mark.usefixtures("folder")
def test_of_several_starts_at_once_one_does_the_work(empty_database_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate.upgrade, [empty_database_url] * 4))
    assert tables(empty_database_url) == {"alembic_version", "things"}


def test_a_revision_that_fails_leaves_nothing(folder: Path, empty_database_url: str) -> None:
    broken = FIRST + '    op.execute("select 1 / 0")\n'
    (folder / "versions" / "first.py").write_text(broken)
    with pytest.raises(Exception, match="division by zero"):
        migrate.upgrade(empty_database_url)
    assert tables(empty_database_url) == set()


def test_a_database_of_a_newer_release_is_left_alone(folder: Path, empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)
    (folder / "versions" / "first.py").write_text(FIRST.replace('"first"', '"other"'))
    with pytest.raises(SchemaUnknown, match="first"):
        migrate.upgrade(empty_database_url)


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql://algomart:hidden@/algomart?host={tmp_path}"
    with pytest.raises(DatabaseUnreachable) as caught:
        migrate.upgrade(url)
    assert "hidden" not in str(caught.value)
    assert "ALGOMART_DATABASE_URL" in str(caught.value)


@pytest.mark.usefixtures("folder")
def test_a_server_too_old_is_refused(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "OLDEST", 990_000)
    with pytest.raises(DatabaseVersion, match=r"99\+"):
        migrate.upgrade(empty_database_url)


@pytest.mark.usefixtures("folder")
def test_drift_shows_what_the_revisions_lack(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)
    metadata = MetaData()
    things = Table("things", metadata, Column("id", Uuid, primary_key=True))
    assert migrate.drift(empty_database_url, metadata) == []
    things.append_column(Column("name", Text))
    assert "name" in str(migrate.drift(empty_database_url, metadata))


def test_a_developer_s_revision_follows_the_head(folder: Path, empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)
    made = migrate.revise(empty_database_url, "Second tables")
    assert made.parent == folder / "versions"
    assert "down_revision: str | None = 'first'" in made.read_text()
    assert len(migrate.heads()) == 1
