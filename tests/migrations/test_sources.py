"""From the release “accounts and trust”, with rows in its tables, to the one with camera sources."""

from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from core.database import migrate
from serving.tables import METADATA

LINE, ACCOUNTS = "059fe9b76563", "4f1d2c7a90be"
ROWS = Path(__file__).with_name("rows_of_line.sql")


@pytest.fixture
def accounts(empty_database_url: str) -> str:
    """A database as the release left it, upgraded from the one before."""
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, ACCOUNTS)
    return empty_database_url


def _counts(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        count = sql.SQL("SELECT count(*) FROM {}")
        return {
            name: connection.execute(count.format(sql.Identifier(name))).fetchall()[0][0]
            for (name,) in names.fetchall()
        }


def test_nothing_is_lost_and_the_new_tables_are_empty(accounts: str) -> None:
    before = _counts(accounts)
    assert before["cameras"] > 0
    migrate.upgrade(accounts)
    after = _counts(accounts)
    assert {name: after[name] for name in before} == before
    assert (after["camera_sources"], after["source_channels"]) == (0, 0)
    assert migrate.drift(accounts, METADATA) == []


def test_a_camera_of_the_release_may_become_a_channel_once(accounts: str) -> None:
    migrate.upgrade(accounts)
    with psycopg.connect(accounts) as connection:
        connection.execute(
            "INSERT INTO camera_sources (id, owner_id, name, base_url, secret_sealed, stream_sealed,"
            " stream_masked, created_at, due_at) SELECT gen_random_uuid(), owner_id, 'p', 'u', '', '',"
            " '', now(), now() FROM cameras LIMIT 1"
        )
        channel = (
            "INSERT INTO source_channels (id, owner_id, source_id, channel_id, camera_id, facts,"
            " stream_edition, seen_at) SELECT gen_random_uuid(), c.owner_id, s.id, '1', c.id, '{}', 1,"
            " now() FROM cameras c, camera_sources s LIMIT 1"
        )
        connection.execute(channel)
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute(channel)
