"""Scorecards: what people said beside what was looked, for each vendor only of its own goods."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from accounts.policy import Role
from cases.review.model import Verdict
from core.database.engine import transaction
from core.intervals import wilson
from tests.serving.field import EIGHT, Field, field

__all__ = ["field"]
URL = "/api/v1/scorecards"
DAY = {"since": "2026-11-22T00:00:00Z", "until": "2026-11-23T00:00:00Z"}


@pytest.fixture
def busy(field: Field) -> Field:
    """Three hours of looking, and what came of it."""
    field.looked(field.lake, lost=80)
    field.looked(field.lake, worker="w-2", late=20, missed=180)
    field.looked(field.bridge, hour=EIGHT + timedelta(hours=1))
    field.looked(field.tunnel)
    for said in ("confirm", "confirm", "confirm", "reject", None):
        field.saw(field.lake, said)
    field.saw(field.bridge, "reject", at_s=3700)
    field.saw(field.tunnel, "confirm")
    return field


def rows(answer: Any) -> dict[str | None, dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return {row["about"]: row for row in answer.json()["rows"]}


def test_a_vendor_sees_how_its_own_goods_do_and_nobody_else_s(busy: Field) -> None:
    found = rows(busy.client(busy.vendor, Role.VENDOR).get(URL, params=DAY))
    assert [*found] == [str(busy.lake.version_id)]
    one = found[str(busy.lake.version_id)]
    assert one["name_en"] == "Fire 1.0.0"
    counts = ("events", "confirmed", "rejected", "waiting")
    assert [one[name] for name in counts] == [6, 3, 2, 1]
    assert one["precision"] == pytest.approx(3 / 5)
    assert [one["precision_from"], one["precision_to"]] == pytest.approx(wilson(3, 5))
    assert [(why["code"], why["count"]) for why in one["reasons"]] == [("reflection", 2)]
    assert one["reasons"][0]["en"] == "Lights, reflections"
    assert (one["looks"], one["camera_hours"]) == (3 * 720, 3)
    assert one["availability"] == pytest.approx(2160 / 2240)
    assert one["in_time"] == pytest.approx(2140 / 2340)
    assert one["false_alarms_per_day"] == pytest.approx(2 / 3 * 24)
    assert (one["latency_ms"], one["latency_p95_ms"]) == (175.0, 197.5)


def test_figures_are_by_what_is_asked(busy: Field) -> None:
    client = busy.client(busy.vendor, Role.VENDOR)
    for by, wanted in {
        "department": {str(busy.parks.id): 5, str(busy.roads.id): 1},
        "region": {"370202": 5, "370203": 1},
        "hour": {"2026-11-22T08:00:00+00:00": 5, "2026-11-22T09:00:00+00:00": 1},
        "day": {"2026-11-22": 6},
    }.items():
        answer = client.get(URL, params=DAY | {"by": by})
        assert {about: row["events"] for about, row in rows(answer).items()} == wanted
        total = answer.json()["total"]
        assert (total["events"], total["looks"]) == (6, 2160)


def test_a_vendor_learns_nothing_of_the_names_of_places(busy: Field) -> None:
    vendor = busy.client(busy.vendor, Role.VENDOR)
    viewer = busy.client(busy.parks, Role.VIEWER)
    for query in ({"by": "group"}, {"tag": "湖区"}, {"region": "37020200"}):
        answer = vendor.get(URL, params=DAY | query)
        assert rows(answer) == {}, query
        seen = viewer.get(URL, params=DAY | query)
        assert [row["events"] for row in rows(seen).values()] == [5], query
    for by in ("algorithm", "version", "department", "region", "group", "hour", "day"):
        text = vendor.get(URL, params=DAY | {"by": by}).text
        for name in ("人民路", "秘密", str(busy.lake.camera_id)):
            assert name not in text


def test_a_department_sees_its_own_share_and_the_city_all(busy: Field) -> None:
    mine = rows(busy.client(busy.roads, Role.SUBSCRIBER).get(URL, params=DAY))
    assert {about: row["events"] for about, row in mine.items()} == {
        str(busy.bridge.version_id): 1,
        str(busy.tunnel.version_id): 1,
    }
    city = busy.client(busy.city, Role.SYSTEM).get(URL, params=DAY | {"by": "algorithm"})
    assert {row["events"] for row in rows(city).values()} == {6, 1}


def test_what_is_asked_for_narrows_it(busy: Field) -> None:
    client = busy.client(busy.city, Role.SYSTEM)
    for query, events in (
        ({"owner_id": str(busy.parks.id)}, 5),
        ({"algorithm_id": str(busy.tunnel.algorithm_id)}, 1),
        ({"version_id": str(busy.lake.version_id)}, 6),
        ({"region": "370202"}, 5),
        ({"since": "2026-11-22T09:00:00Z"}, 1),
    ):
        assert client.get(URL, params=DAY | query).json()["total"]["events"] == events, query


def test_an_undone_or_corrected_verdict_gives_no_reason(busy: Field) -> None:
    with transaction(busy.services.sessions) as session:
        session.execute(update(Verdict).values(corrected_at=EIGHT))
    total = busy.client(busy.vendor, Role.VENDOR).get(URL, params=DAY).json()["total"]
    assert (total["rejected"], total["reasons"]) == (2, [])


def test_the_period_is_a_week_unless_another_one_is_asked_for(field: Field) -> None:
    client = field.client(field.vendor, Role.VENDOR)
    found = client.get(URL).json()
    assert (found["since"], found["until"]) == ("2026-11-15T00:00:00Z", "2026-11-22T00:00:00Z")
    assert (found["rows"], found["total"]["precision"]) == ([], None)
    for since, until, by in (
        ("2026-11-23", "2026-11-22", "day"),
        ("2026-01-01", "2026-11-22", "day"),
        ("2026-11-01", "2026-11-22", "hour"),
    ):
        query = {"since": f"{since}T00:00:00Z", "until": f"{until}T00:00:00Z", "by": by}
        answer = client.get(URL, params=query)
        assert (answer.status_code, answer.json()["code"]) == (400, "period_invalid"), query


def test_it_is_given_as_csv(busy: Field) -> None:
    answer = busy.client(busy.vendor, Role.VENDOR).get(f"{URL}/export", params=DAY)
    assert answer.headers["content-type"].startswith("text/csv")
    head, one, total = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    told = dict(zip(head, one, strict=True))
    assert (told["version"], told["events"], told["precision"]) == ("Fire 1.0.0", "6", "0.6000")
    assert told["Lights, reflections"] == "2"
    assert total[1] == "6"
