"""From the release that told of endpoints on the trail alone, to the one that keeps what became of them."""

import json
from typing import Any

import psycopg
import pytest

from core.database import migrate
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE = "e19b5c83d0f4"
HERE, THERE = {"url": "https://a.example"}, {"url": "https://b.example"}
TRAIL: list[tuple[str, dict[str, Any] | None, dict[str, Any] | None, str | None]] = [
    ("create", None, HERE, None),
    ("decide", {**HERE, "state": "waiting"}, {**HERE, "state": "approved"}, "已核查"),
    ("agree", None, HERE, "已评估"),
    ("revoke", HERE, None, None),
    ("update", HERE, {**HERE, "renewed": "credential"}, None),
    ("decide", {**HERE, "state": "approved"}, {**HERE, "state": "refused"}, "泄露"),
    ("update", HERE, THERE, None),
    ("test", None, {"trouble": "none"}, None),
    ("decide", {**THERE, "state": "waiting"}, {**THERE, "state": "refused"}, "不可信"),
]


@pytest.fixture
def upgraded(empty_database_url: str) -> str:
    """A database with an endpoint and its lines on the trail, upgraded."""
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    with psycopg.connect(empty_database_url) as connection:
        _fill(connection)
    migrate.upgrade(empty_database_url)
    return empty_database_url


def _fill(connection: "psycopg.Connection[Any]") -> None:
    connection.execute(
        "INSERT INTO remote_endpoints (id, owner_id, name, url, header, created_at)"
        " SELECT gen_random_uuid(), id, 'main', 'https://b.example', 'authorization', now()"
        " FROM organizations LIMIT 1"
    )
    for at, (action, before, after, reason) in enumerate(TRAIL):
        agreeing = action in ("agree", "revoke")
        connection.execute(
            "INSERT INTO audit (id, taken_at, owner_id, user_id, login, action, object_type,"
            " object_id, before, after, reason)"
            " SELECT gen_random_uuid(), now() + %(at)s * interval '1 second', users.owner_id, users.id,"
            " users.login, %(action)s, %(kind)s,"
            " CASE WHEN %(agreeing)s THEN gen_random_uuid() ELSE one.id END,"
            " CASE WHEN %(agreeing)s THEN CAST(%(before)s AS jsonb)"
            "   || jsonb_build_object('endpoint_id', one.id) ELSE CAST(%(before)s AS jsonb) END,"
            " CASE WHEN %(agreeing)s THEN CAST(%(after)s AS jsonb)"
            "   || jsonb_build_object('endpoint_id', one.id) ELSE CAST(%(after)s AS jsonb) END,"
            " %(reason)s FROM remote_endpoints AS one, (SELECT * FROM users LIMIT 1) AS users",
            {
                "at": at,
                "action": f"remote_endpoint.{action}",
                "kind": "remote_agreements" if agreeing else "remote_endpoints",
                "agreeing": agreeing,
                "before": None if before is None else json.dumps(before),
                "after": None if after is None else json.dumps(after),
                "reason": reason,
            },
        )


def test_the_result_is_what_the_code_expects(upgraded: str) -> None:
    assert migrate.drift(upgraded, METADATA) == []


def test_what_the_trail_knows_is_kept_and_stays_when_the_endpoint_goes(upgraded: str) -> None:
    with psycopg.connect(upgraded) as connection:
        connection.execute("DELETE FROM remote_endpoints")
        steps = connection.execute(
            "SELECT action, url, reason FROM remote_endpoint_steps WHERE name = 'main' ORDER BY at"
        ).fetchall()
    here, there = HERE["url"], THERE["url"]
    assert steps == [
        ("register", here, None),
        ("approve", here, "已核查"),
        ("agree", here, "已评估"),
        ("take_back", here, None),
        ("renew", here, None),
        ("withdraw", here, "泄露"),
        ("move", there, None),
        ("refuse", there, "不可信"),
    ]
