"""The parent's side of unpacking a test set: its pictures become blobs, or it has findings."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from core.blobs import Blobs
from core.text import Text
from registry.gate import answers
from registry.gate.findings import Result
from registry.sandbox.errand import Bounds, Part
from registry.testsets.contents import MOST_PICTURES
from registry.testsets.scenes import Scene

_MODULE = "registry.testsets.unpacker"
_BOUNDS = Bounds(memory_mb=4096, answer_mb=600, timeout_s=900)
TITLES: Mapping[str, Text] = {
    answers.ARCHIVE: Text("压缩包", "Archive"),
    "pictures": Text("图片", "Pictures"),
    "labels": Text("标注", "Labels"),
    "scenes": Text("场景", "Scenes"),
    "events": Text("覆盖的事件", "Events covered"),
}

_Corner = Annotated[float, Field(ge=0, le=1)]
_Line = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00-\x1f\x7f]+$")]
_Class = Annotated[str, StringConstraints(min_length=1, max_length=64)]
_Thing = tuple[_Class, Annotated[list[tuple[_Corner, _Corner]], Field(min_length=3)]]


class Picture(BaseModel):
    """One picture as the child tells of it."""

    model_config = ConfigDict(frozen=True)

    name: _Line
    scene: Scene
    things: list[_Thing]
    digest: str
    size: int


@dataclass(slots=True)
class Handed:
    """What was handed in, once it was looked into."""

    results: dict[str, Result]
    classes: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether every check was come to and none refuses."""
        return all(one.state in ("passed", "noted") for one in self.results.values())


def unpack(
    archive: int, about: Mapping[str, Any], blobs: Blobs, bounds: Bounds = _BOUNDS
) -> Handed:
    """Unpack the archive behind a descriptor in a confined child; its pictures become blobs.

    `about` is what the sender said of the set: `covers`, `scene`, `negative_hours`.
    """
    handed = Handed(answers.not_reached(TITLES))
    order = {name: about[name] for name in ("covers", "scene", "negative_hours")}
    answers.unpacked(
        _MODULE, order, archive, bounds, handed.results, lambda part: _take(part, handed, blobs)
    )
    return handed


def _take(part: Part, handed: Handed, blobs: Blobs) -> None:
    if "classes" in part.head:
        handed.classes = [str(one)[:64] for one in part.head["classes"]]
    elif "picture" in part.head and len(handed.pictures) < MOST_PICTURES:
        head = part.head
        said = {"name": head["picture"], "scene": head["scene"], "things": head["things"]}
        kept = {"digest": blobs.put(part.body), "size": len(part.body)}
        handed.pictures.append(Picture.model_validate(said | kept))


def digest_of(about: Mapping[str, Any], pictures: list[Picture]) -> str:
    """Return the SHA-256 over all that makes a set what it is; the names of pictures only by their order."""
    said = [
        {name: sorted(classes) for name, classes in sorted(about["covers"].items())},
        about["negative_hours"],
        [[one.digest, one.scene, one.things] for one in pictures],
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def counts_of(about: Mapping[str, Any], pictures: list[Picture]) -> dict[str, Any]:
    """Return how many pictures and things there are, altogether, of each event and of each scene."""
    shown = [{label for label, _ in one.things} for one in pictures]
    return {
        "pictures": len(pictures),
        "negatives": sum(not labels for labels in shown),
        "things": sum(len(one.things) for one in pictures),
        "bytes": sum(one.size for one in pictures),
        "events": {
            event_type: sum(bool(labels.intersection(classes)) for labels in shown)
            for event_type, classes in about["covers"].items()
        },
        "scenes": dict(Counter(one.scene for one in pictures)),
    }
