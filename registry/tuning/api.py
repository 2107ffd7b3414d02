"""`/versions/{id}/tunings`: which way of running a version is the fastest here, and why it is kept."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel

from accounts.api.deps import allow
from accounts.scope import Scope
from core.http import deps
from core.http.deps import SessionDep
from registry.evaluation import listing
from registry.tuning import service
from registry.tuning.choice import PATHS, Path, Why
from registry.tuning.model import Tuning

routes = deps.router(tags=["evaluations"])
_UNKNOWN = {name: None for path in PATHS for name in (path, f"{path}_ms")}
"""What earlier releases did not measure."""


class MeansOut(BaseModel):
    """Means over the event classes of the set; null where a figure cannot be worked out."""

    image_auc: float | None
    precision: float | None
    """At the shelf's thresholds, as `recall`."""
    recall: float | None


class TuningOut(BaseModel):
    """How a version is run for cameras on one kind of machine."""

    id: UUID
    machine: str
    """Processor, instructions that matter, versions of ONNX Runtime and, where installed, OpenVINO."""
    path: Path
    """What is run: `fp32` the vendor's file, `int8` the same with its convolutions in INT8, `openvino` and
    `openvino_int8` these two on OpenVINO."""
    why: Why
    fp32_ms: float | None
    """Median of the model alone for one picture on one thread, in milliseconds; all took turns."""
    int8_ms: float | None
    openvino_ms: float | None
    openvino_int8_ms: float | None
    fp32: MeansOut | None
    int8: MeansOut | None
    """Null where it is not faster, and for what is slower than the one that is kept."""
    openvino: MeansOut | None
    openvino_int8: MeansOut | None
    test_set_id: UUID
    finished_at: datetime

    @classmethod
    def of(cls, one: Tuning) -> "TuningOut":
        """Show one that is over."""
        said = {"id": one.id, "machine": one.machine, "test_set_id": one.test_set_id}
        known = {**_UNKNOWN, **(one.choice or {})}
        return cls.model_validate({**known, **said, "finished_at": one.finished_at})


@routes.get("/versions/{version_id}/tunings")
def list_tunings(
    session: SessionDep, scope: Annotated[Scope, allow("algorithm.read")], version_id: UUID
) -> list[TuningOut]:
    """How a version is run on each kind of machine it was measured on."""
    found = listing.about(session, scope, version_id)
    return [TuningOut.of(one) for one in service.of(session, found.version.id)]
