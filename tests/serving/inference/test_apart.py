"""Callers' children stand apart: what ends one costs a call, and never a camera's look or a strike."""

import os
import signal
from collections.abc import Iterator

import numpy as np
import psutil
import pytest
from sqlalchemy import func, select

from algorithms.contract.values import Letterbox
from core.database.engine import transaction
from registry.catalogue.model import Strike
from serving.cluster.batch import Batch
from serving.cluster.resident import CAMERAS, Residents
from tests.registry import goods
from tests.serving.inference.conftest import Shop, asked, pictures

INFER = "/v2/models/fire/infer"


@pytest.fixture
def cameras(shop: Shop) -> Iterator[Residents]:
    """What runs the frames of cameras, on the same machine."""
    services = shop.services
    residents = Residents(services.settings, services.sessions, services.blobs, CAMERAS)
    yield residents
    residents.close()


def pids(residents: Residents, shop: Shop) -> list[int]:
    """Return the children of the toy."""
    told = [one for one in residents.status() if one["version_id"] == str(shop.fire.id)]
    found = told[0]["pids"] if told else []
    assert isinstance(found, list)
    return found


def test_a_model_that_dies_costs_one_call(shop: Shop, cameras: Residents) -> None:
    frame = Batch(shop.fire.id, (shop.parks,), goods.picture()[np.newaxis], (_whole(),))
    [seen] = cameras.infer(frame)
    assert seen is not None
    client = shop.client("vendor")
    assert client.post(INFER, json=asked(pictures(0.5))).status_code == 200
    [own], [theirs] = pids(shop.residents, shop), pids(cameras, shop)
    assert psutil.Process(own).nice() > psutil.Process(theirs).nice()
    failed = _failed(shop)
    os.kill(own, signal.SIGKILL)
    refused = client.post(INFER, json=asked(pictures(0.5)))
    assert (refused.status_code, refused.json()["code"]) == (503, "model_died")
    assert client.post(INFER, json=asked(pictures(0.5))).status_code == 200
    assert _failed(shop) == failed + 1
    assert pids(shop.residents, shop) != [own]
    assert pids(cameras, shop) == [theirs]
    assert cameras.infer(frame) == [seen]
    with transaction(shop.services.sessions) as session:
        assert session.scalar(select(func.count()).select_from(Strike)) == 0


def _failed(shop: Shop) -> int:
    return shop.inference.meter.statistics(shop.fire.id).fail.count


def _whole() -> Letterbox:
    return Letterbox(goods.SIDE, goods.SIDE, 1.0, 0, 0, goods.SIDE, goods.SIDE)
