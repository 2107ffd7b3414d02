"""Connections to endpoints are kept from look to look, and end with whatever let the pictures go there."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from algorithms.ops import letterbox
from core.database.engine import transaction
from registry.remote import service as remote
from registry.remote.service import Ruling, Tools, Wish
from serving.cluster.batch import Batch, Found
from serving.cluster.remotes import Remotes
from tests.core.net.certificates import contexts
from tests.core.net.fakes import Caller, keeping
from tests.registry import goods
from tests.serving.inference import endpoints
from tests.serving.inference.endpoints import Vendor
from tests.serving.inference.trading import ANY, Trade, moved, on_shelf

PATIENCE_S = 20
NOTHING = {"name": "y", "datatype": "FP32", "shape": [1, 6, 3], "data": [0] * 18}


def answer(status: str, told: object) -> bytes:
    body = json.dumps(told).encode()
    return b"HTTP/1.1 %s\r\ncontent-length: %d\r\n\r\n%s" % (status.encode(), len(body), body)


GOOD, BUSY = answer("200 OK", {"outputs": [NOTHING]}), answer("503 Busy", {})


@dataclass(frozen=True, slots=True)
class Service:
    """What sends a frame, and who came to the endpoint."""

    look: Callable[[], list[Found]]
    remotes: Remotes
    callers: list[Caller]

    @property
    def counts(self) -> list[int]:
        return [len(one.asked) for one in self.callers]


@pytest.fixture
def version(trade: Trade, tmp_path: Path) -> Batch:
    """A frame of the department's camera for the version on the shelf."""
    version_id, _ = on_shelf(trade, tmp_path / "goods")
    pixels, fitted = letterbox(goods.picture(), goods.SIDE, goods.SIDE)
    return Batch(version_id, (trade.camera_id,), np.stack([pixels]), (fitted,))


@contextmanager
def service(
    trade: Trade, vendor: Vendor, batch: Batch, folder: Path, *answers: bytes
) -> Iterator[Service]:
    """Let the endpoint be one that gives these answers and tells who came."""
    server, _ = contexts(folder, [endpoints.HOST])
    settings = vendor.settings(remote_ca_file=folder / "authority.pem")
    with keeping(*answers, tls=server) as (port, callers):
        moved(trade, f"https://localhost:{port}")
        with closing(Remotes(replace(trade.services, settings=settings))) as remotes:
            yield Service(lambda: remotes.infer(batch), remotes, callers)


def test_looks_share_a_connection_until_the_approval_is_taken_back(
    trade: Trade, vendor: Vendor, version: Batch, tmp_path: Path
) -> None:
    with service(trade, vendor, version, tmp_path, *[GOOD] * 9) as found:
        assert [found.look() for _ in range(3)] == [[[]]] * 3
        assert found.counts == [3]
        with transaction(trade.services.sessions) as session:
            refusal = Ruling(False, "泄露"), ANY, trade.services.clock
            remote.decide(session, trade.guarding, trade.endpoint_id, *refusal)
        assert found.callers[0].closed.wait(PATIENCE_S), "though nothing more is sent"
        assert found.look() == [None]
        assert found.counts == [3]


def test_another_credential_is_shown_over_another_connection(
    trade: Trade, vendor: Vendor, version: Batch, tmp_path: Path
) -> None:
    with service(trade, vendor, version, tmp_path, *[GOOD] * 9) as found:
        assert found.look() == [[]]
        with transaction(trade.services.sessions) as session:
            changing = replace(trade.selling, action="remote_endpoint.update")
            tools = Tools.of(trade.services)
            wish = Wish(credential="renewed")
            remote.change(session, changing, trade.endpoint_id, wish, ANY, tools)
        assert found.callers[0].closed.wait(PATIENCE_S)
        assert found.look() == [[]]
        assert found.counts == [1, 1]
    shown = [b"bearer renewed" in one.asked[0].lower() for one in found.callers]
    assert shown == [False, True]


def test_a_call_that_fails_ends_its_connection(
    trade: Trade, vendor: Vendor, version: Batch, tmp_path: Path
) -> None:
    with service(trade, vendor, version, tmp_path, GOOD, BUSY) as found:
        assert [found.look() for _ in range(3)] == [[[]], [None], [[]]]
        assert found.counts == [2, 1]
        assert found.callers[0].closed.wait(PATIENCE_S)


def test_an_endpoint_that_hung_up_meanwhile_costs_no_look(
    trade: Trade, vendor: Vendor, version: Batch, tmp_path: Path
) -> None:
    with service(trade, vendor, version, tmp_path, GOOD, b"") as found:
        assert [found.look() for _ in range(2)] == [[[]]] * 2
        assert found.counts == [2, 1]
