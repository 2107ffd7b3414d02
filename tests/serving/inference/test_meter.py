"""What was called is counted once, by the hour, and told to Prometheus in a bounded number of series."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.database.engine import transaction
from core.ids import uuid7
from registry.metering.model import InferenceHour
from serving.inference import meter as meters
from serving.inference.meter import OTHER, Meter, Timing
from serving.inference.values import Model
from tests.serving.inference.conftest import Shop

AT = datetime(2026, 11, 26, 8, 59, 59, tzinfo=UTC)
LATER = datetime(2026, 11, 26, 9, 0, 0, tzinfo=UTC)
TIMING = Timing(read=0.125, waited=0.25, ran=0.5)


def model(version_id: UUID, number: int = 0) -> Model:
    return Model("fire", "1.0.0", ("1.0.0",), version_id, f"fire:1.0.{number}")


def rows(shop: Shop, owner_id: UUID) -> list[tuple[datetime, int, int, int, float]]:
    with transaction(shop.services.sessions) as session:
        found = session.scalars(
            select(InferenceHour).filter_by(owner_id=owner_id).order_by(InferenceHour.hour)
        )
        return [(one.hour, one.calls, one.frames, one.failures, one.seconds) for one in found]


def test_hours_add_up_and_nothing_is_written_twice(shop: Shop) -> None:
    with transaction(shop.services.sessions) as session:
        session.query(InferenceHour).delete()
    one, parks = model(shop.fire.id), shop.parks
    for meter in (Meter(), Meter()):  # two processes
        meter.succeeded(parks, one, 4, TIMING, AT)
        meter.failed(parks, one, TIMING, AT)
        meter.flush(shop.services.sessions)
        meter.flush(shop.services.sessions)
        meter.succeeded(parks, one, 1, TIMING, LATER)
        meter.flush(shop.services.sessions)
    eight = AT.replace(minute=0, second=0)
    assert rows(shop, parks) == [(eight, 4, 8, 2, 1.0), (LATER, 2, 2, 0, 1.0)]
    seen = meter.statistics(shop.fire.id)
    assert (seen.frames, seen.success.count, seen.fail.count) == (5, 2, 1)
    assert seen.success.ns == 2 * 875_000_000
    assert seen.by_batch.keys() == {1, 4}


def test_what_could_not_be_written_is_written_later(shop: Shop) -> None:
    with transaction(shop.services.sessions) as session:
        session.query(InferenceHour).delete()
    meter, nobody = Meter(), uuid7()
    meter.succeeded(shop.parks, model(shop.fire.id), 1, TIMING, AT)
    meter.succeeded(nobody, model(shop.fire.id), 1, TIMING, AT)
    with pytest.raises(IntegrityError):
        meter.flush(shop.services.sessions)
    assert rows(shop, shop.parks) == []
    del meter._unwritten[nobody, shop.fire.id, AT.replace(minute=0, second=0)]
    meter.flush(shop.services.sessions)
    assert [row[1:3] for row in rows(shop, shop.parks)] == [(1, 1)]


def test_prometheus_is_told_of_so_many_series(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meters, "SERIES_MOST", 2)
    meter, owner = Meter(), uuid7()
    for number in range(5):
        meter.succeeded(owner, model(uuid7(), number), 2, TIMING, AT)
    told = meter.series()
    assert told.keys() == {(str(owner), "fire:1.0.0"), (str(owner), "fire:1.0.1"), OTHER}
    assert told[OTHER].frames == 6
