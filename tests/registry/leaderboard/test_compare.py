"""Two versions stand beside each other; who is better is said only where their intervals do not overlap."""

import pytest
from fastapi.testclient import TestClient

from core.http.services import Services
from core.ids import uuid7
from core.intervals import Interval
from registry.catalogue.model import Version
from registry.evaluation import job
from registry.leaderboard.compare import Better, apart
from tests.registry.leaderboard.test_api import system, versions
from tests.registry.testsets.conftest import Upload

__all__ = ["system", "versions"]

COMPARISON = "/api/v1/comparison"
Headers = dict[str, str]


@pytest.mark.parametrize(
    ("left", "right", "better"),
    [
        ((0.8, 0.9), (0.6, 0.7), "left"),
        ((0.5, 0.6), (0.61, 0.7), "right"),
        ((0.5, 0.6), (0.6, 0.7), "overlap"),
        ((0.5, 0.9), (0.6, 0.7), "overlap"),
        (None, (0.6, 0.7), "unknown"),
    ],
)
def test_only_intervals_apart_have_a_winner(
    left: Interval | None, right: Interval | None, better: Better
) -> None:
    assert apart(left, right) == better


def test_both_are_shown_with_what_they_take_and_how_they_did_on_the_same_set(
    upload: Upload,
    services: Services,
    client: TestClient,
    system: Headers,
    versions: list[Version],
) -> None:
    upload()
    job.run_due(services)
    one, _, shy = versions
    asked = {"left_id": str(one.id), "right_id": str(shy.id), "event_type": "fire.flame"}

    found = client.get(COMPARISON, params=asked, headers=system).json()

    assert (found["event_type"], found["left"]["version"], found["right"]["version"]) == (
        "fire.flame", "1.0.0", "3.0.0",
    )  # fmt: skip
    assert (found["left"]["threshold"], found["right"]["threshold"]) == (0.5, 0.8)
    left = found["left"]
    assert left["measured"] is True
    assert left["cores_per_100_cameras"] == pytest.approx(100 / 5 * left["cpu_ms"] / 1000)
    [on] = found["sets"]
    assert (on["left"]["figures"]["recall"], on["right"]["figures"]["recall"]) == (1.0, 0.5)
    assert on["better"]["recall"] == "overlap", "two pictures say little"


def test_an_event_they_do_not_share_is_answered_by_one_they_do(
    client: TestClient, system: Headers, versions: list[Version]
) -> None:
    asked = {
        "left_id": str(versions[0].id),
        "right_id": str(versions[1].id),
        "event_type": "no.such",
    }
    found = client.get(COMPARISON, params=asked, headers=system).json()
    assert (found["event_type"], found["sets"]) == ("fire.flame", [])


def test_a_version_that_cannot_be_seen_is_not_found(
    client: TestClient, system: Headers, versions: list[Version]
) -> None:
    asked = {"left_id": str(versions[0].id), "right_id": str(uuid7())}
    assert client.get(COMPARISON, params=asked, headers=system).status_code == 404
