"""A child that a model has taken over may answer anything: the parent believes none of it unchecked."""

import mmap
import socket
import subprocess
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from algorithms.contract.manifest import InputSpec
from registry.sandbox import (
    Child,
    ChildFailed,
    Limits,
    OutputRejected,
    RunFailed,
    SandboxLevel,
    wire,
)
from registry.sandbox.memory import Shared
from registry.sandbox.process import Link

SPEC = InputSpec.model_construct(width=8, height=8)
LIMITS = Limits(batch_max=4)
FLOAT = np.dtype("float32")
FRAMES = np.zeros((1, 8, 8, 3), np.uint8)
MEMORY = 4096

Puppet = Callable[[bytes], Child]


@pytest.fixture
def puppet() -> Iterator[Puppet]:
    """A child that has given its answer before it is asked."""
    theirs: list[socket.socket] = []
    made: list[Child] = []

    def make(answer: bytes) -> Child:
        ours, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        other.send(answer)
        theirs.append(other)
        process = subprocess.Popen(["sleep", "60"])
        shared = Shared(mmap.mmap(-1, 4096), mmap.mmap(-1, MEMORY))
        made.append(Child(SandboxLevel(0, False, False), Link(process, ours), shared, SPEC, LIMITS))
        return made[-1]

    yield make
    for child in made:
        child.close()
    for other in theirs:
        other.close()


@pytest.mark.parametrize(
    "answer",
    [
        b"Z",
        b"O",
        b"O" + bytes(9000),
        wire.pack_outputs(2, []),
        wire.pack_outputs(1, [wire.Tensor(FLOAT, (MEMORY,), 0)]),
        wire.pack_outputs(1, [wire.Tensor(FLOAT, (2**40, 2**40), 64)]),
        wire.REJECTED + b"\x1b[2J\xff\x00" * 1000,
        wire.LOADED,
    ],
    ids=["unknown", "empty", "long", "stale", "too large", "overflow", "rejected", "out of turn"],
)
def test_a_false_answer_is_rejected_and_ends_the_child(puppet: Puppet, answer: bytes) -> None:
    child = puppet(answer)
    with pytest.raises(OutputRejected) as rejected:
        child.run(FRAMES, timeout_s=10)
    assert not child.alive
    assert str(rejected.value).isprintable()
    assert len(str(rejected.value)) < 600


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("kind", ["float32", "float16", "float64"])
def test_numbers_that_are_not_finite_are_rejected(puppet: Puppet, bad: float, kind: str) -> None:
    tensor = wire.Tensor(np.dtype(kind), (3, 4), 0)
    child = puppet(wire.pack_outputs(1, [tensor]))
    tensor.view(child._shared.outputs)[1, 2] = bad
    with pytest.raises(OutputRejected, match="not finite"):
        child.run(FRAMES, timeout_s=10)


def test_large_finite_numbers_pass(puppet: Puppet) -> None:
    tensor = wire.Tensor(np.dtype("float16"), (3, 4), 0)
    child = puppet(wire.pack_outputs(1, [tensor]))
    tensor.view(child._shared.outputs)[...] = 60_000
    (found,) = child.run(FRAMES, timeout_s=10)
    assert found.max() == 60_000
    assert found.flags.owndata, "the child must not be able to change what was checked"


def test_a_reason_of_the_child_becomes_one_printable_line(puppet: Puppet) -> None:
    with pytest.raises(RunFailed, match="it was me"):
        puppet(wire.FAILED + b"it\nwas\x07 me").run(FRAMES, timeout_s=10)


def test_every_failure_of_a_child_is_one_kind() -> None:
    kinds = [
        one for one in ChildFailed.__subclasses__() if one.__module__ == ChildFailed.__module__
    ]
    assert {kind.__name__ for kind in kinds} == {
        "ModelRefused",
        "ChildDied",
        "ChildTimedOut",
        "RunFailed",
        "OutputRejected",
    }
