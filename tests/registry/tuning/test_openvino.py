"""Where OpenVINO is installed it is one more way of running a version, measured and given up like any."""

from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from algorithms.contract.manifest import Manifest
from algorithms.ops import letterbox
from core.clock import ManualClock
from core.database.engine import transaction
from core.http.services import Services
from registry.catalogue.model import Version
from registry.sandbox import Limits
from registry.tuning import job, service
from registry.tuning.machine import machine
from registry.tuning.turns import in_turn
from registry.tuning.ways import Way, ways
from tests import openvino
from tests.registry import goods
from tests.registry.tuning.models import convolved
from tests.registry.tuning.tuned import Headers, as_handed_in, served, taking, told

LIMITS = Limits(batch_max=1)


@pytest.fixture
def apart(services: Services) -> Services:
    """The services of a node with OpenVINO."""
    settings = services.settings.model_copy(update={"openvino_python": openvino.python()})
    return replace(services, settings=settings)


def test_the_kind_of_a_machine_says_which_openvino_there_is(tmp_path: Path) -> None:
    with_it = machine(openvino.python())
    assert with_it.startswith(f"{machine(None)}, openvino 2")
    assert machine(tmp_path / "nothing") == machine(None)


def test_it_is_kept_where_it_is_the_fastest_and_on_such_nodes_only(
    measured: Version, services: Services, apart: Services, client: TestClient, system: Headers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    taking(monkeypatch, fp32=10.0, int8=9.0)
    assert job.run_due(services) == 1
    assert not job.is_due(services)
    assert job.is_due(apart), "it was installed since"

    taking(monkeypatch, fp32=10.0, int8=9.0, openvino=4.0, openvino_int8=8.0)
    assert job.run_due(apart) == 1
    assert not job.is_due(apart)

    found = {one["machine"]: one for one in told(client, measured, system)}
    one = found[machine(openvino.python())]
    assert (one["path"], one["why"], one["openvino_ms"]) == ("openvino", "kept", 4.0)
    assert one["openvino"] == one["fp32"] == {"image_auc": 1, "precision": 1, "recall": 1}
    assert (one["openvino_int8_ms"], one["openvino_int8"]) == (8.0, None)
    other = found[machine(None)]
    assert (other["path"], other["openvino_ms"], other["openvino"]) == ("int8", None, None)
    assert served(apart, measured).digest == measured.model_digest
    assert served(apart, measured).engine == "openvino"
    assert served(services, measured).engine == "onnxruntime"


def test_what_fails_there_in_service_is_given_up(
    measured: Version, apart: Services, client: TestClient, system: Headers, clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    taking(monkeypatch, fp32=10.0, openvino=4.0)
    job.run_due(apart)

    with transaction(apart.sessions) as session:
        service.give_up(session, measured.id, machine(openvino.python()), clock)

    (found,) = told(client, measured, system)
    assert (found["path"], found["why"]) == ("fp32", "fails")
    assert served(apart, measured) == as_handed_in(measured)
    assert not job.is_due(apart)


@pytest.mark.parametrize("version", ["convolved", "plain"], indirect=True)
def test_all_ways_really_take_turns(
    measured: Version, apart: Services, client: TestClient, system: Headers,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    assert job.run_due(apart) == 1

    (found,) = told(client, measured, system)
    quantized = found["int8_ms"] is not None
    assert quantized is ("convolved" in request.node.name)
    assert (found["openvino_int8_ms"] is not None) is quantized
    assert min(found["fp32_ms"], found["openvino_ms"]) > 0
    apart_now = served(apart, measured).engine == "openvino"
    assert apart_now is found["path"].startswith("openvino")


def test_a_way_that_fails_is_left_out_and_the_others_are_measured() -> None:
    stage = Manifest.model_validate(goods.manifest()).model_stages[0]
    fitted, _ = letterbox(goods.picture(), goods.SIDE, goods.SIDE)
    every = ways(convolved(), stage.input, [fitted], LIMITS, openvino.python())
    assert [way.path for way in every] == ["fp32", "openvino", "int8", "openvino_int8"]

    broken = [replace(way, model=b"no model") if "int8" in way.path else way for way in every]
    nowhere = Way("openvino_int8", convolved(), replace(every[1].engine, python="/nowhere/python"))
    assert in_turn(stage, [*broken[:3], nowhere], [fitted], LIMITS).keys() == {"fp32", "openvino"}
