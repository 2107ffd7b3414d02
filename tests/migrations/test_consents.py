"""From shares without terms, and votes that are there once they are given, to voices that are waited for."""

from typing import Any

import psycopg
import pytest

from core.database import migrate
from core.ids import uuid7
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE = "f2a69d3c18b4"
ASK = (
    "INSERT INTO approvals (id, object_type, object_id, title_zh, title_en, requested_at, reason, state,"
    " decided_at, owner_id) SELECT %s, 'versions', %s, 't', 't', now(), '', %s, %s, id"
    " FROM organizations LIMIT 1"
)
VOTE = (
    "INSERT INTO approval_votes (id, approval_id, role, user_id, vote, reason, at)"
    " SELECT %s, %s, 'system', id, 'approve', '可信', now() FROM users LIMIT 1"
)


def _before(url: str) -> tuple[Any, Any]:
    """Leave three requests: one nobody has voted on, one with a vote, one that was withdrawn."""
    migrate.upgrade(url, LINE)
    with psycopg.connect(url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(url, BEFORE)
    fresh, begun, ended = uuid7(), uuid7(), uuid7()
    with psycopg.connect(url) as connection:
        connection.execute(ASK, [fresh, uuid7(), "waiting", None])
        connection.execute(ASK, [begun, uuid7(), "waiting", None])
        connection.execute(ASK, [ended, uuid7(), "withdrawn", "2026-11-26"])
        connection.execute(VOTE, [uuid7(), begun])
    return fresh, begun


def test_requests_that_wait_say_whose_vote_they_wait_for(empty_database_url: str) -> None:
    fresh, begun = _before(empty_database_url)
    migrate.upgrade(empty_database_url)
    assert migrate.drift(empty_database_url, METADATA) == []
    with psycopg.connect(empty_database_url) as connection:
        rows = connection.execute("SELECT approval_id, role, vote FROM approval_votes").fetchall()
        assert {*rows} == {
            (fresh, "system", None),
            (fresh, "security", None),
            (begun, "system", "approve"),
            (begun, "security", None),
        }
        terms = connection.execute("SELECT DISTINCT terms, revision FROM shares").fetchall()
        assert terms == [("subscribe", 1)]
        with pytest.raises(psycopg.errors.CheckViolation, match="said"):
            connection.execute("UPDATE approval_votes SET vote = 'approve' WHERE vote IS NULL")
        connection.rollback()
        with pytest.raises(psycopg.errors.CheckViolation, match="asked"):
            connection.execute("UPDATE approval_votes SET role = 'subscriber'")
        connection.rollback()
        with pytest.raises(psycopg.errors.CheckViolation, match="terms"):
            connection.execute("UPDATE shares SET terms = 'own'")
