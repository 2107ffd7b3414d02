"""`/comparison`: two versions beside each other, with no winner where their intervals overlap."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict

from accounts.api.deps import allow
from accounts.scope import Scope
from algorithms.contract.facts import CameraFitness
from core.http import deps
from core.http.deps import SessionDep
from core.http.described import refuses
from registry.catalogue.remote import RemoteOut, remotes
from registry.evaluation.model import Evaluation
from registry.evaluation.service import runtime
from registry.evaluation.view import EventFiguresOut, FalseAlarmsOut, LatencyOut, SetOut
from registry.leaderboard import compare
from registry.leaderboard.api import EventTypeChoice
from registry.leaderboard.compare import Better, Comparison, Grade, OnSet, Side
from registry.leaderboard.service import Figure

routes = deps.router("/comparison", tags=["leaderboard"])


class FitnessOut(BaseModel):
    """Which cameras it is made for; null: it does not matter."""

    model_config = ConfigDict(from_attributes=True)

    height_m: tuple[float, float] | None
    pitch_deg: tuple[float, float] | None
    min_object_px: int | None
    night: bool | None


class SideOut(BaseModel):
    """One of the two versions."""

    version_id: UUID
    algorithm_id: UUID
    title_zh: str
    title_en: str
    vendor_zh: str
    vendor_en: str
    version: str
    state: str
    remote: RemoteOut | None
    """Set where it runs outside the platform."""
    threshold: float | None
    """Of the event type that is compared."""
    interval_s: float
    licence_code: str
    licence_weights: str
    base_model: str
    base_licence: str
    camera: FitnessOut
    input_width: int
    input_height: int
    faces: bool
    plates: bool
    size: int
    """Bytes of the package."""
    cpu_ms: float
    """Of one look on one core."""
    memory_mb: float
    measured: bool
    """Whether the gate measured both, or its vendor states them."""
    grade: Grade
    cores_per_100_cameras: float
    """At its own interval."""


class FiguresSideOut(BaseModel):
    """What was measured of one of the two on one set."""

    figures: EventFiguresOut
    false_alarms: FalseAlarmsOut | None
    latency_ms: LatencyOut
    measured_at: datetime | None
    current: bool
    """Whether the figures hold for the runtime of today."""


class OnSetOut(BaseModel):
    """Both on one test set."""

    test_set: SetOut
    left: FiguresSideOut
    right: FiguresSideOut
    better: dict[Figure, Better]
    """By figure: whose 95 % interval lies wholly above the other one's."""


class ComparisonOut(BaseModel):
    """Two versions beside each other."""

    event_types: list[EventTypeChoice]
    """That both raise."""
    event_type: str | None
    left: SideOut
    right: SideOut
    sets: list[OnSetOut]
    """The test sets both were measured on, the newest first."""


@routes.get("")
@refuses(404, 409)
def show_comparison(
    session: SessionDep,
    scope: Annotated[Scope, allow("algorithm.read")],
    left_id: UUID,
    right_id: UUID,
    event_type: Annotated[str | None, Query(max_length=100, pattern=r"^[a-z][a-z0-9_.]*$")] = None,
) -> ComparisonOut:
    """Two versions for an event type that both raise: figures on the same test sets, cost, terms, fitness."""
    found = compare.compare(session, scope, left_id, right_id, event_type)
    outside = remotes(session, scope, [side.about.version for side in (found.left, found.right)])
    return ComparisonOut(
        event_types=_shared(found),
        event_type=found.event_type,
        left=_side(found.left, found.event_type, outside),
        right=_side(found.right, found.event_type, outside),
        sets=[_on(one, found.event_type or "") for one in found.sets],
    )


def _shared(found: Comparison) -> list[EventTypeChoice]:
    return [
        EventTypeChoice(event_type=one.event_type, title_zh=one.title.zh, title_en=one.title.en)
        for one in found.left.manifest.events
        if one.event_type in found.shared
    ]


def _side(side: Side, event_type: str | None, outside: Mapping[UUID, RemoteOut]) -> SideOut:
    about, manifest = side.about, side.manifest
    thresholds = {one.event_type: one.threshold for one in manifest.events}
    shown = manifest.seeing.input
    return SideOut(
        version_id=about.version.id,
        algorithm_id=about.algorithm.id,
        title_zh=about.algorithm.title_zh,
        title_en=about.algorithm.title_en,
        vendor_zh=about.vendor.name_zh,
        vendor_en=about.vendor.name_en,
        version=about.version.version,
        state=about.version.state,
        remote=outside.get(about.version.id),
        threshold=thresholds.get(event_type or ""),
        interval_s=manifest.look.interval_s,
        licence_code=manifest.license.code,
        licence_weights=manifest.license.weights,
        base_model=manifest.provenance.base_model,
        base_licence=manifest.provenance.base_license,
        camera=FitnessOut.model_validate(manifest.camera or CameraFitness()),
        input_width=shown.width,
        input_height=shown.height,
        faces=manifest.privacy.faces,
        plates=manifest.privacy.plates,
        size=about.version.size,
        cpu_ms=side.cpu_ms,
        memory_mb=side.memory_mb,
        measured=side.measured,
        grade=side.grade,
        cores_per_100_cameras=100 / manifest.look.interval_s * side.cpu_ms / 1000,
    )


def _on(one: OnSet, event_type: str) -> OnSetOut:
    return OnSetOut(
        test_set=SetOut.of(one.on),
        left=_figures(one.left, event_type),
        right=_figures(one.right, event_type),
        better=dict(one.better),
    )


def _figures(done: Evaluation, event_type: str) -> FiguresSideOut:
    figures = done.figures or {}
    alarms = figures.get("false_alarms", {}).get(event_type)
    return FiguresSideOut(
        figures=EventFiguresOut.model_validate(compare.figures_of(done, event_type)),
        false_alarms=FalseAlarmsOut.model_validate(alarms) if alarms else None,
        latency_ms=LatencyOut.model_validate(figures["latency_ms"]),
        measured_at=done.finished_at,
        current=done.runtime == runtime(),
    )
