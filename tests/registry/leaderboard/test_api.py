"""Versions on the shelf stand by what was measured on one set; ties share a rank, the rest is listed."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.engine import transaction
from core.http.services import Services
from registry.catalogue import service as catalogue
from registry.catalogue.model import Version
from registry.evaluation import job
from registry.evaluation.model import Evaluation
from registry.leaderboard.service import Row, Shelved, _ranked
from tests.registry import goods
from tests.registry.conftest import LIMITS, SETTINGS, City, Install
from tests.registry.testsets import archives
from tests.registry.testsets.conftest import SETS, Upload

BOARD = "/api/v1/leaderboard"
Headers = dict[str, str]


@pytest.fixture
def versions(
    install: Install,
    session: Session,
    city: City,
    tmp_path: Path,
    blobs: FolderBlobs,
    clock: ManualClock,
) -> list[Version]:
    """Two versions that see alike, and one that wants to be surer before it reports."""
    shy = goods.manifest("3.0.0")
    shy["events"][0]["threshold"] = 0.8
    shy["reported"] = [
        {"event_type": "fire.flame", "figure": "ap50", "value": 0.99, "data": "own pictures"}
    ]
    folder = goods.write(tmp_path / "shy", described=shy)
    third = catalogue.install_builtin(
        session, folder, city.vendor.id, "0.1.0", blobs, SETTINGS, clock, LIMITS
    )
    return [install("1.0.0"), install("2.0.0"), third]


@pytest.fixture
def system(versions: list[Version], system: Headers) -> Headers:
    return system


def test_ties_share_a_rank_and_the_next_one_follows_them(
    upload: Upload, services: Services, client: TestClient, system: Headers
) -> None:
    upload()
    job.run_due(services)

    found = client.get(BOARD, params={"figure": "recall"}, headers=system).json()

    assert (found["event_type"], found["test_set"]["name"]) == ("fire.flame", "城区火情")
    places = [(one["rank"], one["tied"], one["version"], one["value"]) for one in found["rows"]]
    assert sorted(places[:2]) == [(1, True, "1.0.0", 1.0), (1, True, "2.0.0", 1.0)]
    assert places[2] == (3, False, "3.0.0", 0.5)
    last = found["rows"][2]
    low, high = last["interval"]
    assert low < 0.5 < high
    assert (last["figures"]["pictures"], last["figures"]["positives"]) == (4, 2)
    assert last["false_alarms"]["per_hour"] == 0
    assert "0.99" not in str(found), "what a vendor states is no part of it"


def test_what_was_not_measured_on_the_set_is_listed_last(
    upload: Upload, services: Services, client: TestClient, system: Headers
) -> None:
    first = upload()["test_set_id"]
    job.run_due(services)
    upload(archives.archive(archives.yolo() | {"labels/b_day.txt": archives.FIRE}))

    newest = client.get(BOARD, headers=system).json()
    assert newest["test_set"]["version"] == 2
    assert [(one["rank"], one["state"]) for one in newest["rows"]] == [(None, None)] * 3
    older = client.get(BOARD, params={"test_set_id": first}, headers=system).json()
    assert [one["rank"] for one in older["rows"]] == [1, 1, 1]
    assert [one["version"] for one in older["test_sets"]] == [2, 1]
    client.post(
        f"{SETS}/{newest['test_set']['id']}/retirement", json={"reason": "试验"}, headers=system
    )
    assert client.get(BOARD, headers=system).json()["test_set"]["id"] == first


def test_without_a_set_all_are_unmeasured(client: TestClient, system: Headers) -> None:
    found = client.get(BOARD, headers=system).json()

    assert found["test_set"] is None
    assert [one["rank"] for one in found["rows"]] == [None] * 3
    other = client.get(BOARD, params={"event_type": "water.road"}, headers=system).json()
    assert other["rows"] == []


def test_the_file_says_the_same(
    upload: Upload, services: Services, client: TestClient, system: Headers
) -> None:
    upload()
    job.run_due(services)

    answer = client.get(
        f"{BOARD}/export", params={"figure": "recall"}, headers=system | {"Accept-Language": "en"}
    )

    assert answer.headers["content-type"].startswith("text/csv")
    head, first, _, last = answer.text.removeprefix("\ufeff").splitlines()
    assert head.startswith("rank,tied,algorithm,vendor,version,figure,value")
    assert first.startswith("1,yes,Fire,Vendor,")
    assert last.startswith("3,,Fire,Vendor,3.0.0,recall,0.5000,")
    assert "城区火情 v1" in last


def test_figures_that_differ_beyond_their_places_do_not_tie() -> None:
    def row(value: float | None) -> Row:
        shelved = Shelved(Version(), None, None)  # type: ignore[arg-type]
        return Row(shelved, None, False, value, None, None, Evaluation())

    found = _ranked([row(0.9), row(None), row(0.9504), row(0.9501), row(0.951)])

    assert [(one.rank, one.tied) for one in found] == [
        (1, False), (2, True), (2, True), (4, False), (None, False),
    ]  # fmt: skip


def test_self_reported_figures_stand_apart(
    upload: Upload, services: Services, client: TestClient, versions: list[Version], system: Headers
) -> None:
    upload()
    job.run_due(services)
    with transaction(services.sessions) as session:
        third = session.merge(versions[2], load=True).id

    found = client.get(f"/api/v1/versions/{third}/figures", headers=system).json()

    assert found["reported"] == [
        {"event_type": "fire.flame", "figure": "ap50", "value": 0.99, "data": "own pictures"}
    ]
    (measured,) = found["measured"]
    assert measured["figures"]["events"]["fire.flame"]["ap50"] == pytest.approx(1)
