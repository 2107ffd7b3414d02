"""An algorithm whose model stays with its vendor: its endpoint, the gate, the shelf, who subscribes.

The vendor is our own server of the protocol, over real TLS.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from accounts.organizations.service import operator
from accounts.policy import Role
from core.database.engine import transaction
from core.errors import Stale
from core.http.etag import Precondition
from registry.catalogue import handing_in
from registry.catalogue import service as catalogue
from registry.catalogue.model import Version
from registry.evaluation import service as evaluations
from registry.gate import service as gate
from registry.packages.errors import ModelElsewhere
from registry.remote import agreements
from registry.remote import service as remote
from registry.remote.errors import (
    EndpointFailed,
    EndpointNotAgreed,
    EndpointNotApproved,
    EndpointUrlRefused,
)
from registry.remote.model import State
from registry.remote.service import Ruling, Tools, Wish
from registry.sandbox import Limits
from registry.subscriptions import service as subscriptions
from registry.subscriptions.service import NewSubscription
from registry.testsets.model import CityTestSet
from serving.queries.demands import demands
from tests.registry import goods
from tests.serving.inference import endpoints
from tests.serving.inference.trading import (
    ANY,
    Trade,
    examined,
    handed_in,
    moved,
    on_shelf,
    package,
    scope,
    states,
)


def test_the_gate_asks_the_endpoint_and_reproduces_the_samples(
    trade: Trade, tmp_path: Path
) -> None:
    version_id, report = examined(trade, tmp_path)
    assert states(report) == {"signature": "noted"} | dict.fromkeys(
        [
            "licence",
            "sample_files",
            "endpoint",
            "full_batch",
            "round_trip",
            "odd_inputs",
            "samples",
        ],
        "passed",
    )
    assert report["measured"]["round_trip_ms"] > 0
    with transaction(trade.services.sessions) as session:
        version = session.get_one(Version, version_id)
        assert (version.state, version.is_remote) == ("checked", True)
        assert "fire.onnx" not in version.files
        assert session.scalars(select(Version.id).where(Version.is_remote)).all() == [version_id]


@pytest.mark.parametrize(
    ("said", "check"),
    [
        ({"output": "z"}, "endpoint"),
        ({"input": {"name": "x", "width": goods.SIDE, "height": 32}}, "endpoint"),
        ({"input": {"name": "w", "width": goods.SIDE, "height": goods.SIDE}}, "endpoint"),
        ({"input": {"name": "x", "width": 64, "height": 64, "scale": 0.001}}, "samples"),
        ({"decoder": {"kind": "yolo_v8", "labels": ["fire"]}}, "full_batch"),
    ],
)
def test_the_gate_refuses_what_is_not_as_declared(
    trade: Trade, tmp_path: Path, said: dict[str, Any], check: str
) -> None:
    version_id, report = examined(trade, tmp_path, **said)
    assert [name for name, state in states(report).items() if state == "failed"] == [check]
    with transaction(trade.services.sessions) as session:
        assert session.get_one(Version, version_id).state == "rejected"


def test_an_endpoint_that_is_away_costs_no_version_number(trade: Trade, tmp_path: Path) -> None:
    handed = package(trade, tmp_path)
    version_id = handed_in(trade, handed)
    moved(trade, "https://localhost:1")
    with pytest.raises(EndpointFailed) as failure:
        handing_in.examine(trade.services, version_id, handed, None)
    assert failure.value.trouble == "unreachable"
    assert handed_in(trade, handed) == version_id, "it is handed in again"


def test_its_vendor_looks_at_the_package_alone(trade: Trade, tmp_path: Path) -> None:
    handed = package(trade, tmp_path)
    report = gate.inspect(handed, trade.services.blobs, trade.services.clock, Limits())
    assert report["passed"]
    assert states(report)["endpoint"] == "noted"


def test_after_an_upgrade_an_endpoint_that_is_away_costs_nobody_the_shelf(
    trade: Trade, tmp_path: Path
) -> None:
    version_id, algorithm_id = on_shelf(trade, tmp_path)
    moved(trade, "https://localhost:1")
    with transaction(trade.services.sessions) as session:
        before = {"gate_version": 0, "measured": {"round_trip_ms": 7.0}}
        session.execute(update(Version).values(gate=before))
    assert handing_in.stale(trade.services.sessions) == [version_id]
    handing_in.examine_again(trade.services, version_id)
    assert handing_in.stale(trade.services.sessions) == []
    with transaction(trade.services.sessions) as session:
        assert catalogue.served(session, algorithm_id).version_id == version_id
        assert session.get_one(Version, version_id).gate["measured"] == before["measured"]


def test_without_an_endpoint_that_is_let_in_nothing_is_handed_in(
    trade: Trade, tmp_path: Path
) -> None:
    with pytest.raises(EndpointNotApproved):
        handed_in(trade, package(trade, tmp_path / "1", endpoint="another"))
    clock = trade.services.clock
    with transaction(trade.services.sessions) as session:
        remote.decide(
            session, trade.guarding, trade.endpoint_id, Ruling(False, "不可信"), ANY, clock
        )
    with pytest.raises(EndpointNotApproved):
        handed_in(trade, package(trade, tmp_path / "2"))


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost",
        "https://elsewhere.example",
        "https://a:b@localhost",
        "https://localhost/?a=1",
        "https://localhost:port",
        "https://127.0.0.1",
        "https://localhost.evil.example",
    ],
)
def test_an_endpoint_is_at_a_listed_host_alone(trade: Trade, url: str) -> None:
    with transaction(trade.services.sessions) as session, pytest.raises(EndpointUrlRefused):
        remote.create(session, trade.selling, Wish("other", url), Tools.of(trade.services))


def test_another_address_waits_for_its_approval_anew_and_nobody_agrees(trade: Trade) -> None:
    services = trade.services
    changing = replace(trade.selling, action="remote_endpoint.update")
    with transaction(services.sessions) as session:
        agreements.agree(
            session, trade.subscribing, trade.endpoint_id, "已评估", ANY, services.clock
        )
        renewed = Wish(credential="another")
        one = remote.change(session, changing, trade.endpoint_id, renewed, ANY, Tools.of(services))
        assert one.state == "approved"
        elsewhere = Wish(url="https://localhost:9/prefix/")
        one = remote.change(
            session, changing, trade.endpoint_id, elsewhere, ANY, Tools.of(services)
        )
        assert (one.url, one.state) == ("https://localhost:9/prefix", "waiting")
        assert not agreements.Permits.read(session).agreed


def test_whoever_has_looked_at_another_address_neither_lets_it_in_nor_agrees(trade: Trade) -> None:
    services = trade.services
    changing = replace(trade.selling, action="remote_endpoint.update")
    looked_at = Precondition('"2"')
    with transaction(services.sessions) as session:
        assert remote.fetch(session, changing, trade.endpoint_id).revision == 2
        elsewhere = Wish(url="https://localhost:9")
        remote.change(
            session, changing, trade.endpoint_id, elsewhere, looked_at, Tools.of(services)
        )
        yes = Ruling(True, "已核查"), looked_at, services.clock
        with pytest.raises(Stale):
            remote.decide(session, trade.guarding, trade.endpoint_id, *yes)
        remote.decide(
            session, trade.guarding, trade.endpoint_id, Ruling(True, "已核查"), ANY, services.clock
        )
        agreed = trade.endpoint_id, "已评估", looked_at, services.clock
        with pytest.raises(Stale):
            agreements.agree(session, trade.subscribing, *agreed)


def test_what_waits_is_listed_apart(trade: Trade) -> None:
    clock, ids = trade.services.clock, [trade.endpoint_id]

    def listed(state: State | None) -> list[UUID]:
        return [one.id for one in session.scalars(remote.listed(trade.guarding, state))]

    with transaction(trade.services.sessions) as session:
        assert (listed(None), listed("approved"), listed("waiting")) == (ids, ids, [])
        refusal = Ruling(False, "不可信"), ANY, clock
        remote.decide(session, trade.guarding, trade.endpoint_id, *refusal)
        assert (listed("approved"), listed("refused")) == ([], ids)


def test_the_shelf_tells_where_pictures_go_and_why_the_department_agreed(trade: Trade) -> None:
    services, stage = trade.services, endpoints.stage()
    with transaction(services.sessions) as session:
        use = agreements.use(session, trade.subscribing, stage, trade.vendor_id)
        assert (use.host, use.revision, use.agreed, use.may_agree) == ("localhost", 2, False, True)
        seen = Precondition(f'"{use.revision}"')
        agreements.agree(
            session, trade.subscribing, trade.endpoint_id, "已评估", seen, services.clock
        )
        use = agreements.use(session, trade.subscribing, stage, trade.vendor_id)
        assert (use.agreed, use.agreed_at, use.reason) == (True, services.clock.now(), "已评估")
        others = agreements.use(session, trade.guarding, stage, trade.vendor_id)
        assert (others.agreed, others.reason, others.may_agree) == (False, None, False)


def test_a_department_agrees_before_it_subscribes_and_may_take_it_back(
    trade: Trade, tmp_path: Path
) -> None:
    services, (_, algorithm_id) = trade.services, on_shelf(trade, tmp_path)
    new = NewSubscription(trade.camera_id, algorithm_id)
    creating = replace(trade.subscribing, action="subscription.create")

    def subscribe() -> UUID:
        with transaction(services.sessions) as session:
            tools = services.settings, services.clock
            return subscriptions.create(session, creating, new, *tools).id

    with pytest.raises(EndpointNotAgreed):
        subscribe()
    with transaction(services.sessions) as session:
        agreements.agree(
            session, trade.subscribing, trade.endpoint_id, "已评估", ANY, services.clock
        )
    subscription_id = subscribe()
    with transaction(services.sessions) as session:
        assert demands(session).cameras[trade.camera_id].watches
        agreements.revoke(session, trade.subscribing, trade.endpoint_id, services.clock)
        wanted = demands(session)
        assert trade.camera_id not in wanted.cameras
        assert wanted.without_version[subscription_id].code == "endpoint_not_agreed"


def test_test_sets_are_not_sent_to_vendors(trade: Trade, tmp_path: Path) -> None:
    version_id, _ = on_shelf(trade, tmp_path)
    clock = trade.services.clock
    with transaction(trade.services.sessions) as session:
        root = operator(session)
        asking = scope(session, root, Role.SYSTEM, "evaluation.run")
        on = CityTestSet(
            owner_id=root.id, name="城区火情", version=1, digest="ab" * 32,
            covers={"fire.flame": ["fire"]}, classes=["fire"], counts={"pictures": 1},
            user_id=asking.user.id, created_at=clock.now(),
        )  # fmt: skip
        session.add(on)
        session.flush()
        assert not evaluations.is_planned(session)
        with pytest.raises(ModelElsewhere):
            evaluations.start(session, asking, version_id, on.id, clock)
