"""From the release with the catalogue, with rows in its tables, to the one that judges by the calendar."""

from pathlib import Path

import psycopg
import pytest

from core.database import migrate
from serving.tables import METADATA

LINE, CATALOGUE = "059fe9b76563", "1051c3c47302"
ROWS = Path(__file__).with_name("rows_of_line.sql")


@pytest.fixture
def catalogue(empty_database_url: str) -> str:
    """A database as the release left it, upgraded from the first one."""
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, CATALOGUE)
    return empty_database_url


def test_events_stay_and_nobody_has_set_a_calendar_yet(catalogue: str) -> None:
    with psycopg.connect(catalogue) as connection:
        before = connection.execute("SELECT id, looks FROM events ORDER BY id").fetchall()
    assert before
    migrate.upgrade(catalogue)
    with psycopg.connect(catalogue) as connection:
        assert connection.execute("SELECT id, looks FROM events ORDER BY id").fetchall() == before
        assert connection.execute("SELECT DISTINCT last_box FROM events").fetchall() == [(None,)]
        assert connection.execute("SELECT count(*) FROM working_years").fetchall() == [(0,)]
    assert migrate.drift(catalogue, METADATA) == []


def test_a_city_has_one_calendar_a_year(catalogue: str) -> None:
    migrate.upgrade(catalogue)
    with psycopg.connect(catalogue) as connection:
        year = (
            "INSERT INTO working_years (id, owner_id, year, days) SELECT gen_random_uuid(), id,"
            " 2027, '[]' FROM organizations LIMIT 1"
        )
        connection.execute(year)
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute(year)
