"""`recipe.yaml` of each good: which pictures teach it, what is labelled there, and what is not."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

FILE = "recipe.yaml"


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
    repeat: float = 1.0
    """How often each is shown in one epoch."""
    unlabelled: tuple[str, ...] = ()
    """Labels whose absence in a label file says nothing: their loss is left out."""
    background: bool = False
    """Whatever is labelled there is not what this good looks for."""


@dataclass(frozen=True, slots=True)
class Good:
    """What one algorithm is taught."""

    name: str
    labels: tuple[str, ...]
    sources: tuple[Source, ...]
    dense: bool = False
    """The good gives a mask of its one label, not boxes."""
    contrast: tuple[str, ...] = ()
    """Labels that only teach what the others are mistaken for; the exported file does not give them."""
    absent_elsewhere: tuple[str, ...] = ()
    """Labels that pictures of the other goods do not show; the rest is unknown there."""

    @property
    def given(self) -> tuple[str, ...]:
        """The labels of the exported file, in the order of its scores."""
        return tuple(label for label in self.labels if label not in self.contrast)


def read(folder: Path) -> Good:
    """Read `folder/recipe.yaml`; an unknown or missing key is an error that names it."""
    data: dict[str, Any] = yaml.safe_load((folder / FILE).read_text(encoding="utf-8"))
    data["sources"] = tuple(build(Source, entry, "sources") for entry in data["sources"])
    good: Good = build(Good, data, FILE)
    for name in ("absent_elsewhere", "contrast"):
        if strangers := set(getattr(good, name)) - set(good.labels):
            raise ValueError(f"{FILE}: {name} names no label: {sorted(strangers)}")
    return good


def build(kind: Any, data: dict[str, Any], where: str) -> Any:
    """Make a dataclass of a mapping; lists become tuples."""
    unknown = set(data) - {entry.name for entry in fields(kind)}
    if unknown:
        raise ValueError(f"{where}: unknown keys {sorted(unknown)}")
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in data.items()})
