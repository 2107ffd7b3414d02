"""What a model says of itself, and callers' own tensors: taken as they are, and no harm to anybody else."""

import json
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorithms.contract.manifest import InputSpec
from registry.sandbox import Child, Limits, signature, wire
from registry.sandbox.signature import ANY, Port, Signature
from tests.registry.sandbox import hostile

SPEC = InputSpec(width=hostile.WIDTH, height=hostile.HEIGHT)
SHAPE = (3, hostile.HEIGHT, hostile.WIDTH)
LIMITS = Limits(batch_max=2, memory_mb=1024, outputs_mb=4, start_timeout_s=30, tensors=True)


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    """Means of channels, for tensors."""
    with Child.start(hostile.good(), SPEC, LIMITS) as started:
        yield started


def test_a_model_tells_its_names_types_and_shapes(child: Child) -> None:
    x = Port("x", "float32", (ANY, 3, hostile.HEIGHT, hostile.WIDTH))
    assert child.signature == Signature(x, (Port("y", "float32", (ANY, 3, 1, 1)),))


@pytest.mark.parametrize("count", [1, 2])
def test_a_tensor_is_run_as_it_is(child: Child, count: int) -> None:
    tensor = np.random.default_rng(3).normal(size=(count, *SHAPE)).astype(np.float32)
    (means,) = child.feed(tensor, timeout_s=30)
    np.testing.assert_allclose(means[..., 0, 0], tensor.mean((2, 3)), rtol=1e-4, atol=1e-5)


def test_a_caller_s_infinity_comes_back_and_the_child_lives(child: Child) -> None:
    (means,) = child.feed(np.full((1, *SHAPE), np.inf, np.float32), timeout_s=30)
    assert np.isinf(means).all()
    assert child.alive
    (means,) = child.run(np.full((1, *SHAPE[1:], 3), 255, np.uint8), timeout_s=30)
    np.testing.assert_allclose(means[..., 0, 0], 1, rtol=1e-4)


@pytest.mark.parametrize(
    "tensor",
    [
        np.zeros((3, *SHAPE), np.float32),
        np.zeros((0, *SHAPE), np.float32),
        np.zeros((1, *SHAPE), np.float64),
        np.zeros((1, 3, 32, 32), np.float32),
    ],
    ids=["too many", "none", "another type", "another size"],
)
def test_another_tensor_never_reaches_the_child(child: Child, tensor: np.ndarray) -> None:
    with pytest.raises(ValueError, match="wanted 1 to 2 frames"):
        child.feed(tensor, timeout_s=30)
    assert child.alive


def test_a_child_for_cameras_has_no_room_for_tensors() -> None:
    with (
        Child.start(hostile.good(), SPEC, Limits(memory_mb=1024, batch_max=2)) as started,
        pytest.raises(ValueError, match="for pixels only"),
    ):
        started.feed(np.zeros((2, *SHAPE), np.float32), timeout_s=30)


PORT = ["x", "float32", [1, 3]]


@pytest.mark.parametrize(
    "told",
    [
        [],
        [PORT],
        [PORT, PORT, PORT],
        [PORT, ["y", "object", [1]]],
        [PORT, ["y", "float32", [2**40]]],
        [PORT, ["y", "float32", [True]]],
        [PORT, ["y\x1b[2J", "float32", [1]]],
        [PORT, ["y", "float32", [1] * 9]],
        [PORT, ["y", ["float32"], [1]]],
        [PORT, *([f"y{n}", "float32", [1]] for n in range(17))],
        {"x": 1},
    ],
)
def test_what_no_honest_child_tells_is_not_believed(told: object) -> None:
    assert signature.read(json.dumps(told).encode()) is None


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    assert signature.read(body) is None


def test_more_than_a_message_carries_is_not_told() -> None:
    ports = [Port("y" * wire.MAX_MESSAGE, "float32", (1,))]
    assert signature.pack(Port("x", "float32", (1,)), ports) == b""
