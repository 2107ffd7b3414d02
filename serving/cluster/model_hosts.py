"""The model hosts: one on each node, so that frames are inferred on the node that read them."""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from numpy.typing import NDArray

from core.errors import Unavailable
from core.log import get_logger
from core.text import Text
from registry.sandbox import ChildFailed
from registry.sandbox.signature import Signature
from serving.cluster import nodes
from serving.cluster.batch import Batch, Found
from serving.cluster.ray_node import MODELS
from serving.cluster.resident import Fed

_log = get_logger(__name__)
SHRINK_AFTER_S = 30.0
"""A dead node's host is struck off only once Serve itself has noticed: else it might stop a living one."""
STATUS_S = 5.0
CALL_S = 120.0
"""A caller waits no longer: a cold model, those before him, and his own turn."""


class ModelsAway(Unavailable):
    """No model host answers."""

    code = "models_away"
    detail = Text(
        "模型服务暂时没有应答，请稍后重试。",
        "The models do not answer at present; try again in a moment.",
    )


class ModelHosts:
    """The deployment, followed by `follow` as nodes come and go; made once the head's own host serves."""

    def __init__(self) -> None:
        self._replicas = 1
        self._enough_since = time.monotonic()
        self._handle = _deploy(1, wait=True)
        self.answered_at = time.monotonic()
        """When a host last answered."""
        _log.info("model host serves")

    def follow(self) -> None:
        """Have as many hosts as there are living nodes: more at once, fewer after a while."""
        wanted = max(1, len(nodes.alive()))
        now = time.monotonic()
        if wanted == self._replicas:
            self._enough_since = now
        elif wanted > self._replicas or now - self._enough_since > SHRINK_AFTER_S:
            _log.info("model hosts follow the nodes", before=self._replicas, now=wanted)
            _deploy(wanted, wait=False)
            self._replicas, self._enough_since = wanted, now
        self.resident()

    def feed(self, version_id: UUID, tensor: NDArray[Any]) -> Fed:
        """Run a caller's own tensor on one of the hosts; raises `ChildFailed` or `ModelsAway`."""
        fed: Fed = self._asked("feed", version_id, tensor)
        return fed

    def infer(self, batch: Batch) -> list[Found]:
        """Return what is found in a caller's pictures, None where the model failed; raises `ModelsAway`."""
        found: list[Found] = self._asked("look", batch)
        return found

    def signature(self, version_id: UUID) -> Signature | None:
        """Return what a model takes and gives; raises `ChildFailed` or `ModelsAway`."""
        told: Signature | None = self._asked("signature", version_id)
        return told

    def _asked(self, method: str, *sent: object) -> Any:
        from ray.exceptions import RayError
        from ray.serve.exceptions import RayServeException

        try:
            answer = getattr(self._handle, method).remote(*sent).result(timeout_s=CALL_S)
        except (RayError, RayServeException, TimeoutError) as fault:
            _log.warning("a call found no model host", method=method, error=str(fault))
            raise ModelsAway from fault
        if isinstance(answer, ChildFailed):
            raise answer
        return answer

    def resident(self) -> list[dict[str, object]]:
        """Return the versions that have a child, each once, whatever hosts and uses it has them on.

        Nothing where a host does not answer.
        """
        from ray.exceptions import RayError
        from ray.serve.exceptions import RayServeException

        answers: Sequence[Any] = ()
        with suppress(RayError, RayServeException, TimeoutError):
            answers = self._handle.broadcast("resident").results(timeout_s=STATUS_S)
        if answers:
            self.answered_at = time.monotonic()
        return together([one for answer in answers for one in answer])


def together(told: Sequence[Mapping[str, Any]]) -> list[dict[str, object]]:
    """Sum what hosts tell of their children by version."""
    found: dict[str, dict[str, Any]] = {}
    for one in told:
        name = one["version_id"]
        known = found.setdefault(
            name, {"version_id": name, "pids": [], "inferred": 0, "failures": 0}
        )
        known["pids"] = sorted([*known["pids"], *one["pids"]])
        known["inferred"] += one["inferred"]
        known["failures"] += one["failures"]
    return [*found.values()]


def _deploy(replicas: int, *, wait: bool) -> Any:
    """Deploy or resize; a change of their number alone restarts none of them."""
    from ray import serve

    from serving.cluster.model_host import ModelHost

    deployment: Any = serve.deployment(
        name="model-host",
        num_replicas=replicas,
        max_replicas_per_node=1,
        max_ongoing_requests=256,
        health_check_period_s=5,
        graceful_shutdown_timeout_s=2,
        graceful_shutdown_wait_loop_s=0.2,
        ray_actor_options={"num_cpus": 0},
    )(ModelHost)
    target = serve.RunTarget(deployment.bind(), name=MODELS, route_prefix=None)
    (handle,) = serve.run_many([target], wait_for_applications_running=wait)
    return handle
