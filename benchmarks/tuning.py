"""What INT8 and OpenVINO gain for a built-in on this machine, and what they lose on labelled pictures."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from algorithms.contract.manifest import Manifest
from algorithms.ops import letterbox
from core.settings import Settings
from registry.evaluation import dataset, looking
from registry.evaluation.figures import Seen
from registry.evaluation.report import report
from registry.sandbox import Limits
from registry.tuning import choice
from registry.tuning.choice import Choice, Means
from registry.tuning.job import CALIBRATING
from registry.tuning.machine import machine
from registry.tuning.turns import in_turn
from registry.tuning.ways import Way, ways
from serving.first_start import ALGORITHMS, package

_LIMITS = Limits(batch_max=1)


@dataclass(frozen=True, slots=True)
class Result:
    """One algorithm run in all ways."""

    algorithm: str
    machine: str
    pictures: int
    choice: Choice
    """Every way has looked at all pictures, also the slower ones."""

    def plain(self) -> dict[str, Any]:
        """Return what is printed: how many times as fast each other way is comes last."""
        ms = self.choice.ms
        times = {
            path: round(ms[choice.AS_HANDED_IN] / taken, 3)
            for path, taken in ms.items()
            if path != choice.AS_HANDED_IN
        }
        head = {"algorithm": self.algorithm, "machine": self.machine, "pictures": self.pictures}
        return head | self.choice.as_json() | {"times_as_fast": times}


def measure(algorithm: str, folder: Path) -> Result:
    """Quantize on some of the pictures of a labelled folder, then look at all of them in every way."""
    labelled = dataset.read(folder).pictures
    python = Settings().openvino_python
    with package(looking.find(ALGORITHMS, algorithm)) as found, looking.opened(found) as eyes:
        stage, manifest = eyes.stage, eyes.manifest
        some = labelled[:: max(1, -(-len(labelled) // CALIBRATING))]
        wanted = stage.input
        fitted = [
            letterbox(one.pixels(), wanted.width, wanted.height, fill=wanted.fill)[0]
            for one in some
        ]
        model = (found / stage.file).read_bytes()
        known = {way.path: way for way in ways(model, wanted, fitted, _LIMITS, python)}
        ms = in_turn(stage, list(known.values()), fitted, _LIMITS)
        means: dict[choice.Path, Means] = {choice.AS_HANDED_IN: _means(eyes, labelled)}
    for path in [path for path in ms if path != choice.AS_HANDED_IN]:
        means[path] = _seen(manifest, known[path], labelled)
    chosen = choice.choose(
        ms, means[choice.AS_HANDED_IN], means.__getitem__, manifest.accuracy_loss
    )
    whole = Choice(chosen.path, chosen.why, ms, means)
    return Result(algorithm, machine(python), len(labelled), whole)


def show(result: Result, as_json: bool) -> None:
    """Print the figures, one a line, or as one JSON line."""
    plain = result.plain()
    if as_json:
        print(json.dumps(plain))
        return
    for name, value in plain.items():
        print(f"{name:24} {value}")


def _seen(manifest: Manifest, way: Way, labelled: Sequence[dataset.Labelled]) -> Means:
    with looking.opened_model(manifest, lambda _: way.model, _LIMITS, way.engine) as eyes:
        return _means(eyes, labelled)


def _means(eyes: looking.Eyes, labelled: Sequence[dataset.Labelled]) -> Means:
    events = eyes.manifest.events
    truth = {event.event_type: list(event.labels) for event in events}
    seen = [Seen(one.source, one.things, tuple(eyes.look(one.pixels()))) for one in labelled]
    return report(events, truth, seen).mean
