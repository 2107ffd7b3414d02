"""From packages that are uploaded, with a subscription and an alias, to the life of a version."""

import psycopg

from core.database import migrate
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE = "c41e8f2a7d60"


def test_what_was_stable_stays_so_and_is_followed(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute("UPDATE versions SET published_at = NULL")
        before = connection.execute("SELECT algorithm_id, name, version_id FROM aliases").fetchall()
    migrate.upgrade(empty_database_url)
    assert migrate.drift(empty_database_url, METADATA) == []
    with psycopg.connect(empty_database_url) as connection:
        assert before
        found = "SELECT algorithm_id, name, version_id FROM aliases WHERE revision = 1"
        assert connection.execute(found).fetchall() == before
        moves = "SELECT algorithm_id, name, to_version_id FROM alias_moves WHERE user_id IS NULL"
        assert connection.execute(moves).fetchall() == before
        follows = "SELECT alias, version_id, running_version_id FROM subscriptions"
        assert connection.execute(follows).fetchall() == [("stable", None, None)]
        shown = "SELECT published_at = created_at FROM versions WHERE state = 'published'"
        assert connection.execute(shown).fetchall() == [(True,)]
