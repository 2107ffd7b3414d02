"""An algorithm whose model stays with its vendor: from the endpoint to the shelf, and what cameras get of it.

The vendor is our own server of the protocol, over real TLS.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from accounts.audit.model import AuditEntry
from accounts.organizations.model import Organization
from accounts.organizations.service import operator
from accounts.policy import Role
from accounts.scope import Scope
from algorithms.ops import letterbox
from core.backoff import OPEN_AFTER
from core.database.engine import transaction
from core.http.etag import Precondition
from core.http.services import Services
from registry.catalogue import handing_in, life
from registry.catalogue import service as catalogue
from registry.catalogue.model import Strike, Version
from registry.catalogue.reasons import by_hand
from registry.evaluation import service as evaluations
from registry.gate import service as gate
from registry.packages.errors import ModelElsewhere
from registry.packages.reader import Package, read
from registry.remote import agreements
from registry.remote import service as remote
from registry.remote.errors import (
    EndpointFailed,
    EndpointNotAgreed,
    EndpointNotApproved,
    EndpointUrlRefused,
)
from registry.remote.model import RemoteEndpoint
from registry.remote.service import Tools, Wish
from registry.sandbox import Limits
from registry.subscriptions import remote as subscribed_remotely
from registry.subscriptions import service as subscriptions
from registry.subscriptions.service import NewSubscription
from registry.testsets.model import CityTestSet
from serving.cluster.batch import Batch, Found
from serving.cluster.remotes import Remotes
from serving.queries.demands import demands
from tests import make
from tests.core.net.certificates import contexts
from tests.core.net.fakes import answering as door
from tests.registry import cameras, goods
from tests.serving.belongings import user
from tests.serving.inference import endpoints
from tests.serving.inference.endpoints import Vendor

ANY = Precondition("*")


@dataclass(frozen=True, slots=True)
class Trade:
    """Who is there: a vendor with an endpoint that security has let in, and a department with a camera."""

    services: Services
    vendor_id: UUID
    endpoint_id: UUID
    selling: Scope
    guarding: Scope
    subscribing: Scope
    camera_id: UUID


@pytest.fixture
def trade(services: Services, vendor: Vendor) -> Trade:
    platform = replace(services, settings=vendor.settings())
    with transaction(platform.sessions) as session:
        seller = make.organization(session, kind="vendor", name_zh="远程厂商", name_en="Remote")
        parks = make.organization(session, name_zh="园林局", name_en="Parks")
        selling = _scope(session, seller, Role.VENDOR, "remote_endpoint.create")
        guarding = _scope(session, operator(session), Role.SECURITY, "remote_endpoint.decide")
        subscribing = _scope(session, parks, Role.SUBSCRIBER, "remote_endpoint.agree")
        wish = Wish("main", vendor.url, credential=vendor.token)
        one = remote.create(session, selling, wish, Tools.of(platform))
        remote.decide(
            session, guarding, one.id, approve=True, reason="已核查", clock=platform.clock
        )
        camera_id = cameras.add(session, parks.id)
        return Trade(platform, seller.id, one.id, selling, guarding, subscribing, camera_id)


def _scope(session: Session, owner: Organization, role: Role, action: str) -> Scope:
    return make.scope_of(user(session, owner, role), action)


def package(trade: Trade, folder: Path, **said: Any) -> Package:
    """Return the toy's package as it is handed in where the model stays with its vendor."""
    stage = endpoints.stage(**said).model_dump(mode="json")
    described = goods.manifest() | {"stages": [stage]}
    return read(goods.write(folder, described=described), trade.services.blobs)


def handed_in(trade: Trade, handed: Package) -> UUID:
    services = trade.services
    with transaction(services.sessions) as session:
        return handing_in.hand_in(
            session, None, handed, trade.vendor_id, services.settings, services.clock
        ).id


def examined(trade: Trade, folder: Path, **said: Any) -> tuple[UUID, dict[str, Any]]:
    handed = package(trade, folder, **said)
    version_id = handed_in(trade, handed)
    return version_id, handing_in.examine(trade.services, version_id, handed, None)


