"""From models that are called to hours of looking, statements, automatic confirmation and disclosures."""

import psycopg
import pytest

from core.database import migrate
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE = "d5a02c8e71f4"


def test_verdicts_stay_people_s_and_hours_come(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    with psycopg.connect(empty_database_url) as connection:
        said = "SELECT id, user_id FROM verdicts ORDER BY id"
        before = connection.execute(said).fetchall()
    migrate.upgrade(empty_database_url)
    assert migrate.drift(empty_database_url, METADATA) == []
    with psycopg.connect(empty_database_url) as connection:
        assert before
        assert connection.execute(said).fetchall() == before
        assert connection.execute("SELECT DISTINCT auto FROM events").fetchall() == [(None,)]
        hours = (
            "INSERT INTO look_hours SELECT date_trunc('hour', now()), s.id, v.id, 'w', s.owner_id,"
            " s.camera_id, s.algorithm_id, 3, 1, 1, 0, 15, ARRAY[1, 2] FROM subscriptions s, versions v"
            " LIMIT 1 RETURNING looks"
        )
        assert connection.execute(hours).fetchone() == (3,)
        with pytest.raises(psycopg.errors.CheckViolation, match="nobody"):
            connection.execute(
                "UPDATE verdicts SET user_id = NULL, verdict = 'reject', reason = 'other'"
            )
