"""A model in its child: it answers, and whatever it does wrong ends with itself."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime as ort
import psutil
import pytest
from numpy.typing import NDArray

from algorithms.contract.manifest import InputSpec
from registry.sandbox import (
    Child,
    ChildDied,
    ChildFailed,
    ChildTimedOut,
    Limits,
    ModelRefused,
    OutputRejected,
    RunFailed,
    launch,
    level,
)
from tests.registry.sandbox import hostile

SIDES = (hostile.HEIGHT, hostile.WIDTH)
SPEC = InputSpec(width=hostile.WIDTH, height=hostile.HEIGHT)
LIMITS = Limits(batch_max=4, memory_mb=1024, outputs_mb=32, start_timeout_s=30)


@pytest.fixture(scope="module")
def neighbour() -> Iterator[Child]:
    """A good model that must not notice what happens beside it."""
    with Child.start(hostile.good(), SPEC, LIMITS) as child:
        yield child


@pytest.fixture
def frames() -> NDArray[np.uint8]:
    shape = (3, hostile.HEIGHT, hostile.WIDTH, 3)
    return np.random.default_rng(7).integers(0, 256, shape, np.uint8)


def expect_answer(child: Child, frames: NDArray[np.uint8]) -> None:
    (means,) = child.run(frames, timeout_s=30)
    wanted = frames.mean((1, 2))[:, ::-1] / 255
    np.testing.assert_allclose(means[..., 0, 0], wanted, rtol=1e-4)


def test_a_good_model_answers_every_batch(neighbour: Child, frames: NDArray[np.uint8]) -> None:
    for size in (1, 3, 2):
        expect_answer(neighbour, frames[:size])


@pytest.mark.parametrize("batch", [1, 2, 4])
def test_a_fixed_batch_is_served_in_pieces(batch: int, frames: NDArray[np.uint8]) -> None:
    with Child.start(hostile.good(batch), SPEC, LIMITS) as child:
        expect_answer(child, frames)


def test_a_large_batch_is_seen_in_pieces_and_answered_whole() -> None:
    frames = np.random.default_rng(8).integers(0, 256, (10, *SIDES, 3), np.uint8)
    limits = replace(LIMITS, batch_max=10)
    with Child.start(hostile.good(), SPEC, limits) as child:
        expect_answer(child, frames)
    with Child.start(hostile.counting(), SPEC, limits) as child:
        (counts,) = child.run(frames, timeout_s=30)
    assert counts[:, 0, 0, 0].tolist() == [4] * 8 + [2] * 2


def test_an_answer_for_all_frames_together_is_refused_where_there_are_pieces() -> None:
    frames = np.zeros((5, *SIDES, 3), np.uint8)
    with Child.start(hostile.of_all_frames(), SPEC, replace(LIMITS, batch_max=5)) as child:
        child.run(frames[:4], timeout_s=30)
        with pytest.raises(OutputRejected, match="told apart by frame"):
            child.run(frames, timeout_s=30)


@pytest.mark.parametrize(
    "spec",
    [
        SPEC,
        SPEC.model_copy(update={"color": "bgr", "scale": 1.0}),
        SPEC.model_copy(update={"mean": (0.485, 0.456, 0.406), "std": (0.229, 0.224, 0.225)}),
        SPEC.model_copy(update={"color": "bgr", "mean": (1.0, 2.0, 3.0), "scale": 0.5}),
    ],
    ids=["rgb 0..1", "bgr 0..255", "imagenet", "mean without std"],
)
def test_the_child_prepares_pixels_as_declared(spec: InputSpec, frames: NDArray[np.uint8]) -> None:
    session = ort.InferenceSession(hostile.weighty(), providers=["CPUExecutionProvider"])
    pixels = frames[..., ::-1] if spec.color == "rgb" else frames
    tensor = (pixels * spec.scale - np.array(spec.mean)) / np.array(spec.std)
    wanted = session.run(None, {"x": tensor.transpose(0, 3, 1, 2).astype(np.float32)})[0]
    with Child.start(hostile.weighty(), spec, LIMITS) as child:
        (found,) = child.run(frames, timeout_s=30)
    np.testing.assert_allclose(found, wanted, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("build", hostile.REFUSED.values(), ids=hostile.REFUSED.keys())
def test_a_bad_file_costs_its_own_child_only(
    build: Callable[[], bytes], neighbour: Child, frames: NDArray[np.uint8]
) -> None:
    with pytest.raises(ModelRefused) as refusal:
        Child.start(build(), SPEC, LIMITS)
    assert len(str(refusal.value)) < 600
    assert "模型文件无法加载" in refusal.value.message("zh")
    expect_answer(neighbour, frames)


def test_external_data_is_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "weights.bin"
    secret.write_bytes(np.float32(1).tobytes())
    for location in (str(secret), "weights.bin", "../../etc/hostname", "*/_ORT_MEM_ADDR_/*"):
        with pytest.raises(ModelRefused):
            Child.start(hostile.external_data(location), SPEC, LIMITS)


@pytest.mark.parametrize(
    ("build", "error"),
    [
        (hostile.allocation_bomb, RunFailed),
        (hostile.bomb_while_loading, RunFailed),
        (hostile.endless_loop, ChildTimedOut),
        (hostile.not_a_number, OutputRejected),
        (hostile.oversize_output, OutputRejected),
    ],
)
def test_a_bad_run_costs_its_own_child_only(
    build: Callable[[], bytes],
    error: type[ChildFailed],
    neighbour: Child,
    frames: NDArray[np.uint8],
) -> None:
    child = Child.start(build(), SPEC, LIMITS)
    with pytest.raises(error):
        child.run(frames[:1], timeout_s=1 if error is ChildTimedOut else 30)
    assert not child.alive
    assert not psutil.pid_exists(child.pid)
    with pytest.raises(ChildDied):
        child.run(frames[:1], timeout_s=1)
    child.close()
    expect_answer(neighbour, frames)


def test_a_model_that_never_finishes_loading_is_refused() -> None:
    with pytest.raises((ModelRefused, ChildTimedOut)):
        Child.start(hostile.good(), SPEC, Limits(start_timeout_s=0.01))


def test_a_child_killed_in_the_middle_says_by_which_signal(frames: NDArray[np.uint8]) -> None:
    child = Child.start(hostile.endless_loop(), SPEC, LIMITS)
    killer = threading.Timer(0.2, os.kill, (child.pid, signal.SIGSEGV))
    killer.start()
    with pytest.raises(ChildDied, match="SIGSEGV"):
        child.run(frames[:1], timeout_s=30)
    killer.join()


def test_closing_ends_a_run_of_another_thread(frames: NDArray[np.uint8]) -> None:
    child = Child.start(hostile.endless_loop(), SPEC, LIMITS)
    closer = threading.Timer(0.2, child.close)
    closer.start()
    with pytest.raises(ChildDied):
        child.run(frames[:1], timeout_s=60)
    closer.join()
    assert not child.alive


def test_many_threads_share_a_child(neighbour: Child, frames: NDArray[np.uint8]) -> None:
    threads = [
        threading.Thread(target=expect_answer, args=(neighbour, frames[:n])) for n in (1, 2, 3) * 4
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert neighbour.alive


def test_a_child_outlives_the_thread_that_asked_for_it(frames: NDArray[np.uint8]) -> None:
    started: list[Child] = []
    thread = threading.Thread(
        target=lambda: started.append(Child.start(hostile.good(), SPEC, LIMITS))
    )
    thread.start()
    thread.join()
    with started[0] as child:
        expect_answer(child, frames)


def test_a_child_dies_with_its_parent_even_in_an_endless_loop(tmp_path: Path) -> None:
    model = tmp_path / "loop.onnx"
    model.write_bytes(hostile.endless_loop())
    script = (
        "import sys, pathlib, numpy as np\n"
        "from registry.sandbox import Child, Limits\n"
        "from algorithms.contract.manifest import InputSpec\n"
        "child = Child.start(pathlib.Path(sys.argv[1]).read_bytes(), InputSpec(width=64, height=64))\n"
        "print(child.pid, flush=True)\n"
        "child.run(np.zeros((1, 64, 64, 3), np.uint8), 600)\n"
    )
    command = [sys.executable, "-c", script, str(model)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        time.sleep(0.2)
        parent.kill()
    gone_by = time.monotonic() + 20
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < gone_by, "the child outlived its parent"
        time.sleep(0.05)


def test_a_child_that_cannot_even_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = level.child_environment() | {"OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "2"}
    monkeypatch.setattr(launch, "child_environment", lambda: broken)
    if len(os.sched_getaffinity(0)) < 2:
        pytest.skip("needs two processors")
    with pytest.raises(ChildDied, match="2 threads at confinement instead of 1"):
        Child.start(hostile.good(), SPEC, LIMITS)


def test_a_model_may_use_several_threads(frames: NDArray[np.uint8]) -> None:
    with Child.start(hostile.weighty(), SPEC, Limits(batch_max=4, threads=3)) as child:
        assert child.run(frames, timeout_s=30)[0].shape == (3, 8, 62, 62)
        assert psutil.Process(child.pid).num_threads() == 3


def test_a_wrong_batch_is_the_callers_fault_and_harms_nobody(
    neighbour: Child, frames: NDArray[np.uint8]
) -> None:
    for wrong in (frames[:, 1:], frames[:0], np.concatenate([frames, frames])):
        with pytest.raises(ValueError, match="a batch of shape"):
            neighbour.run(wrong, timeout_s=1)
    expect_answer(neighbour, frames)


def test_the_child_sees_no_secret_of_ours(
    neighbour: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALGOMART_DATABASE_URL", "postgresql://u:secret@h/d")
    with Child.start(hostile.good(), SPEC, LIMITS) as child:
        assert Path(f"/proc/{child.pid}/environ").read_bytes().find(b"secret") < 0
        assert neighbour.level == child.level
