"""`plan.yaml`: how the goods are taught, whichever they are; anybody can train the same models again."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from algorithms.training.augment import Augment
from algorithms.training.drawn import Drawn
from algorithms.training.goods import build


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of training; it goes on from what the one before left."""

    picture_px: int
    epochs: int
    batch: int
    learning_rate: float
    augment: Augment
    rendered: float = 1.0
    """How often each rendered picture is shown in one epoch."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All of `plan.yaml`."""

    seed: int
    folds: int
    architecture: str
    checkpoint: str
    """Below the data folder; empty: start from nothing."""
    frozen_layers: int
    """The first so many layers keep the checkpoint's weights."""
    drawn: Drawn
    phases: tuple[Phase, ...]
    opset: int


def read(path: Path) -> Plan:
    """Read a plan; an unknown or missing key is an error that names it."""
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["drawn"] = build(Drawn, data.get("drawn", {}), "drawn")
    data["phases"] = [_phase(phase) for phase in data["phases"]]
    plan: Plan = build(Plan, data, path.name)
    return plan


def larger(plan: Plan, times: int) -> Plan:
    """Return the plan with as many steps, each of so many times the pictures."""
    phases = (
        replace(
            phase,
            epochs=phase.epochs * times,
            batch=phase.batch * times,
            learning_rate=phase.learning_rate * times**0.5,
        )
        for phase in plan.phases
    )
    return replace(plan, phases=tuple(phases))


def _phase(data: dict[str, Any]) -> Phase:
    augment = build(Augment, data.get("augment", {}), "augment")
    phase: Phase = build(Phase, data | {"augment": augment}, "phases")
    return phase
