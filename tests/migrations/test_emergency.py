"""From delivery, with rows, to water and emergencies: messages keep their thread, sinks whom they reach."""

from typing import Any

import psycopg
import pytest

from core.database import migrate
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE, EMERGENCY = "b7d20c6e41fa", "e5f81c3b6a07"


@pytest.fixture
def before(empty_database_url: str) -> str:
    """A database of the release before, with a message on its way."""
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    return empty_database_url


def _rows(url: str, query: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def test_the_result_is_what_the_code_expects(before: str) -> None:
    migrate.upgrade(before)
    assert migrate.drift(before, METADATA) == []


def test_a_message_keeps_its_place_behind_those_of_its_case(before: str) -> None:
    kept = "SELECT id, sequence, case_id, sink_id, body, state FROM deliveries ORDER BY sequence"
    old = _rows(before, kept)
    assert old
    migrate.upgrade(before, EMERGENCY)
    assert _rows(before, kept) == old
    assert _rows(before, "SELECT 1 FROM deliveries WHERE thread_id <> case_id") == []


def test_a_message_tells_of_a_case_or_of_a_call(before: str) -> None:
    migrate.upgrade(before, EMERGENCY)
    with pytest.raises(psycopg.errors.CheckViolation):
        _rows(before, "UPDATE deliveries SET case_id = NULL RETURNING 1")


def test_a_sink_reaches_the_case_systems_as_before(before: str) -> None:
    migrate.upgrade(before, EMERGENCY)
    found = _rows(before, "SELECT DISTINCT audiences FROM sinks")
    assert found == [(["cases"],)]
