"""From models that are called from outside, with a judged event, to figures that an index answers."""

import psycopg

from core.database import migrate
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE = "d5a02c8e71f4"
_WAITED = (
    "SELECT claim_ms, verdict_ms FROM events WHERE opened_at = '2026-11-22 08:00+00' ORDER BY id"
)


def test_waits_of_earlier_events_are_there_and_follow_them(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(
            "UPDATE events SET opened_at = '2026-11-22 08:00+00', claimed_at = NULL,"
            " judged_at = '2026-11-22 08:01:02.3456+00'"
        )
    migrate.upgrade(empty_database_url)
    assert migrate.drift(empty_database_url, METADATA) == []
    with psycopg.connect(empty_database_url) as connection:
        assert {*connection.execute(_WAITED)} == {(None, 62_346)}
        connection.execute("UPDATE events SET claimed_at = opened_at + interval '1.5 s'")
        connection.execute("UPDATE events SET judged_at = NULL")
        assert {*connection.execute(_WAITED)} == {(1_500, None)}
