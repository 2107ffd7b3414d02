"""The running cluster as the API sees it: is it ready, what does it do, what does a camera show."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core.http.services import Services
from core.log import get_logger
from core.text import Text
from registry.sandbox import probe
from serving.cluster import nodes
from serving.cluster.lead import Lead
from serving.cluster.model_hosts import ModelHosts, ModelsAway
from serving.cluster.nodes import Node
from serving.cluster.post import Loss
from serving.cluster.ray_node import ray_node
from serving.cluster.supervisor import Counted, Supervisor
from serving.jobs import Job
from serving.live.wall import Wall

if TYPE_CHECKING:
    from serving.cluster.crew import ActorCrew

_log = get_logger(__name__)
FAULT_AFTER_S = 30.0
STARTING = Text("模型服务和视频进程正在启动", "models and camera workers are starting")
UNSUPERVISED = Text(
    "视频进程已有 {seconds} 秒无人监管，数据库或集群可能没有应答，请查看日志",
    "camera workers have not been supervised for {seconds} s: the database or the cluster may not answer, "
    "see the log",
)
MODELS_SILENT = Text(
    "模型服务已有 {seconds} 秒没有应答，系统会自动重启它；若持续，请查看日志",
    "no model host has answered for {seconds} s; it is restarted by itself, if that goes on see the log",
)


@dataclass(eq=False)
class Cluster:
    """What the API may ask of the cluster; before it has started it answers that it has not."""

    wall: Wall = field(default_factory=Wall)
    lead: Lead | None = None
    supervisor: Supervisor | None = None
    crew: "ActorCrew | None" = None
    models: ModelHosts | None = None

    @property
    def ready(self) -> bool:
        """Whether models are served and cameras can be watched."""
        return self.supervisor is not None

    def faults(self) -> list[Text]:
        """Return what is wrong with the whole, in words; nothing where it does its work."""
        if self.supervisor is None or self.models is None:
            return [STARTING]
        leads = self.lead is None or self.lead.held
        supervised_s = time.monotonic() - self.supervisor.reconciled_at
        silent_s = time.monotonic() - self.models.answered_at
        told = [
            (leads and supervised_s > FAULT_AFTER_S, UNSUPERVISED, supervised_s),
            (silent_s > FAULT_AFTER_S, MODELS_SILENT, silent_s),
        ]
        return [text.filled(seconds=round(seconds)) for wrong, text, seconds in told if wrong]

    def called(self) -> ModelHosts:
        """Return where callers' models run; raises `ModelsAway` before they do."""
        if self.models is None:
            raise ModelsAway
        return self.models

    def counted(self) -> Counted | None:
        """Return what the workers have counted, or None before there are any."""
        return self.supervisor.counted() if self.supervisor else None

    def status(self) -> dict[str, Any]:
        """Return what runs, for the operator."""
        level = probe()
        return {
            "ready": self.ready,
            "leads": self.lead is not None and self.lead.held,
            "nodes": self._nodes(),
            "workers": self.supervisor.status() if self.supervisor else [],
            "worker_restarts": self.supervisor.restarts if self.supervisor else 0,
            "losses": [_loss(one) for one in self.supervisor.losses] if self.supervisor else [],
            "recent_drops": self.supervisor.recent_drops() if self.supervisor else {},
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

            self.crew = ActorCrew(services.settings.spare_workers)
            supervisor = Supervisor(services, self.crew)
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
        self.supervisor = self.crew = self.models = None
        supervisor.close()

    def _nodes(self) -> list[dict[str, Any]]:
        """Return the machines, this head's own first, with how many spare workers wait on each."""
        if self.crew is None:
            return []
        own, spares = nodes.own(), self.crew.spares()
        every = [_node(one, spares[one.id], head=one.id == own) for one in nodes.alive()]
        return sorted(every, key=lambda one: (not one["head"], one["host"]))


def _node(node: Node, spares: int, *, head: bool) -> dict[str, Any]:
    return {
        "id": node.id,
        "host": node.host,
        "cpus": node.cpus,
        "head": head,
        "answers": node.answers,
        "spares": spares,
    }


def _loss(loss: Loss) -> dict[str, Any]:
    return {
        "at": loss.at,
        "worker": loss.worker,
        "host": loss.host,
        "cameras": loss.cameras,
        "zh": loss.reason.zh,
        "en": loss.reason.en,
    }
