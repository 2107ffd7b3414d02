"""Key figures: a city keeps how long a verdict may take, and its months are counted anew by the clocks."""

from typing import Any

import psycopg
import pytest

from core.database import migrate
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE, CLOCKS = "d5a02c8e71f4", "b7c3e15d90a2"


@pytest.fixture
def before(empty_database_url: str) -> str:
    """A database of before, with a city's scheme and a month that was counted."""
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(
            "INSERT INTO kpi_schemes (id, owner_id, weights, limits_h) SELECT gen_random_uuid(), id,"
            """ '{"unit": {"closed": 1}}', '{"verify": 2.5, "file": 1, "handle": 8}'"""
            " FROM organizations LIMIT 1"
        )
        connection.execute(
            "INSERT INTO kpi_countings (city_id, month, counted_at, open)"
            " SELECT id, '2026-11-01', now(), 0 FROM organizations LIMIT 1"
        )
    return empty_database_url


def _rows(url: str, query: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def test_the_result_is_what_the_code_expects(before: str) -> None:
    migrate.upgrade(before)
    assert migrate.drift(before, METADATA) == []


def test_a_city_keeps_its_weights_and_how_long_a_verdict_may_take(before: str) -> None:
    migrate.upgrade(before, CLOCKS)
    found = _rows(before, "SELECT weights, verify_h, revision FROM kpi_schemes")
    assert found == [({"unit": {"closed": 1}}, 2.5, 1)]
    assert _rows(before, "SELECT 1 FROM kpi_countings") == []
