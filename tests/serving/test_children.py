"""The children of a version: one where one is enough, more where batches wait, none that is left behind."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from algorithms.contract.manifest import InputSpec
from registry.sandbox import Child, Limits
from serving.cluster import children as pool
from serving.cluster.children import Children, Seat
from tests.registry.sandbox import hostile

SPEC = InputSpec(width=hostile.WIDTH, height=hostile.HEIGHT)
LIMITS = Limits(batch_max=1, memory_mb=1024, outputs_mb=8, start_timeout_s=30)


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> Iterator[Children]:
    """Room for two, of which the second is started at once when it is needed."""
    monkeypatch.setattr(pool, "GROW_AFTER_S", 0.0)
    children = Children(2)
    yield children
    children.close()


@contextmanager
def working(children: Children) -> Iterator[Seat]:
    """Hold a seat with a child in it."""
    with children.seat() as seat:
        if seat.child is None:
            children.started(seat, Child.start(hostile.good(), SPEC, LIMITS))
        yield seat


def test_one_batch_after_the_other_needs_one_child(children: Children) -> None:
    for _ in range(3):
        with working(children):
            pass
    assert len(children.pids) == 1


def test_batches_at_once_have_a_child_each(children: Children) -> None:
    with working(children) as one, working(children) as other:
        assert one.child is not other.child
        assert len(children.pids) == 2


def test_whoever_finds_no_room_waits_for_a_child(children: Children) -> None:
    got: list[Child | None] = []

    def wait() -> None:
        with children.seat() as seat:
            got.append(seat.child)

    with ExitStack() as busy:
        known = [busy.enter_context(working(children)).child for _ in range(2)]
        waiting = threading.Thread(target=wait)
        waiting.start()
        waiting.join(0.2)
        assert got == []
    waiting.join(10)
    assert len(got) == 1
    assert got[0] in known


def test_a_child_nobody_needs_is_ended_and_the_last_one_stays(
    children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    with working(children), working(children):
        pass
    monkeypatch.setattr(pool, "SPARE_S", -1.0)
    with working(children):
        pass
    assert len(children.pids) == 1


def test_a_child_that_failed_is_ended_and_its_place_is_free(children: Children) -> None:
    with working(children) as seat:
        child = seat.child
        assert children.lost(seat)
        assert not children.lost(seat)
    assert child is not None
    assert not child.alive
    with children.seat() as seat:
        assert seat.child is None


def test_a_child_at_work_when_all_are_ended_is_not_kept(children: Children) -> None:
    with working(children) as seat:
        child = seat.child
        children.close()
    assert child is not None
    assert not child.alive
    assert children.pids == []
