"""A model on OpenVINO in its child: it sees the same, is as confined, and what it does ends with itself."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
import pytest
from numpy.typing import NDArray

from algorithms.contract.manifest import InputSpec
from algorithms.contract.values import Detection
from algorithms.training.samples import opened
from registry.evaluation.looking import opened_model
from registry.sandbox import (
    ONNX_RUNTIME,
    Child,
    ChildDied,
    ChildFailed,
    ChildTimedOut,
    Engine,
    Limits,
    ModelRefused,
    OutputRejected,
    engine,
    probe,
)
from registry.sandbox.engine import OpenVinoUnusable
from registry.sandbox.signature import Port, Signature
from tests import openvino
from tests.algorithms.shipped import GOODS, folder, package
from tests.registry.sandbox import hostile

SPEC = InputSpec(width=hostile.WIDTH, height=hostile.HEIGHT)
LIMITS = Limits(batch_max=4, outputs_mb=32, start_timeout_s=60)


@pytest.fixture(scope="module")
def on_openvino() -> Engine:
    return engine.openvino(openvino.python())


@pytest.fixture
def frames() -> NDArray[np.uint8]:
    shape = (3, hostile.HEIGHT, hostile.WIDTH, 3)
    return np.random.default_rng(7).integers(0, 256, shape, np.uint8)


@pytest.mark.parametrize("batch", ["n", 1, 2])
def test_every_batch_is_answered_whole(
    on_openvino: Engine, batch: str | int, frames: NDArray[np.uint8]
) -> None:
    wanted = frames.mean((1, 2))[:, ::-1] / 255
    with Child.start(hostile.good(batch), SPEC, LIMITS, on_openvino) as child:
        for size in (1, 3, 2):
            (means,) = child.run(frames[:size], timeout_s=30)
            np.testing.assert_allclose(means[..., 0, 0], wanted[:size], rtol=1e-4)
        fixed = batch if isinstance(batch, int) else 1
        shape = (fixed, 3, hostile.HEIGHT, hostile.WIDTH)
        given = Port("y", "float32", (fixed, 3, 1, 1))
        assert child.signature == Signature(Port("x", "float32", shape), (given,))


@pytest.mark.parametrize("name", GOODS)
def test_a_built_in_sees_in_its_samples_what_it_sees_on_onnx_runtime(
    on_openvino: Engine, name: str
) -> None:
    manifest, at = package(name), folder(name)
    pictures = [opened((at / sample.picture).read_bytes()) for sample in manifest.samples]
    both = []
    for runs in (ONNX_RUNTIME, on_openvino):
        with opened_model(manifest, lambda file: (at / file).read_bytes(), engine=runs) as eyes:
            both.append([found for picture in pictures for found in eyes.look(picture)])
    assert both[0]
    assert len(both[0]) == len(both[1])
    for one in both[0]:
        assert any(_alike(one, other) for other in both[1]), one


def _alike(one: Detection, other: Detection) -> bool:
    same = one.label == other.label and other.score == pytest.approx(one.score, abs=1e-3)
    return same and (one.box is None or other.box == pytest.approx(one.box, abs=1e-3))


def test_it_is_confined_as_every_child_and_sees_no_secret(
    on_openvino: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALGOMART_DATABASE_URL", "postgresql://u:secret@h/d")
    with Child.start(hostile.good(), SPEC, LIMITS, on_openvino) as child:
        assert child.level == probe()
        assert Path(f"/proc/{child.pid}/environ").read_bytes().find(b"secret") < 0
        assert "registry.sandbox.openvino_child" in psutil.Process(child.pid).cmdline()


@pytest.mark.parametrize("build", hostile.REFUSED.values(), ids=hostile.REFUSED.keys())
def test_a_bad_file_costs_its_own_child_only(
    on_openvino: Engine, build: Callable[[], bytes], frames: NDArray[np.uint8]
) -> None:
    with (
        pytest.raises(ChildFailed) as failure,
        Child.start(build(), SPEC, LIMITS, on_openvino) as child,
    ):
        child.run(frames[:1], timeout_s=30)
    assert len(str(failure.value)) < 600


@pytest.mark.parametrize(
    ("build", "error"),
    [
        (hostile.bomb_while_loading, ChildFailed),
        (hostile.endless_loop, ChildTimedOut),
        (hostile.not_a_number, OutputRejected),
        (hostile.oversize_output, OutputRejected),
    ],
)
def test_a_bad_run_costs_its_own_child_only(
    on_openvino: Engine,
    build: Callable[[], bytes],
    error: type[ChildFailed],
    frames: NDArray[np.uint8],
) -> None:
    with pytest.raises(error), Child.start(build(), SPEC, LIMITS, on_openvino) as child:
        child.run(frames[:1], timeout_s=2 if error is ChildTimedOut else 60)
    assert not [one for one in psutil.Process().children() if "openvino" in " ".join(one.cmdline())]


def test_external_data_is_never_read(on_openvino: Engine, tmp_path: Path) -> None:
    secret = tmp_path / "weights.bin"
    secret.write_bytes(np.float32(1).tobytes())
    for location in (str(secret), "weights.bin", "../../etc/hostname", "*/_ORT_MEM_ADDR_/*"):
        with pytest.raises(ModelRefused):
            Child.start(hostile.external_data(location), SPEC, LIMITS, on_openvino)


def test_what_reports_to_its_makers_is_not_installed() -> None:
    words = [str(openvino.python()), "-I", "-c", "import openvino_telemetry"]
    found = subprocess.run(words, capture_output=True, check=False, text=True)
    assert "No module named 'openvino_telemetry'" in found.stderr


def test_an_interpreter_that_cannot_run_it_is_named(tmp_path: Path) -> None:
    engine.require(None)
    engine.require(openvino.python())
    for python, reason in (
        (tmp_path / "python", "No such file"),
        (Path(sys.executable), "openvino"),
    ):
        with pytest.raises(OpenVinoUnusable, match=reason) as refusal:
            engine.require(python)
        assert "make openvino" in refusal.value.message("zh")
        assert engine.openvino_version(python) is None
    with pytest.raises(ChildDied, match="could not be started"):
        Child.start(hostile.good(), SPEC, LIMITS, engine.openvino(tmp_path / "python"))
