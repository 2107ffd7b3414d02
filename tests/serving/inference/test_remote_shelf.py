"""What shelf, comparisons and approvals say of versions that run outside the platform, and to whom."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from accounts.approvals import service as approvals
from core.database.engine import transaction
from core.text import Text
from registry.catalogue.model import Version
from registry.remote import service as remote
from registry.remote.service import Ruling
from tests.serving.inference.browsers import API, Browsers
from tests.serving.inference.endpoints import Vendor
from tests.serving.inference.trading import ANY, Trade, handed_in, on_shelf, package

AT_HOST, SOMEWHERE = {"host": "localhost"}, {"host": None}


@pytest.fixture
def browsers(trade: Trade, vendor: Vendor, database_url: str) -> Browsers:
    return Browsers(trade, vendor, database_url)


def read(client: TestClient, path: str, **asked: Any) -> Any:
    answer = client.get(f"{API}{path}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def told(client: TestClient, version_id: Any, algorithm_id: Any) -> list[Any]:
    """Return what each page says of where a version runs."""
    (shown,) = read(client, "/algorithms")["items"]
    detail = read(client, f"/algorithms/{algorithm_id}")
    figures = read(client, f"/versions/{version_id}/figures")
    both = read(client, "/comparison", left_id=version_id, right_id=version_id)
    (leader,) = read(client, "/leaderboard", event_type="fire.flame")["rows"]
    return [
        shown["stable"]["remote"],
        detail["stable"]["remote"],
        detail["versions"][0]["remote"],
        figures["remote"],
        both["left"]["remote"],
        leader["remote"],
    ]


def test_every_page_says_that_pictures_leave_and_rivals_are_not_told_where_to(
    trade: Trade, browsers: Browsers, tmp_path: Path
) -> None:
    ids = on_shelf(trade, tmp_path)
    for who in (trade.selling, trade.guarding, trade.subscribing):
        assert told(browsers.of(who), *ids) == [AT_HOST] * 6
    rival = browsers.rival()
    assert told(rival, *ids) == [SOMEWHERE] * 6
    detail = read(rival, f"/algorithms/{ids[1]}")
    assert (detail["remote"]["host"], detail["remotes"][str(ids[0])]["host"]) == (None, None)


def test_departments_are_told_of_endpoints_that_are_let_in_alone(
    trade: Trade, browsers: Browsers, tmp_path: Path
) -> None:
    ids, clock = on_shelf(trade, tmp_path), trade.services.clock
    with transaction(trade.services.sessions) as session:
        remote.decide(session, trade.guarding, trade.endpoint_id, Ruling(False, "泄露"), ANY, clock)
    assert told(browsers.of(trade.subscribing), *ids) == [SOMEWHERE] * 6
    assert told(browsers.of(trade.guarding), *ids) == [AT_HOST] * 6


def test_the_shelf_is_asked_for_what_runs_here_or_at_its_vendors(
    trade: Trade, browsers: Browsers, tmp_path: Path
) -> None:
    on_shelf(trade, tmp_path)
    client = browsers.of(trade.subscribing)
    found = {runs: read(client, "/algorithms", runs=runs)["count"] for runs in ("here", "vendor")}
    assert found == {"here": 0, "vendor": 1}
    choices = read(client, "/algorithms/choices")["runs"]
    assert [(one["id"], one["title_en"], one["count"]) for one in choices] == [
        ("vendor", "Runs at its vendor's", 1)
    ]
    assert client.get(f"{API}/algorithms", params={"runs": "elsewhere"}).status_code == 422


def test_whoever_votes_on_a_version_sees_that_it_runs_outside(
    trade: Trade, browsers: Browsers, tmp_path: Path
) -> None:
    version_id = handed_in(trade, package(trade, tmp_path))
    with transaction(trade.services.sessions) as session:
        version = session.get_one(Version, version_id)
        title = Text("火情 1.0.0", "Fire 1.0.0")
        asked = approvals.request(
            session, None, version, version.owner_id, title, "", trade.services.clock
        )
        approval_id = asked.id
    client = browsers.of(trade.guarding)
    (listed,) = read(client, "/approvals", object_type="versions")["items"]
    assert (listed["remote"], read(client, f"/approvals/{approval_id}")["remote"]) == (
        AT_HOST,
        AT_HOST,
    )
