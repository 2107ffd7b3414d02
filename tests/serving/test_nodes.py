"""Where a worker is placed, and when one is moved: pure arithmetic over nodes."""

import socket

import pytest

from serving.cluster.nodes import Node, crowded, roomiest


def node(name: str, cpus: float = 2.0) -> Node:
    return Node(name, "127.0.0.1", 1, cpus)


A, B, BIG = node("a"), node("b"), node("big", 8.0)


@pytest.mark.parametrize(
    ("workers", "expected"),
    [({}, BIG), ({"big": 4}, A), ({"a": 1, "big": 4}, B), ({"a": 1, "b": 1, "big": 4}, BIG)],
)
def test_a_worker_goes_where_it_burdens_least(workers: dict[str, int], expected: Node) -> None:
    assert roomiest([A, B, BIG], workers) == expected


def test_without_nodes_there_is_no_room() -> None:
    assert roomiest([], {}) is None
    assert crowded([], {}) is None


@pytest.mark.parametrize(
    ("workers", "expected"),
    [({"a": 2}, A), ({"a": 1}, None), ({"a": 2, "b": 1}, None), ({"a": 1, "b": 3}, B), ({}, None)],
)
def test_a_worker_is_moved_only_where_that_relieves(
    workers: dict[str, int], expected: Node | None
) -> None:
    assert crowded([A, B], workers) == expected


def test_moving_ends_where_it_began() -> None:
    workers = {"a": 7, "big": 0, "b": 0}
    moves = 0
    while (fullest := crowded([A, B, BIG], workers)) is not None:
        emptiest = roomiest([A, B, BIG], workers)
        assert emptiest is not None
        workers[fullest.id] -= 1
        workers[emptiest.id] += 1
        moves += 1
        assert moves < 20
    assert workers == {"a": 1, "b": 1, "big": 5}


def test_a_node_answers_while_its_ray_takes_connections() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        assert Node("a", "127.0.0.1", port, 1).answers
    assert not Node("a", "127.0.0.1", port, 1).answers
