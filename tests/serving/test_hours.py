"""What subscriptions look is counted by the hour: once, whatever is written again and whoever dies."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from cases.events.report import Source
from core.clock import ManualClock
from core.database.engine import Sessions, open_engine, session_factory, transaction
from registry.metering.looks import AGES_S, Looks, quantile
from registry.metering.model import LookHour
from registry.subscriptions.model import Subscription
from serving.cluster.assignment import Watch
from serving.cluster.hours import EVERY, Hours
from tests import make
from tests.cases.conftest import subscribed

NINE = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.fixture
def source(sessions: Sessions) -> Source:
    """A subscription of a department."""
    with transaction(sessions) as session:
        return subscribed(session, make.organization(session, make.organization(session)))


def watch(of: Source, interval_s: float = 5) -> Watch:
    assert of.subscription_id is not None
    assert of.version_id is not None
    return Watch(of.subscription_id, of.version_id, interval_s, 64, 64, 114, ())


def rows(sessions: Sessions, of: Source) -> list[LookHour]:
    with sessions() as session:
        found = select(LookHour).filter_by(subscription_id=of.subscription_id)
        return [*session.scalars(found.order_by(LookHour.hour, LookHour.worker))]


def sums(found: list[LookHour]) -> dict[str, float]:
    names = ("looks", "late", "missed", "lost", "watched_s")
    return {name: sum(getattr(one, name) for one in found) for name in names}


def test_a_look_covers_the_time_since_the_one_before_and_a_late_one_misses_some() -> None:
    one = Looks()
    for pause_s in (None, 5, 7.5, 20):
        one.inferred(pause_s, 5, 0.12)
    assert (one.looks, one.late, one.missed, one.watched_s) == (4, 1, 3, 5 + 7.5 + 7.5)
    assert (one.ages[2], sum(one.ages)) == (4, 4)


def test_writing_again_counts_nothing_twice(sessions: Sessions, source: Source) -> None:
    clock, one = ManualClock(NINE), watch(source)
    hours = Hours(clock)
    for _ in range(3):
        hours.inferred(one, 5, 0.2)
        hours.write(sessions, "w-1", now=True)
        hours.write(sessions, "w-1", now=True)
    hours.lost(one)
    hours.write(sessions, "w-1", now=True)
    (row,) = rows(sessions, source)
    assert sums([row]) == {"looks": 3, "late": 0, "missed": 0, "lost": 1, "watched_s": 15}
    assert (row.hour, row.owner_id, row.camera_id) == (NINE, source.owner_id, source.camera_id)
    assert (row.algorithm_id, row.version_id) == (source.algorithm_id, source.version_id)


def test_the_worker_that_comes_after_adds_to_the_hour(sessions: Sessions, source: Source) -> None:
    for worker in ("w-1", "w-2"):
        hours = Hours(ManualClock(NINE))
        hours.inferred(watch(source), 5, 0.2)
        hours.write(sessions, worker, now=True)
    found = rows(sessions, source)
    assert [one.worker for one in found] == ["w-1", "w-2"]
    assert sums(found)["looks"] == 2


def test_it_is_written_once_in_a_while_and_by_the_hour(sessions: Sessions, source: Source) -> None:
    clock = ManualClock(NINE + timedelta(minutes=59, seconds=55))
    hours, one = Hours(clock), watch(source)
    hours.inferred(one, 5, 0.2)
    hours.write(sessions, "w-1")
    assert rows(sessions, source) == []
    clock.advance(EVERY.total_seconds())
    hours.inferred(one, 5, 0.2)
    hours.write(sessions, "w-1")
    found = rows(sessions, source)
    assert [(row.hour, row.looks) for row in found] == [(NINE, 1), (NINE + timedelta(hours=1), 1)]


def test_what_could_not_be_written_is_written_later(sessions: Sessions, source: Source) -> None:
    hours, one = Hours(ManualClock(NINE)), watch(source)
    away = open_engine("postgresql://nobody:none@127.0.0.1:9/none")
    hours.inferred(one, 5, 0.2)
    with pytest.raises(OperationalError):
        hours.write(session_factory(away), "w-1", now=True)
    hours.inferred(one, 5, 0.2)
    hours.write(sessions, "w-1", now=True)
    assert sums(rows(sessions, source))["looks"] == 2


def test_hours_outlive_their_subscription(sessions: Sessions, source: Source) -> None:
    hours = Hours(ManualClock(NINE))
    hours.inferred(watch(source), 5, 0.2)
    hours.write(sessions, "w-1", now=True)
    with transaction(sessions) as session:
        session.execute(delete(Subscription).where(Subscription.id == source.subscription_id))
    hours.inferred(watch(source), 5, 0.2)
    hours.write(sessions, "w-1", now=True)
    assert sums(rows(sessions, source))["looks"] == 1


def test_quantiles_lie_within_the_counts() -> None:
    assert quantile([0] * (len(AGES_S) + 1), 0.5) is None
    ages = [0, 0, 0, 10, *[0] * (len(AGES_S) - 3)]
    assert quantile(ages, 0.5) == pytest.approx(0.175)
    assert quantile(ages, 1) == 0.2
    assert quantile([*[0] * len(AGES_S), 1], 0.95) == AGES_S[-1]
