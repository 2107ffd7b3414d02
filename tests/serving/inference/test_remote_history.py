"""What became of an endpoint: all of it for who decides about it; a vendor is told less of others."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core.database.engine import transaction
from registry.remote import agreements
from registry.remote import service as remote
from registry.remote.model import RemoteEndpoint
from registry.remote.service import Ruling, Tools, Wish
from tests.serving.inference.browsers import API, Browsers
from tests.serving.inference.endpoints import Vendor
from tests.serving.inference.trading import ANY, Trade

THERE = "https://localhost:9"


@pytest.fixture
def browsers(trade: Trade, vendor: Vendor, database_url: str) -> Browsers:
    return Browsers(trade, vendor, database_url)


@pytest.fixture
def endpoint_id(trade: Trade) -> UUID:
    """An endpoint that was agreed to, changed, moved, refused, let in, withdrawn and registered anew."""
    services, clock = trade.services, trade.services.clock
    selling = replace(trade.selling, action="remote_endpoint.update")
    tools, one = Tools.of(services), trade.endpoint_id

    def rule(approve: bool, reason: str) -> None:
        remote.decide(session, trade.guarding, one, Ruling(approve, reason), ANY, clock)

    with transaction(services.sessions) as session:
        agreements.agree(session, trade.subscribing, one, "已评估", ANY, clock)
        agreements.agree(session, trade.subscribing, one, "再次", ANY, clock)
        agreements.revoke(session, trade.subscribing, one, clock)
        remote.change(session, selling, one, Wish(credential="renewed"), ANY, tools)
        remote.change(session, selling, one, Wish(header="authorization"), ANY, tools)
        remote.change(session, selling, one, Wish(url=THERE), ANY, tools)
        rule(False, "不可信")
        rule(True, "已整改")
        rule(False, "泄露")
        deleting = replace(trade.selling, action="remote_endpoint.delete")
        remote.remove(session, deleting, one, clock)
        return remote.create(session, trade.selling, Wish("main", THERE), tools).id


ACTIONS = [
    "register", "approve", "agree", "take_back", "renew", "move", "refuse", "approve", "withdraw",
    "remove", "register",
]  # fmt: skip


def steps(browsers: Browsers, who: Any, endpoint_id: UUID) -> list[dict[str, Any]]:
    """Return the whole history, the oldest step first, read in small pages."""
    client, cursor, found = browsers.of(who), None, []
    while True:
        asked = {"limit": 4} | ({"cursor": cursor} if cursor else {})
        answer = client.get(f"{API}/remote-endpoints/{endpoint_id}/history", params=asked)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return found[::-1]


def test_security_reads_all_of_it_though_the_endpoint_was_removed_meanwhile(
    trade: Trade, browsers: Browsers, vendor: Vendor, endpoint_id: UUID
) -> None:
    told = steps(browsers, trade.guarding, endpoint_id)
    assert [one["action"] for one in told] == ACTIONS
    assert [one["url"] for one in told] == [vendor.url] * 5 + [THERE] * 6
    assert [one["reason"] for one in told if one["reason"]] == [
        "已核查", "已评估", "不可信", "已整改", "泄露",
    ]  # fmt: skip
    whose = [one["organization_zh"] for one in told]
    assert (whose[0], whose[2], whose[3]) == ("远程厂商", "园林局", "园林局")
    assert {one["by"] for one in told} == {"张三"}


def test_a_vendor_is_told_which_departments_agreed_but_not_who_and_why(
    trade: Trade, browsers: Browsers, endpoint_id: UUID
) -> None:
    told = steps(browsers, trade.selling, endpoint_id)
    assert [one["action"] for one in told] == ACTIONS
    agreed = next(one for one in told if one["action"] == "agree")
    assert (agreed["organization_zh"], agreed["by"], agreed["reason"]) == ("园林局", None, None)
    decided = [(one["by"], one["reason"]) for one in told if one["action"] == "refuse"]
    assert decided == [(None, "不可信")]
    assert [one["by"] for one in told if one["action"] == "move"] == ["张三"]


def test_another_vendors_endpoint_of_the_same_name_has_another_history(
    trade: Trade, browsers: Browsers, endpoint_id: UUID
) -> None:
    rival = browsers.rival()
    created = rival.post(f"{API}/remote-endpoints", json={"name": "main", "url": THERE})
    assert created.status_code == 201, created.text
    path = f"{API}/remote-endpoints/{created.json()['id']}/history"
    assert [one["action"] for one in rival.get(path).json()["items"]] == ["register"]
    assert rival.get(f"{API}/remote-endpoints/{endpoint_id}/history").status_code == 404
    with transaction(trade.services.sessions) as session:
        names = session.scalars(select(RemoteEndpoint.name)).all()
    assert names == ["main", "main"]
