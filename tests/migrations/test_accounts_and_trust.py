"""From the release “line”, with rows in every table, to this one: nothing is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, text

from core.database import migrate
from core.database.engine import open_engine
from serving.tables import METADATA

LINE = "059fe9b76563"
ROWS = Path(__file__).with_name("rows_of_line.sql")
"""What the release wrote, one `INSERT` a row; at least one in every table it had."""


@pytest.fixture
def line(empty_database_url: str) -> str:
    """A database as the release left it."""
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    return empty_database_url


@pytest.fixture
def upgraded(line: str) -> Iterator[Engine]:
    """The same database after this release's first start."""
    migrate.upgrade(line)
    engine = open_engine(line)
    yield engine
    engine.dispose()


def _rows(engine: Engine, query: str) -> list[Any]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def _counts(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        count = sql.SQL("SELECT count(*) FROM {}")
        return {
            name: connection.execute(count.format(sql.Identifier(name))).fetchall()[0][0]
            for (name,) in names.fetchall()
        }


def test_the_release_had_rows_in_every_table(line: str) -> None:
    assert [name for name, rows in _counts(line).items() if not rows] == []


def test_the_result_is_what_the_code_expects(upgraded: Engine) -> None:
    url = upgraded.url.render_as_string(hide_password=False)
    assert migrate.drift(url.replace("+psycopg", ""), METADATA) == []


def test_nothing_is_lost_but_sessions(line: str) -> None:
    before = _counts(line)
    migrate.upgrade(line)
    after = _counts(line)
    changed = {name for name, rows in before.items() if after[name] != rows}
    assert changed == {"organizations", "sessions"}
    assert after["organizations"] == before["organizations"] + 1
    assert after["sessions"] == 0


def test_former_roots_stand_below_the_operator(upgraded: Engine) -> None:
    tree = "SELECT kind, name_en, path FROM organizations ORDER BY path"
    rows = _rows(upgraded, tree)
    operator = next(path for kind, _, path in rows if kind == "operator")
    assert all(path.startswith(operator) for _, _, path in rows)
    depth = {name: path.count("/") - 2 for _, name, path in rows}
    assert depth == {
        "Platform operator": 0,
        "algomart built-ins": 1,
        "Sample City": 1,
        "Roads": 2,
        "Roads one": 3,
    }
    lost = "SELECT 1 FROM organizations c JOIN organizations p ON p.id = c.parent_id"
    assert _rows(upgraded, f"{lost} WHERE c.path <> p.path || c.id || '/'") == []


def test_the_citys_administrators_are_the_operators_and_a_departments_stay(
    upgraded: Engine,
) -> None:
    homes = "SELECT u.login, o.kind FROM users u JOIN organizations o ON o.id = u.owner_id"
    assert dict(_rows(upgraded, homes)) == {
        "system-sample": "operator",
        "security-sample": "operator",
        "audit-sample": "operator",
        "dispatcher-roads": "department",
        "subscriber-roads": "department",
        "security-roads": "department",
        "handler-roads": "unit",
    }


def test_passwords_stay_and_a_token_without_an_end_gets_one(upgraded: Engine) -> None:
    ways = "SELECT DISTINCT sign_in, password_given, totp_sealed, oidc_subject FROM users"
    assert _rows(upgraded, ways) == [("password", False, None, None)]
    tokens = "SELECT scopes, expires_at - now() BETWEEN '364 days' AND '365 days' FROM api_tokens"
    assert _rows(upgraded, tokens) == [(["*"], True)]


def test_an_empty_database_gets_the_same_schema(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)
    assert migrate.drift(empty_database_url, METADATA) == []
    assert _counts(empty_database_url)["organizations"] == 0
