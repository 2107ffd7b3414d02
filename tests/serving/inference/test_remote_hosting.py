"""What cameras get of an algorithm whose model stays with its vendor, and what is said where it fails."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select

from accounts.audit.model import AuditEntry
from algorithms.ops import letterbox
from core.backoff import OPEN_AFTER
from core.database.engine import transaction
from registry.catalogue.model import Strike, Version
from registry.remote import agreements
from registry.remote import service as remote
from registry.remote.model import RemoteEndpoint
from registry.remote.service import Ruling
from registry.subscriptions import remote as subscribed_remotely
from registry.subscriptions import service as subscriptions
from registry.subscriptions.service import NewSubscription
from serving.cluster.batch import Batch, Found
from serving.cluster.remotes import Remotes
from tests.core.net.certificates import contexts
from tests.core.net.fakes import answering as door
from tests.registry import goods
from tests.serving.inference import endpoints
from tests.serving.inference.endpoints import Vendor
from tests.serving.inference.trading import (
    ANY,
    Trade,
    moved,
    on_shelf,
)


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
        agreements.agree(
            session, trade.subscribing, trade.endpoint_id, "已评估", ANY, services.clock
        )
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
        remote.decide(session, trade.guarding, trade.endpoint_id, Ruling(False, "泄露"), ANY, clock)
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
