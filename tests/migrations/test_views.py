"""From the catalogue, with cameras, to the release that keeps their usual views."""

import psycopg
import pytest

from core.database import migrate
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE = "1051c3c47302"


@pytest.fixture
def upgraded(empty_database_url: str) -> str:
    """A database with cameras of the release before, upgraded."""
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    migrate.upgrade(empty_database_url)
    return empty_database_url


def test_the_result_is_what_the_code_expects(upgraded: str) -> None:
    assert migrate.drift(upgraded, METADATA) == []


def test_cameras_stay_have_accepted_nothing_and_a_view_goes_with_its_camera(upgraded: str) -> None:
    with psycopg.connect(upgraded) as connection:
        accepted = connection.execute("SELECT view_accepted_at FROM cameras").fetchall()
        assert set(accepted) == {(None,)}
        connection.execute(
            "INSERT INTO camera_views (camera_id, url_digest, stored_at, view)"
            " SELECT id, '', now(), '' FROM cameras"
        )
        rule = "SELECT confdeltype FROM pg_constraint WHERE conname = 'fk_camera_views_camera_id'"
        assert connection.execute(rule).fetchall() == [("c",)]
