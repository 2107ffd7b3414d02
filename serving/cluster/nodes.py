"""The machines of the cluster: which has room for another worker, and which has too many."""

import contextlib
import socket
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

CONNECT_S = 1.0
"""A node whose Ray does not take a connection within so long is not given a worker."""


@dataclass(frozen=True, slots=True)
class Node:
    """One machine that runs Ray."""

    id: str
    host: str
    port: int
    cpus: float

    @property
    def answers(self) -> bool:
        """Whether its Ray takes connections: a dead machine is known sooner so than from Ray's own list."""
        with (
            contextlib.suppress(OSError),
            socket.create_connection((self.host, self.port), CONNECT_S),
        ):
            return True
        return False


def alive() -> list[Node]:
    """Return the nodes that Ray takes for alive; none where it does not run."""
    import ray

    if not ray.is_initialized():
        return []
    ask: Callable[[], Sequence[Mapping[str, Any]]] = ray.nodes
    known = ask()
    return [
        Node(
            one["NodeID"],
            one["NodeManagerAddress"],
            one["NodeManagerPort"],
            one["Resources"].get("CPU", 1.0),
        )
        for one in known
        if one["Alive"]
    ]


def own() -> str:
    """Return the id of the node this process runs on; Ray runs."""
    import ray

    node_id: str = ray.get_runtime_context().get_node_id()
    return node_id


def roomiest(nodes: Collection[Node], workers: Mapping[str, int]) -> Node | None:
    """Return the node that another worker would burden least, given the workers by node."""
    return min(nodes, key=lambda node: (_burden(node, workers, 1), node.id), default=None)


def crowded(nodes: Collection[Node], workers: Mapping[str, int]) -> Node | None:
    """Return the node that should give a worker up, since another one would be burdened less by it."""
    fullest = max(nodes, key=lambda node: _burden(node, workers, 0), default=None)
    other = roomiest(nodes, workers)
    if fullest is None or other is None:
        return None
    return fullest if _burden(other, workers, 1) < _burden(fullest, workers, 0) else None


def _burden(node: Node, workers: Mapping[str, int], more: int) -> float:
    """Return workers a core, with so many more."""
    return (workers.get(node.id, 0) + more) / max(1.0, node.cpus)
