"""From the release before, with rows, to the one that has endpoints of vendors who keep their models."""

import psycopg
import pytest

from core.database import migrate
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE = "a90c5e2d74f1"


@pytest.fixture
def upgraded(empty_database_url: str) -> str:
    """A database with goods of the release before, upgraded."""
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    migrate.upgrade(empty_database_url)
    return empty_database_url


def test_the_result_is_what_the_code_expects(upgraded: str) -> None:
    assert migrate.drift(upgraded, METADATA) == []


def test_agreements_go_with_their_endpoint(upgraded: str) -> None:
    with psycopg.connect(upgraded) as connection:
        connection.execute(
            "INSERT INTO remote_endpoints (id, owner_id, name, url, header, created_at)"
            " SELECT gen_random_uuid(), id, 'main', 'https://a.example', 'authorization', now()"
            " FROM organizations LIMIT 1"
        )
        connection.execute(
            "INSERT INTO remote_agreements (id, owner_id, endpoint_id, user_id, reason, created_at)"
            " SELECT gen_random_uuid(), users.owner_id, remote_endpoints.id, users.id, '', now()"
            " FROM remote_endpoints, users LIMIT 1"
        )
        state = connection.execute("SELECT state, revision FROM remote_endpoints").fetchall()
        assert state == [("waiting", 1)]
        connection.execute("DELETE FROM remote_endpoints")
        assert connection.execute("SELECT count(*) FROM remote_agreements").fetchall() == [(0,)]
