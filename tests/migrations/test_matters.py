"""From the release that kept a code for each event type to the one with the dictionary."""

from pathlib import Path

import psycopg
import pytest

from core.database import migrate
from serving.tables import METADATA

LINE, DELIVERY = "059fe9b76563", "b7d20c6e41fa"
ROWS = Path(__file__).with_name("rows_of_line.sql")


@pytest.fixture
def before(empty_database_url: str) -> str:
    """A database as the release left it, one matter reaching further than the others."""
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, DELIVERY)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute("UPDATE matters SET together_m = 70 WHERE event_type = 'fire'")
        connection.execute("UPDATE matters SET code = '06014' WHERE event_type = 'litter.garbage'")
    return empty_database_url


def test_every_event_type_keeps_its_code_and_each_code_is_one_matter(before: str) -> None:
    with psycopg.connect(before) as connection:
        had = connection.execute("SELECT event_type, code, together_m FROM matters").fetchall()
    migrate.upgrade(before)
    assert migrate.drift(before, METADATA) == []
    with psycopg.connect(before) as connection:
        now = connection.execute(
            "SELECT p.event_type, m.code, p.together_m"
            " FROM matter_mappings p JOIN matters m ON m.id = p.matter_id"
        ).fetchall()
        local = connection.execute(
            "SELECT code, class_code, emergency_code, local FROM matters WHERE code = '10998'"
        ).fetchall()
        (matters,) = connection.execute("SELECT count(*) FROM matters").fetchone() or (0,)
    added = set(now) - set(had)
    assert set(had) <= set(now)
    assert ("debris", "06014", None) in added
    assert all(event_type.startswith("debris") for event_type, _, _ in added)
    assert matters == len({code for _, code, _ in had})
    assert local == [("10998", "10", "11G01", True)]
