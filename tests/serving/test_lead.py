"""Of several heads one leads; whoever dies or loses the database gives way and comes back."""

import time
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from serving.cluster.lead import Lead

PATIENCE_S = 30


@pytest.fixture
def heads(own_database_url: str) -> Iterator[tuple[Lead, Lead]]:
    """Two heads at one database."""
    with closing(Lead(own_database_url)) as first, closing(Lead(own_database_url)) as second:
        yield first, second


def _cut(url: str) -> None:
    """End every connection to the database but our own, as a restart does."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )


def test_one_leads_and_the_other_takes_over(heads: tuple[Lead, Lead]) -> None:
    first, second = heads
    for _ in range(2):
        first.claim()
        second.claim()
        assert (first.held, second.held) == (True, False)
    first.close()
    ends_at = time.monotonic() + PATIENCE_S  # the server sees a little later that we hung up
    while not second.held and time.monotonic() < ends_at:
        second.claim()
    assert (first.held, second.held) == (False, True)
    first.claim()
    assert not first.held


def test_a_leader_whose_connection_broke_leads_on_unless_another_was_quicker(
    heads: tuple[Lead, Lead], own_database_url: str
) -> None:
    first, second = heads
    first.claim()
    _cut(own_database_url)
    first.claim()  # finds out, and changes nothing: the database may be restarting
    assert first.held
    first.claim()
    second.claim()
    assert (first.held, second.held) == (True, False)
    second.close()
    _cut(own_database_url)
    second.claim()
    first.claim()
    first.claim()
    assert (first.held, second.held) == (False, True)


def test_work_is_done_only_while_we_lead(heads: tuple[Lead, Lead]) -> None:
    first, second = heads
    first.claim()
    second.claim()
    done: list[str] = []
    first.only(lambda: done.append("first"))()
    second.only(lambda: done.append("second"))()
    assert done == ["first"]
