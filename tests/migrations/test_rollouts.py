"""From models called from outside to versions on trial."""

import psycopg
import pytest

from core.database import migrate
from core.ids import uuid7
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE = "d5a02c8e71f4"
BEGIN = (
    "INSERT INTO rollouts (id, owner_id, algorithm_id, version_id, stable_version_id, mode, permille, reason,"
    " begun_at, user_id) SELECT %s, v.owner_id, v.algorithm_id, v.id, v.id, 'canary', 100, 'try', now(), u.id"
    " FROM versions v, users u LIMIT 1"
)


def test_one_trial_at_a_time_runs_of_what_was_there(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    migrate.upgrade(empty_database_url)
    assert migrate.drift(empty_database_url, METADATA) == []
    with psycopg.connect(empty_database_url) as connection:
        assert connection.execute(BEGIN, [uuid7()]).rowcount == 1
        connection.commit()
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute(BEGIN, [uuid7()])
        connection.rollback()
        followed = connection.execute("SELECT alias FROM subscriptions").fetchall()
        assert followed == [("stable",)]
