"""Hostile models, each refused for what it is; one confined child looks at all of them and lives."""

import json
import subprocess
import sys

import pytest
from onnx import helper

from algorithms.contract.manifest import Manifest
from registry.gate import static
from registry.gate.checks.subject import Subject
from registry.sandbox import probe
from registry.sandbox.level import child_environment
from tests.registry import goods
from tests.registry.gate import crowd, models
from tests.registry.gate.models import HOSTILE, HOSTILE_AT_WORK, toy, weighing

MANIFEST = Manifest.model_validate(goods.manifest() | {"samples": []})


Found = dict[str, dict[str, list[dict[str, str]]]]


@pytest.fixture(scope="module")
def found() -> Found:
    """What one confined process found in each of the hostile models."""
    files = {name: build() for name, (build, _) in (HOSTILE | HOSTILE_AT_WORK).items()}
    sizes = [len(data) for data in files.values()]
    order = {"names": [*files], "sizes": sizes, "manifest": MANIFEST.model_dump(mode="json")}
    run = subprocess.run(
        [sys.executable, crowd.__file__],
        input=b"".join([json.dumps(order).encode(), b"\n", *files.values()]),
        env=child_environment(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    said = json.loads(run.stdout)
    assert said["seccomp"] == probe().seccomp
    everything: Found = said["found"]
    return everything


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_model_is_refused_for_what_it_is(name: str, found: Found) -> None:
    failed = found[name]
    assert HOSTILE[name][1] in failed, failed
    for finding in failed[HOSTILE[name][1]]:
        for said in ("zh", "en", "remedy_zh", "remedy_en"):
            assert 3 < len(finding[said]) < 2000
            assert finding[said].isprintable()


@pytest.mark.parametrize("name", HOSTILE_AT_WORK)
def test_what_only_shows_at_work_passes_the_looking(name: str, found: Found) -> None:
    assert found[name] == {}


def test_a_good_model_passes_every_check() -> None:
    files = {"fire.onnx": goods.model()}
    states = {one.name: one.state for one in static.examine(Subject(MANIFEST, files))}
    assert states.pop("sample_files") == "failed", "it has none"
    assert states.pop("signature") == "noted", "it has none either"
    assert set(states.values()) == {"passed"}


def test_branches_are_noted_for_whoever_approves() -> None:
    constant = helper.make_node("Constant", [], ["out"], value_floats=[1.0])
    subject = Subject(MANIFEST, {"fire.onnx": models.branching(constant)})
    states = {one.name: one.state for one in static.examine(subject)}
    assert (states["operators"], states["well_formed"]) == ("noted", "passed")


def test_the_fingerprint_knows_a_copy_by_its_weights_alone() -> None:
    first = weighing(0.25)()
    renamed = toy().FromString(first)
    renamed.graph.initializer[-1].name = "other"
    renamed.producer_name = "somebody else"
    assert fingerprint(first) == fingerprint(renamed.SerializeToString())
    assert fingerprint(first) != fingerprint(weighing(0.5)())
    assert fingerprint(goods.model()) is None, "too little to tell whose it is"


def fingerprint(data: bytes) -> object:
    subject = Subject(MANIFEST, {"fire.onnx": data})
    assert [*static.examine(subject)]
    return subject.told.get("weights")
