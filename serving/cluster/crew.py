"""Camera workers as Ray actors, handled without ever waiting for one that hangs."""

import contextlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import ray
from ray.exceptions import RayActorError, RayError

from serving.cluster.assignment import Assignment, Glance, Pulse, Wanted
from serving.cluster.supervisor import WorkerGone, new_worker_id
from serving.cluster.worker import CameraWorker
from video.readers import Bounds

PICTURE_TIMEOUT_S = 3
_Actor: Any = ray.remote(CameraWorker)
_OPTIONS = {"num_cpus": 0, "max_restarts": 0, "max_concurrency": 4}
"""Four threads, so that a heartbeat is answered while a picture is asked for."""


class ActorWorker:
    """One actor; every call is sent and looked after later."""

    def __init__(self) -> None:
        self.id = new_worker_id()
        self._actor = _Actor.options(**_OPTIONS).remote(self.id)
        self._asked = self._actor.pulse.remote()

    def assign(self, assignments: list[Assignment], bounds: Bounds) -> None:
        """Send the list; an actor that is still starting takes it when it is there."""
        self._actor.assign.remote(assignments, bounds)

    def pulse(self) -> Pulse | None:
        """Return the answer to the last question and ask anew, or None while it is out."""
        done, _ = ray.wait([self._asked], timeout=0)
        if not done:
            return None
        try:
            pulse: Pulse = ray.get(self._asked)
        except RayActorError as error:
            raise WorkerGone(self.id) from error
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
        with contextlib.suppress(RayError):
            ray.kill(self._actor, no_restart=True)


class ActorCrew:
    """Hires actors on this cluster."""

    def hire(self) -> ActorWorker:
        """Start one."""
        return ActorWorker()
