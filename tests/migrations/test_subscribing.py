"""From models called from outside to mounted cameras, and to subscriptions that are asked for."""

from uuid import uuid4

import psycopg
import pytest

from core.database import migrate
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE = "d5a02c8e71f4"


def test_cameras_stay_and_what_they_see_can_be_put_down(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    migrate.upgrade(empty_database_url)
    assert migrate.drift(empty_database_url, METADATA) == []
    known = "SELECT height_m, pitch_deg, smallest_px, night FROM cameras"
    with psycopg.connect(empty_database_url) as connection:
        assert {*connection.execute(known).fetchall()} == {(None, None, None, None)}
        put = "UPDATE cameras SET height_m = 6.5, pitch_deg = 30, smallest_px = 24, night = 'sees'"
        connection.execute(put)
        assert {*connection.execute(known).fetchall()} == {(6.5, 30.0, 24, "sees")}
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute("UPDATE cameras SET pitch_deg = 91")


def test_a_request_keeps_what_was_asked_for(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url)
    made = (
        "INSERT INTO subscription_requests"
        " (id, owner_id, algorithm_id, interval_s, rule, camera_ids, why, created_at)"
        " SELECT gen_random_uuid(), owner_id, id, 5, '{}', %s, '{}', now() FROM algorithms LIMIT 1"
        " RETURNING alias, cardinality(camera_ids)"
    )
    with psycopg.connect(empty_database_url) as connection:
        assert connection.execute(made, [[uuid4(), uuid4()]]).fetchone() == ("stable", 2)
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute(made, [[]])
