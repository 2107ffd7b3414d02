"""Calling a model: who may, how often, with what, and what comes of it, over HTTP as over gRPC."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from numpy.typing import NDArray
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.quotas import service as quotas
from accounts.quotas.resource import Resource
from accounts.scope import Principal, Scope
from algorithms.contract.manifest import Manifest
from core.database.engine import transaction
from core.http.services import Services
from core.text import Text
from registry.catalogue.model import Version
from registry.metering.service import hour_of
from registry.sandbox import ChildFailed
from registry.sandbox.signature import ANY, Port, Signature
from serving.cluster.batch import Batch, Found
from serving.cluster.resident import CALLERS, Fed
from serving.inference import models, tensors
from serving.inference.errors import CallsAtOnce, InferencesTooOften, PictureFailed, invalid
from serving.inference.meter import Meter, Timing
from serving.inference.values import Answer, Call, Described, Model
from serving.jobs import Job

AT_ONCE, AT_ONCE_OF_ONE = 64, 8
"""Calls under way in this process, of all and of one organization: what they hold in memory is bounded."""
FLUSH_S = 5.0
ACTION = "algorithm.infer"


class Models(Protocol):
    """Where models run; `serving.cluster.model_hosts.ModelHosts` is one."""

    def feed(self, version_id: UUID, tensor: NDArray[Any]) -> Fed: ...
    def infer(self, batch: Batch) -> list[Found]: ...
    def signature(self, version_id: UUID) -> Signature | None: ...


@dataclass(frozen=True, slots=True)
class Noted:
    """Who called which version in one hour, as far as the trail knows."""

    hour: datetime
    callers: set[tuple[UUID, UUID]] = field(default_factory=set)


@dataclass(eq=False)
class Inference:
    """All that answering calls needs."""

    services: Services
    models: Callable[[], Models]
    """Raises `Unavailable` while they start."""
    meter: Meter = field(default_factory=Meter)
    _described: dict[UUID, tuple[Port, tuple[Port, ...], int]] = field(default_factory=dict)
    _noted: Noted = field(default_factory=lambda: Noted(datetime.min))
    _under_way: Counter[UUID] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def metering(self) -> Job:
        """Return the job that writes down what was called, once more at the very end."""
        flush = partial(self.meter.flush, self.services.sessions)
        return Job("metering", FLUSH_S, flush, flush)

    @contextmanager
    def under_way(self, caller: Principal) -> Iterator[None]:
        """Hold a place among the calls under way; raises `CallsAtOnce`."""
        owner = caller.organization_id
        with self._lock:
            for held, limit in (
                (self._under_way[owner], AT_ONCE_OF_ONE),
                (self._under_way.total(), AT_ONCE),
            ):
                if held >= limit:
                    raise CallsAtOnce(limit=limit, retry_after_s=1)
            self._under_way[owner] += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way[owner] -= 1

    def infer(self, scope: Scope, call: Call) -> Answer:
        """Answer a call; raises what `errors` lists, `ChildFailed` and `ModelsAway`."""
        described = self.describe(scope, call.model, call.version)
        model = described.model
        began = time.perf_counter()
        places, tensor = tensors.wanted(call, described), tensors.tensor_of(call, described)
        read = time.perf_counter() - began
        self.admit(scope, model, len(tensor))

        def feed() -> tuple[list[NDArray[Any]], float]:
            fed = self.models().feed(model.version_id, tensor)
            return fed.outputs, fed.seconds

        outputs = self.metered(scope, model, len(tensor), feed, read)
        if len(outputs) != len(described.outputs):
            raise invalid("模型输出与其描述不符", "the model gave other outputs than it told of")
        return Answer(model, call.id, {described.outputs[at].name: outputs[at] for at in places})

    def metered(
        self,
        scope: Scope,
        model: Model,
        frames: int,
        run: Callable[[], tuple[Any, float]],
        read: float = 0.0,
    ) -> Any:
        """Run something of a model's and count it; `run` returns what came of it and the seconds it took."""
        owner, clock, began = scope.user.organization_id, self.services.clock, time.perf_counter()
        try:
            found, ran = run()
        except (ChildFailed, PictureFailed):
            lost = Timing(read, time.perf_counter() - began)
            self.meter.failed(owner, model, lost, clock.now())
            raise
        waited = max(0.0, time.perf_counter() - began - ran)
        self.meter.succeeded(owner, model, frames, Timing(read, waited, ran), clock.now())
        return found

    def find(self, scope: Scope, name: str, version: str) -> Model:
        """Return the model that is meant; raises what `models.find` does."""
        with transaction(self.services.sessions) as session:
            return models.find(session, scope, name, version)

    def describe(self, scope: Scope, name: str, version: str) -> Described:
        """Return what a model takes and gives; its first description loads it."""
        return self._describe(self.find(scope, name, version))

    def admit(self, scope: Scope, model: Model, frames: int) -> None:
        """Count frames against every quota that holds for the caller; raises `InferencesTooOften`.

        Who calls which version is on the trail once an hour, not with every frame.
        """
        services, owner = self.services, scope.user.organization_id
        resource = Resource.INFERENCES_PER_MINUTE
        with transaction(services.sessions) as session:
            for limit in quotas.limits(session, owner, resource, services.settings):
                who = f"{limit.organization.id} {limit.whole_subtree}"
                wait_s = services.rates.take("inferences", who, limit.amount, frames)
                if wait_s is not None:
                    name = Text(limit.organization.name_zh, limit.organization.name_en)
                    raise InferencesTooOften(
                        organization=name, limit=limit.amount, retry_after_s=wait_s
                    )
            self._note(session, scope, model)

    def _note(self, session: Session, scope: Scope, model: Model) -> None:
        clock = self.services.clock
        caller, hour = (scope.user.id, model.version_id), hour_of(clock.now())
        with self._lock:
            if self._noted.hour != hour:
                self._noted = Noted(hour)
            if caller in self._noted.callers:
                return
            self._noted.callers.add(caller)
        version = session.get_one(Version, model.version_id)
        record(session, scope, ACTION, version, after={"model": model.label}, clock=clock)

    def _describe(self, model: Model) -> Described:
        known = self._described.get(model.version_id)
        if known is None:
            signature = self.models().signature(model.version_id)
            known = self._ports(model, signature)
            self._described[model.version_id] = known
        return Described(model, *known)

    def _ports(
        self, model: Model, signature: Signature | None
    ) -> tuple[Port, tuple[Port, ...], int]:
        """Return what callers are told: the model's own words, with the sizes its manifest fixes."""
        if signature is None:
            raise invalid(
                f"模型 {model.name} 的输入输出无法描述，不能直接调用",
                f"the inputs and outputs of '{model.name}' cannot be described; it cannot be called",
            )
        with transaction(self.services.sessions) as session:
            manifest = Manifest.model_validate(session.get_one(Version, model.version_id).manifest)
        spec = manifest.seeing.input
        sides = (spec.height, spec.width)
        shape = (3, *sides) if spec.layout == "nchw" else (*sides, 3)
        source = replace(signature.input, shape=(signature.input.shape[0], *shape))
        open_ = all(one.shape[:1] == (ANY,) for one in (source, *signature.outputs))
        most = min(manifest.batch_max, CALLERS.batch_most or manifest.batch_max)
        return source, signature.outputs, most if open_ else 0
