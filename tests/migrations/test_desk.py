"""From the release “accounts and trust”, with a judged event and its case, to the one with the desk."""

from pathlib import Path

import psycopg
import pytest

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


def test_a_judged_event_wants_nothing_and_is_its_case_s_only_evidence(accounts: str) -> None:
    migrate.upgrade(accounts)
    assert migrate.drift(accounts, METADATA) == []
    with psycopg.connect(accounts) as connection:
        events = connection.execute(
            "SELECT review, wants, judged_at IS NOT NULL, incident_id = id,"
            " rank_at < opened_at - interval '24 h' FROM events WHERE review = 'confirmed'"
        ).fetchall()
        assert events == [("confirmed", None, True, True, True)]
        joined = (
            "SELECT e.event_id = c.event_id FROM cases c JOIN case_events e ON e.case_id = c.id"
        )
        assert connection.execute(joined).fetchall() == [(True,)]


def test_what_waited_still_waits_in_the_queue(accounts: str) -> None:
    with psycopg.connect(accounts) as connection:
        connection.execute("DELETE FROM deliveries")
        connection.execute("DELETE FROM case_steps")
        connection.execute("DELETE FROM cases")
        connection.execute("UPDATE verdicts SET undone_at = now(), settled_at = NULL")
        connection.execute("UPDATE events SET review = 'waiting'")
    migrate.upgrade(accounts)
    with psycopg.connect(accounts) as connection:
        found = connection.execute("SELECT wants, judged_at, claimed_at FROM events").fetchall()
        assert found == [("verdict", None, None)]


def test_a_rejection_as_a_duplicate_keeps_its_word(accounts: str) -> None:
    with psycopg.connect(accounts) as connection:
        connection.execute("UPDATE verdicts SET verdict = 'reject', reason = 'duplicate'")
    migrate.upgrade(accounts)
    with psycopg.connect(accounts) as connection:
        found = connection.execute("SELECT reason, note FROM verdicts").fetchall()
    assert found == [("other", "重复事件")]
