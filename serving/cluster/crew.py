"""Camera workers as Ray actors, handled without ever waiting for one that hangs."""

import contextlib
import itertools
import math
import time
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import ray
from ray.exceptions import RayActorError, RayError
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from core.errors import Unavailable
from core.text import Text
from serving.cluster import nodes
from serving.cluster.assignment import Assignment, Glance, Pulse, Wanted
from serving.cluster.nodes import Node
from serving.cluster.post import WorkerGone, new_worker_id
from serving.cluster.worker import CameraWorker
from video.readers import Bounds

PICTURE_TIMEOUT_S = 3
SPARES_EVERY_S = 5.0
MOVE_EVERY_S = 20
"""At most one worker is moved in so long: its cameras are blind until another has started."""
_Actor: Any = ray.remote(CameraWorker)
_OPTIONS = {"num_cpus": 0, "max_restarts": 0, "max_concurrency": 4}
"""Four threads, so that a heartbeat is answered while a picture is asked for."""


class NoNode(Unavailable):
    """No node of the cluster takes a worker."""

    code = "no_node"
    detail = Text("集群中没有可用节点。", "No node of the cluster answers.")


class ActorWorker:
    """One actor; every call is sent and looked after later."""

    def __init__(self, node: Node) -> None:
        self.id, self.node = new_worker_id(), node
        self.node_id, self.host = node.id, node.host
        self.ended = False
        self.answers = False
        """Whether it ever answered: before, it is starting."""
        here = NodeAffinitySchedulingStrategy(node.id, soft=False)
        self._actor = _Actor.options(**_OPTIONS, scheduling_strategy=here).remote(self.id)
        self._asked = self._actor.pulse.remote()
        self._orders = itertools.count(1)

    def assign(self, assignments: list[Assignment], bounds: Bounds) -> None:
        """Send the list; an actor that is still starting takes it when it is there."""
        self._actor.assign.remote(next(self._orders), assignments, bounds)

    def pulse(self) -> Pulse | None:
        """Return the answer to the last question and ask anew, or None while it is out."""
        done, _ = ray.wait([self._asked], timeout=0)
        if not done:
            return None
        try:
            pulse: Pulse = ray.get(self._asked)
        except RayActorError as error:
            raise WorkerGone(self.id) from error
        self.answers = True
        self._asked = self._actor.pulse.remote()
        return pulse

    def picture(self, camera_id: UUID) -> bytes | None:
        """Return the last frame of a camera as JPEG, or None if it does not answer shortly."""
        try:
            found: bytes | None = ray.get(
                self._actor.picture.remote(camera_id), timeout=PICTURE_TIMEOUT_S
            )
        except RayError:
            return None
        return found

    def glance(self, wanted: Mapping[UUID, Wanted]) -> Mapping[UUID, Glance]:
        """Return what cameras show now, nothing if it does not answer shortly."""
        try:
            found: Mapping[UUID, Glance] = ray.get(
                self._actor.glance.remote(dict(wanted)), timeout=PICTURE_TIMEOUT_S
            )
        except RayError:
            return {}
        return found

    def stop(self) -> None:
        """Let it finish its turn, then end it."""
        with contextlib.suppress(RayError):
            ray.get(self._actor.stop.remote(), timeout=5)
        self.kill()

    def kill(self) -> None:
        """End the process at once."""
        self.ended = True
        with contextlib.suppress(RayError):
            ray.kill(self._actor, no_restart=True)


class ActorCrew:
    """Hires actors on the nodes of this cluster, and has spare ones wait on each."""

    def __init__(self, spares: int = 0) -> None:
        self._hired: list[ActorWorker] = []
        self._spares: list[ActorWorker] = []
        self._most = spares
        self._kept_at = -math.inf
        self._moved_at = time.monotonic()

    def hire(self) -> ActorWorker:
        """Take one where there is most room, a spare if one waits; raise `NoNode` while no node answers."""
        node = nodes.roomiest(_answering(), self._workers())
        if node is None:
            raise NoNode
        waiting = [one for one in self._spares if one.node.id == node.id]
        worker = waiting[0] if waiting else ActorWorker(node)
        self._spares = [one for one in self._spares if one is not worker]
        self._hired.append(worker)
        return worker

    def keep_spares(self) -> None:
        """Have spares on each node; none is started while another worker starts."""
        if time.monotonic() - self._kept_at < SPARES_EVERY_S:
            return
        self._kept_at = time.monotonic()
        answering = {node.id: node for node in _answering()}
        for spare in [one for one in self._spares if not _waits(one, answering)]:
            spare.kill()
        self._spares = [one for one in self._spares if not one.ended]
        self._workers()
        if all(one.answers for one in (*self._hired, *self._spares)):
            spares = Counter(one.node.id for one in self._spares)
            wanting = (node for key, node in answering.items() if spares[key] < self._most)
            self._spares += [ActorWorker(node) for node in wanting]

    def spares(self) -> Counter[str]:
        """Return the number of spare workers by node, those that still start left out."""
        return Counter(one.node.id for one in self._spares if one.answers)

    def close(self) -> None:
        """End the spares."""
        for spare in self._spares:
            spare.kill()
        self._spares = []

    def surplus(self) -> str | None:
        """Return, at most once in a while, the worker that a crowded node should give up."""
        if time.monotonic() - self._moved_at < MOVE_EVERY_S:
            return None
        self._moved_at = time.monotonic()
        crowded = nodes.crowded(_answering(), self._workers())
        return next((one.id for one in self._hired if crowded and one.node == crowded), None)

    def _workers(self) -> Counter[str]:
        """Return the number of living workers by node."""
        self._hired = [one for one in self._hired if not one.ended]
        return Counter(one.node.id for one in self._hired)


def _waits(spare: ActorWorker, answering: Collection[str]) -> bool:
    """Say whether a spare lives, on a node that does."""
    try:
        spare.pulse()
    except WorkerGone:
        return False
    return spare.node.id in answering


def _answering() -> list[Node]:
    return [node for node in nodes.alive() if node.answers]
