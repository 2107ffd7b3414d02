"""From the release whose cases knew six states to the one with units, clocks and cases from requests."""

from pathlib import Path

import psycopg
import pytest

from core.database import migrate
from serving.tables import METADATA

LINE, DELIVERY = "059fe9b76563", "b7d20c6e41fa"
ROWS = Path(__file__).with_name("rows_of_line.sql")
REQUEST = """
INSERT INTO service_requests (id, owner_id, number, user_id, service_code, service_name, description, address,
    media_url, status, answer, requested_at, updated_at)
SELECT gen_random_uuid(), owner_id, %s, filed_by, '06014', '道路遗撒（洒）', '', '人民路', '', %s, %s,
    '2026-11-26T17:00:00Z', now() FROM cases
"""


@pytest.fixture
def before(empty_database_url: str) -> str:
    """A database as the release left it: a case, and two requests, one of which was answered."""
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, DELIVERY)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(REQUEST, ("R1", "open", ""))
        connection.execute(REQUEST, ("R2", "closed", "已处置"))
    return empty_database_url


def test_a_case_keeps_its_way_and_gets_its_matter(before: str) -> None:
    migrate.upgrade(before)
    assert migrate.drift(before, METADATA) == []
    with psycopg.connect(before) as connection:
        found = connection.execute(
            "SELECT c.state, m.code = c.code, c.reported_at = e.opened_at, c.due_at, c.urged"
            " FROM cases c JOIN matters m ON m.id = c.matter_id JOIN events e ON e.id = c.event_id"
        ).fetchall()
        steps = connection.execute("SELECT count(*) FROM case_steps WHERE details = '{}'")
        assert steps.fetchall() != [(0,)]
    assert [(matches, came, due, urged) for _, matches, came, due, urged in found] == [
        (True, True, None, 0)
    ]


def test_an_open_request_becomes_a_case_and_an_answered_one_stays_as_it_was(before: str) -> None:
    migrate.upgrade(before)
    with psycopg.connect(before) as connection:
        made = connection.execute(
            "SELECT r.number, c.number, c.state, c.code, s.action"
            " FROM service_requests r JOIN cases c ON c.request_id = r.id"
            " JOIN case_steps s ON s.case_id = c.id"
        ).fetchall()
        answered = connection.execute(
            "SELECT status, answer FROM service_requests WHERE number = 'R2'"
        ).fetchall()
    assert made == [("R1", "E0601420261127000001", "reported", "06014", "report")]
    assert answered == [("closed", "已处置")]
