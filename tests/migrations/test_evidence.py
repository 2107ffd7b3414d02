"""From the release with a catalogue of cameras, with rows, to sealed evidence: pictures stay as they are."""

import psycopg
import pytest

from core.database import migrate
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE = "1051c3c47302"
_KEPT = (
    b"SELECT event_id, kind, digest, media_type, width, height, bytes FROM evidence ORDER BY kind"
)


@pytest.fixture
def before(empty_database_url: str) -> str:
    """A database of the release before, with an event and its pictures."""
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    return empty_database_url


def test_pictures_stay_and_are_kept_ones(before: str) -> None:
    with psycopg.connect(before) as connection:
        rows = connection.execute(_KEPT).fetchall()
    assert len(rows) == 2
    migrate.upgrade(before)
    with psycopg.connect(before) as connection:
        assert connection.execute(_KEPT).fetchall() == rows
        new = connection.execute("SELECT DISTINCT state, reason, due_at, about FROM evidence")
        assert new.fetchall() == [("kept", None, None, None)]
        events = connection.execute("SELECT DISTINCT manifest, purged_at FROM events").fetchall()
        assert events == [(None, None)]
    assert migrate.drift(before, METADATA) == []


@pytest.mark.parametrize(
    "change",
    ["state = 'making'", "state = 'missing', digest = NULL", "digest = NULL", "state = 'lost'"],
)
def test_a_piece_is_there_or_says_why_not(before: str, change: str) -> None:
    migrate.upgrade(before)
    with (
        psycopg.connect(before) as connection,
        pytest.raises(psycopg.errors.CheckViolation),
    ):
        connection.execute(f"UPDATE evidence SET {change}".encode())  # noqa: S608
