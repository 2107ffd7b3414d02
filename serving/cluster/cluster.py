"""The running cluster as the API sees it: is it ready, what does it do, what does a camera show."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from core.http.services import Services
from core.log import get_logger
from registry.sandbox import probe
from serving.cluster import nodes
from serving.cluster.lead import Lead
from serving.cluster.model_hosts import ModelHosts
from serving.cluster.nodes import Node
from serving.cluster.ray_node import ray_node
from serving.cluster.supervisor import Counted, Supervisor
from serving.jobs import Job
from serving.live.wall import Wall

_log = get_logger(__name__)


@dataclass(eq=False)
class Cluster:
    """What the API may ask of the cluster; before it has started it answers that it has not."""

    wall: Wall = field(default_factory=Wall)
    lead: Lead | None = None
    supervisor: Supervisor | None = None
    models: ModelHosts | None = None

    @property
    def ready(self) -> bool:
        """Whether models are served and cameras can be watched."""
        return self.supervisor is not None

    def counted(self) -> Counted | None:
        """Return what the workers have counted, or None before there are any."""
        return self.supervisor.counted() if self.supervisor else None

    def status(self) -> dict[str, Any]:
        """Return what runs, for the operator."""
        level = probe()
        return {
            "ready": self.ready,
            "leads": self.lead is not None and self.lead.held,
            "nodes": [_node(one) for one in nodes.alive()] if self.ready else [],
            "workers": self.supervisor.status() if self.supervisor else [],
            "worker_restarts": self.supervisor.restarts if self.supervisor else 0,
            "models": self.models.resident() if self.models else [],
            "sandbox": {
                "landlock_abi": level.landlock_abi,
                "seccomp": level.seccomp,
                "own_uid": level.own_uid,
                "sufficient": level.sufficient,
                "zh": level.text.zh,
                "en": level.text.en,
            },
        }

    def picture(self, camera_id: UUID) -> bytes | None:
        """Return the last frame of a camera that was looked at, as JPEG."""
        worker = self.supervisor.worker_of(camera_id) if self.supervisor else None
        return worker.picture(camera_id) if worker else None

    @contextmanager
    def running(self, services: Services) -> Iterator[None]:
        """Run Ray, the model host and the supervised camera workers for as long as the block lasts."""
        with ExitStack() as stack:
            stack.enter_context(ray_node(services.settings))
            self.models = ModelHosts()
            from serving.cluster.crew import ActorCrew

            supervisor = Supervisor(services, ActorCrew())
            stack.callback(self._stop, supervisor)
            self.supervisor = supervisor
            stack.enter_context(Job("model hosts", 5.0, self.models.follow))
            stack.enter_context(Job("supervisor", 1.0, lambda: self._supervise(supervisor)))
            stack.enter_context(Job("live pictures", 1.0, lambda: self.wall.fetch(supervisor)))
            yield

    def _supervise(self, supervisor: Supervisor) -> None:
        """Supervise while this head leads; one that stands by has no workers."""
        if self.lead is None or self.lead.held:
            supervisor.reconcile()
        else:
            supervisor.close()

    def _stop(self, supervisor: Supervisor) -> None:
        self.supervisor = self.models = None
        supervisor.close()


def _node(node: Node) -> dict[str, Any]:
    return {"id": node.id, "host": node.host, "cpus": node.cpus}