def on_shelf(trade: Trade, folder: Path) -> tuple[UUID, UUID]:
    """Return a published version, as the gate lets it pass, and its algorithm."""
    version_id, clock = handed_in(trade, package(trade, folder)), trade.services.clock
    with transaction(trade.services.sessions) as session:
        version = session.get_one(Version, version_id)
        version.gate = gate.binding() | {"model_digest": version.model_digest}
        life.take(session, None, version, "check", clock)
        life.take(session, None, version, "approve", clock, why=by_hand("可信"))
        life.take(session, None, version, "publish", clock)
        return version.id, version.algorithm_id


def moved(trade: Trade, url: str) -> None:
    """Let the endpoint be elsewhere without a new approval, as a name that changes its address is."""
    with transaction(trade.services.sessions) as session:
        session.execute(update(RemoteEndpoint).values(url=url))


def states(report: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["state"] for one in report["checks"]}


def test_the_gate_asks_the_endpoint_and_reproduces_the_samples(
    trade: Trade, tmp_path: Path
) -> None:
    version_id, report = examined(trade, tmp_path)
    assert states(report) == dict.fromkeys(
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
            session, trade.guarding, trade.endpoint_id, approve=False, reason="不可信", clock=clock
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
        agreements.agree(session, trade.subscribing, trade.endpoint_id, "已评估", services.clock)
        renewed = Wish(credential="another")
        one = remote.change(session, changing, trade.endpoint_id, renewed, ANY, Tools.of(services))
        assert one.state == "approved"
        elsewhere = Wish(url="https://localhost:9/prefix/")
        one = remote.change(
            session, changing, trade.endpoint_id, elsewhere, ANY, Tools.of(services)
        )
        assert (one.url, one.state) == ("https://localhost:9/prefix", "waiting")
        assert not agreements.Permits.read(session).agreed


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
        agreements.agree(session, trade.subscribing, trade.endpoint_id, "已评估", services.clock)
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
        asking = _scope(session, root, Role.SYSTEM, "evaluation.run")
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


@pytest.fixture
def remotes(trade: Trade, monkeypatch: pytest.MonkeyPatch) -> Iterator[Remotes]:
    monkeypatch.setattr("serving.cluster.remotes.ANEW_S", 0.0)
    with closing(Remotes(trade.services)) as opened:
        yield opened


Look = Callable[..., list[Found]]


@pytest.fixture
def look(trade: Trade, remotes: Remotes, tmp_path: Path) -> Look:
    """Return what sends frames of the department's camera to the version on the shelf."""
    version_id, _ = on_shelf(trade, tmp_path / "goods")
    assert remotes.knows(version_id) is None
    assert remotes.has(version_id)

    def at(*greys: int) -> list[Found]:
        fitted = [letterbox(goods.picture(grey), goods.SIDE, goods.SIDE) for grey in greys]
        pixels = np.stack([one for one, _ in fitted])
        boxes = tuple(one for _, one in fitted)
        return remotes.infer(Batch(version_id, (trade.camera_id,) * len(greys), pixels, boxes))

    return at


def trouble(trade: Trade) -> str | None:
    with transaction(trade.services.sessions) as session:
        return session.get_one(RemoteEndpoint, trade.endpoint_id).trouble


def test_frames_are_asked_at_the_endpoint_and_each_camera_hour_is_on_the_trail(
    trade: Trade, look: Look
) -> None:
    found = look(204, 0, 204, 204, 204)
    assert [[one.label for one in frame or []] for frame in found] == [
        ["fire"], [], ["fire"], ["fire"], ["fire"],
    ]  # fmt: skip
    look(204)
    with transaction(trade.services.sessions) as session:
        lines = session.scalars(select(AuditEntry).filter_by(action="camera.send")).all()
        assert [(one.object_id, one.login) for one in lines] == [(trade.camera_id, "algomart")]
        assert (lines[0].after or {})["url"].startswith("https://localhost:")


def test_an_endpoint_that_fails_is_left_alone_said_so_and_asked_again(
    trade: Trade, look: Look, remotes: Remotes, vendor: Vendor
) -> None:
    moved(trade, "https://localhost:1")
    for _ in range(OPEN_AFTER):
        assert trouble(trade) is None
        assert look(204) == [None]
    assert trouble(trade) == "unreachable"
    moved(trade, vendor.url)
    assert look(204) == [None], "it rests"
    remotes._breakers[trade.endpoint_id].monotonic = lambda: float("inf")
    (found,) = look(204)
    assert found
    assert trouble(trade) is None
    with transaction(trade.services.sessions) as session:
        assert session.scalar(select(func.count()).select_from(Strike)) == 0


def test_a_subscription_says_what_is_wrong_with_the_endpoint(trade: Trade, tmp_path: Path) -> None:
    services, (_, algorithm_id) = trade.services, on_shelf(trade, tmp_path)
    creating = replace(trade.subscribing, action="subscription.create")
    with transaction(services.sessions) as session:
        agreements.agree(session, trade.subscribing, trade.endpoint_id, "已评估", services.clock)
        new = NewSubscription(trade.camera_id, algorithm_id)
        one = subscriptions.create(session, creating, new, services.settings, services.clock)
        assert subscribed_remotely.troubles(session, [one.id]) == {}
        remote.set_trouble(session, trade.endpoint_id, "no_answer", services.clock)
        reason = subscribed_remotely.troubles(session, [one.id])[one.id]
    assert reason["code"] == "endpoint_failed"
    assert "did not answer in time" in reason["en"]


def test_what_the_operator_takes_off_the_list_is_not_asked_and_says_so(
    trade: Trade, look: Look, vendor: Vendor
) -> None:
    assert look(204) != [None]
    settings = vendor.settings(remote_hosts="another.example")
    with closing(Remotes(replace(trade.services, settings=settings))) as others:
        with transaction(trade.services.sessions) as session:
            version_id = session.scalars(select(Version.id).filter_by(state="published")).one()
        pixels, fitted = letterbox(goods.picture(), goods.SIDE, goods.SIDE)
        batch = Batch(version_id, (trade.camera_id,), np.stack([pixels]), (fitted,))
        assert others.infer(batch) == [None]
    assert trouble(trade) == "host_not_listed"


def test_what_security_takes_back_is_not_asked_any_more(trade: Trade, look: Look) -> None:
    assert look(204) != [None]
    clock = trade.services.clock
    with transaction(trade.services.sessions) as session:
        remote.decide(
            session, trade.guarding, trade.endpoint_id, approve=False, reason="泄露", clock=clock
        )
    assert look(204) == [None]


def test_an_answer_that_is_wrong_is_a_strike_and_no_trouble_of_the_endpoint(
    trade: Trade, look: Look, vendor: Vendor, tmp_path: Path
) -> None:
    told = b'{"outputs":[{"name":"y","datatype":"FP32","shape":[1],"data":[1]}]}'
    answer = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(told), told)
    server, _ = contexts(tmp_path, [endpoints.HOST])
    with door(answer, tls=server) as (port, _):
        moved(trade, f"https://localhost:{port}")
        settings = vendor.settings(remote_ca_file=tmp_path / "authority.pem")
        with closing(Remotes(replace(trade.services, settings=settings))) as others:
            with transaction(trade.services.sessions) as session:
                version_id = session.scalars(select(Version.id).filter_by(state="published")).one()
            pixels, fitted = letterbox(goods.picture(), goods.SIDE, goods.SIDE)
            batch = Batch(version_id, (trade.camera_id,), np.stack([pixels]), (fitted,))
            assert others.infer(batch) == [None]
    with transaction(trade.services.sessions) as session:
        assert session.scalars(select(Strike.camera_id)).all() == [trade.camera_id]
    assert trouble(trade) is None
