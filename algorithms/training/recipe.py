"""`recipe.yaml`: which pictures, which start, how long. Anybody can train the same model again."""

from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Source:
    """Pictures of one origin: the file names begin with its prefix."""

    prefix: str
    folder: str
    license: str
    keep: int | None = None
    """At most so many, spread over all scenes; unset: all."""
    per_scene: int | None = None
    """At most so many of one scene."""
    background: bool = False
    """Whatever is labelled there is not what this model looks for."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """Scenes drawn by `algorithms.scenes`, with seeds of their own."""

    scenes: int
    frames: int
    first_seed: int


@dataclass(frozen=True, slots=True)
class Decoys:
    """Pictures made from backgrounds of what is mistaken for fire or smoke."""

    screens: int
    surfaces: int


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of training; it goes on from what the one before left."""

    picture_px: int
    epochs: int
    batch: int
    learning_rate: float
    augment: dict[str, float] = field(default_factory=dict)
    shares: dict[str, float] = field(default_factory=dict)
    """Of the pictures whose names begin so, only this share takes part."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What Ultralytics is told: small pictures first, which is quick, then large ones."""

    architecture: str
    checkpoint: str
    frozen_layers: int
    """The first so many layers keep the checkpoint's weights."""
    phases: tuple[Phase, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """The shape of the exported model."""

    width: int
    height: int
    opset: int


@dataclass(frozen=True, slots=True)
class Recipe:
    """All of `recipe.yaml`."""

    name: str
    labels: tuple[str, ...]
    held_out_share: float
    seed: int
    sources: tuple[Source, ...]
    rendered: Rendered
    decoys: Decoys
    fit: Fit
    export: Export


def read(path: Path) -> Recipe:
    """Read a recipe; an unknown or missing key is an error that names it."""
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    parts = {"rendered": Rendered, "decoys": Decoys, "fit": Fit, "export": Export}
    for key, kind in parts.items():
        data[key] = _build(kind, data[key], key)
    phases = tuple(_build(Phase, phase, "phases") for phase in data["fit"].phases)
    data["fit"] = replace(data["fit"], phases=phases)
    data["sources"] = tuple(_build(Source, entry, "sources") for entry in data["sources"])
    data["labels"] = tuple(data["labels"])
    recipe: Recipe = _build(Recipe, data, path.name)
    return recipe


def _build(kind: Any, data: dict[str, Any], where: str) -> Any:
    unknown = set(data) - {entry.name for entry in fields(kind)}
    if unknown:
        raise ValueError(f"{where}: unknown keys {sorted(unknown)}")
    return kind(**data)
