"""From the line, with rows, to the release that reaches six kinds of receivers: nothing is lost."""

from typing import Any

import psycopg
import pytest

from core.database import migrate
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE, DELIVERY = "1051c3c47302", "b7d20c6e41fa"


@pytest.fixture
def before(empty_database_url: str) -> str:
    """A database of the release before, whose receiver said that it was gone for good."""
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    _rows(
        empty_database_url, "UPDATE sinks SET enabled = false, disabled_reason = 'gone' RETURNING 1"
    )
    _rows(
        empty_database_url,
        "UPDATE deliveries SET state = 'dead', last_error = 'http_410' RETURNING 1",
    )
    return empty_database_url


def _rows(url: str, query: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def test_the_result_is_what_the_code_expects(before: str) -> None:
    migrate.upgrade(before)
    assert migrate.drift(before, METADATA) == []


def test_a_sink_stays_with_its_secret_and_is_well(before: str) -> None:
    kept = "SELECT id, name, kind, url, sealed_secret, enabled, revision FROM sinks"
    old = _rows(before, kept)
    migrate.upgrade(before, DELIVERY)
    assert _rows(before, kept) == old
    new = "SELECT options, failures, pause_s, sealed_sign_secret, sealed_report_secret FROM sinks"
    assert _rows(before, new) == [({}, 0, 0, None, None)]


def test_what_a_gone_receiver_gave_up_waits_for_a_decision(before: str) -> None:
    migrate.upgrade(before, DELIVERY)
    told = "SELECT state, doubtful, receipt, next_attempt_at IS NOT NULL FROM deliveries"
    assert _rows(before, told) == [("retrying", False, None, True)]


def test_a_step_is_somebodys_or_a_receivers_but_not_nobodys(before: str) -> None:
    migrate.upgrade(before, DELIVERY)
    step = (
        "INSERT INTO case_steps (id, case_id, sequence, action, to_state, at, sink_id)"
        " SELECT gen_random_uuid(), c.id, {}, 'close', 'closed', now(), {} FROM cases c, sinks s"
        " RETURNING 1"
    )
    assert _rows(before, step.format(2, "s.id")) == [(1,)]
    with pytest.raises(psycopg.errors.CheckViolation):
        _rows(before, step.format(3, "NULL"))


def test_what_was_under_way_is_about_its_case_and_a_message_is_about_one_thing(before: str) -> None:
    told = "SELECT id, case_id, sequence, body FROM deliveries"
    old = _rows(before, told)
    migrate.upgrade(before)
    assert _rows(before, told) == old
    both = "UPDATE deliveries SET event_id = (SELECT event_id FROM cases) RETURNING 1"
    with pytest.raises(psycopg.errors.CheckViolation):
        _rows(before, both)
    assert _rows(before, both.replace("SET ", "SET case_id = NULL, ")) == [(1,)]


def test_an_event_has_one_case_that_is_not_void(before: str) -> None:
    migrate.upgrade(before)
    again = (
        "INSERT INTO cases SELECT (json_populate_record(c, json_build_object('id', gen_random_uuid(),"
        " 'number', 'E2'))).* FROM cases c RETURNING 1"
    )
    with pytest.raises(psycopg.errors.UniqueViolation):
        _rows(before, again)
    _rows(before, "UPDATE cases SET state = 'void' RETURNING 1")
    assert _rows(before, again.replace("'number', 'E2'", "'number', 'E2', 'state', 'filed'")) == [
        (1,)
    ]
