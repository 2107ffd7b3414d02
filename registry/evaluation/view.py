"""Evaluations as the API shows them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from core.http.reasons import ReasonOut
from core.intervals import Interval
from registry.evaluation.listing import Measured
from registry.evaluation.model import State
from registry.evaluation.service import runtime
from registry.testsets.model import CityTestSet
from registry.testsets.scenes import Scene


class _Out(BaseModel):
    model_config = ConfigDict(extra="ignore", from_attributes=True)


class EventFiguresOut(_Out):
    """What was measured of one event class; intervals are 95 %, null where a figure cannot be worked out."""

    pictures: int
    positives: int
    """Pictures that show it."""
    boxes: int
    image_auc: float | None
    image_auc_95: Interval | None
    recall_at_5pct_fpr: float | None
    recall_at_5pct_fpr_95: Interval | None
    ap50: float | None
    ap50_interval: Interval | None
    ap50_95: float | None
    """The mean over overlaps from 0.5 to 0.95."""
    coverage_iou: float | None
    threshold: float
    precision: float | None
    precision_95: Interval | None
    recall: float | None
    recall_95: Interval | None


class FalseAlarmsOut(_Out):
    """What was reported of footage that shows nothing."""

    hours: float
    alarms: int
    per_hour: float
    per_hour_95: Interval


class LatencyOut(_Out):
    """Milliseconds of one look on one thread, in the sandbox."""

    median: float
    p95: float


class MeasuredOut(_Out):
    """All figures of one version on one set."""

    events: dict[str, EventFiguresOut]
    """By event type."""
    scenes: dict[Scene, dict[str, EventFiguresOut]]
    """By scene, then by event type; without intervals of what is resampled."""
    unmeasured: list[str]
    """Events of the version that the set has no labels for."""
    false_alarms: dict[str, FalseAlarmsOut]
    latency_ms: LatencyOut


class SetOut(_Out):
    """The test set, by what everybody may know of it."""

    id: UUID
    name: str
    version: int
    digest: str
    pictures: int
    scenes: dict[Scene, int]
    retired: bool

    @classmethod
    def of(cls, one: CityTestSet) -> "SetOut":
        """Return what everybody may know of a set."""
        return cls(
            id=one.id,
            name=one.name,
            version=one.version,
            digest=one.digest,
            pictures=one.counts["pictures"],
            scenes=one.counts["scenes"],
            retired=one.retired_at is not None,
        )


class EvaluationOut(BaseModel):
    """One version on one test set."""

    id: UUID
    version_id: UUID
    version: str
    title_zh: str
    title_en: str
    test_set: SetOut
    model_digest: str
    runtime: str
    current: bool
    """Whether the figures hold for the runtime of today."""
    automatic: bool
    """Whether nobody asked for it."""
    state: State
    pictures: int
    looked: int
    """Pictures looked at so far."""
    figures: MeasuredOut | None
    failure: ReasonOut | None
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, whole: Measured) -> "EvaluationOut":
        """Return an evaluation with its set and its version."""
        one = whole.evaluation
        same: dict[str, Any] = {
            name: getattr(one, name) for name in cls.model_fields if hasattr(one, name)
        }
        figures = MeasuredOut.model_validate(one.figures) if one.figures else None
        return cls(
            **same | {"figures": figures},
            version=whole.version.version,
            title_zh=whole.algorithm.title_zh,
            title_en=whole.algorithm.title_en,
            test_set=SetOut.of(whole.on),
            current=one.runtime == runtime(),
            automatic=one.user_id is None,
        )
