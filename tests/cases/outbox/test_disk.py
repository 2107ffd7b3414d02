"""The database's disk is full: what it says then (SQLSTATE 53100) loses nothing and doubles nothing."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from cases.outbox.workers import Workers
from core.database.engine import transaction
from tests.cases.posting import Post
from tests.cases.sinks.door import Door

FULL = """
CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$
"""
LEASE_S = 61


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """A database of this test's own: its schema is changed."""
    return own_database_url


def fill(post: Post, table: str) -> None:
    with transaction(post.sessions) as session:
        session.execute(text(FULL))
        rule = f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} EXECUTE FUNCTION no_space()"
        session.execute(text(rule))


def free(post: Post) -> None:
    with transaction(post.sessions) as session:
        session.execute(text("DROP FUNCTION no_space CASCADE"))


def test_a_sending_that_cannot_be_noted_is_repeated_under_its_id(post: Post, there: Door) -> None:
    post.sink(there.url)
    post.file()
    fill(post, "delivery_attempts")
    workers = Workers(post.tools)
    workers.tick()
    workers.stop()  # it has ended by itself, not with an exception
    assert (post.states(), len(there.requests)) == (["waiting"], 1)
    free(post)
    post.clock.advance(LEASE_S)
    post.deliver()
    assert post.states() == ["delivered"]
    assert len({one.headers["webhook-id"] for one in there.requests}) == 1


def test_a_case_that_cannot_be_written_is_not_half_there(post: Post, there: Door) -> None:
    post.sink(there.url)
    fill(post, "deliveries")
    with pytest.raises(OperationalError):
        post.file()
    free(post)
    assert post.rows() == []
    case = post.file()
    post.deliver()
    assert post.states() == ["delivered"]
    assert case.number.encode() in there.bodies()[0]
