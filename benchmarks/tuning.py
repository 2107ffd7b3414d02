"""What INT8 gains for a built-in on this machine, and what it loses on labelled pictures."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from algorithms.ops import letterbox
from registry.evaluation import dataset, looking
from registry.evaluation.figures import Seen
from registry.evaluation.report import report
from registry.sandbox import Limits
from registry.tuning.choice import Choice, Means, choose
from registry.tuning.job import CALIBRATING
from registry.tuning.machine import machine
from registry.tuning.narrowing import narrowed
from registry.tuning.turns import in_turn
from serving.first_start import ALGORITHMS, package

_LIMITS = Limits(batch_max=1)


@dataclass(frozen=True, slots=True)
class Result:
    """One algorithm run in both ways."""

    algorithm: str
    machine: str
    pictures: int
    choice: Choice
    times_as_fast: float


def measure(algorithm: str, folder: Path) -> Result:
    """Quantize on some of the pictures of a labelled folder, then look at all of them in both ways."""
    labelled = dataset.read(folder).pictures
    with package(looking.find(ALGORITHMS, algorithm)) as found, looking.opened(found) as eyes:
        stage, manifest = eyes.stage, eyes.manifest
        model = (found / stage.file).read_bytes()
        some = labelled[:: max(1, -(-len(labelled) // CALIBRATING))]
        wanted = stage.input
        fitted = [
            letterbox(one.pixels(), wanted.width, wanted.height, fill=wanted.fill)[0]
            for one in some
        ]
        variant = narrowed(model, wanted, fitted, _LIMITS)
        fp32_ms, int8_ms = in_turn(stage, (model, variant), fitted, _LIMITS)
        before = _means(eyes, labelled)
    with looking.opened_model(manifest, lambda _: variant, _LIMITS) as narrow:
        after = _means(narrow, labelled)
    choice = choose(fp32_ms, int8_ms, before, after, manifest.accuracy_loss)
    return Result(algorithm, machine(), len(labelled), choice, round(fp32_ms / int8_ms, 3))


def show(result: Result, as_json: bool) -> None:
    """Print the figures, one a line, or as one JSON line; how many times as fast comes last."""
    plain = asdict(result)
    if as_json:
        print(json.dumps(plain))
        return
    for name, value in plain.items():
        print(f"{name:24} {value}")


def _means(eyes: looking.Eyes, labelled: Sequence[dataset.Labelled]) -> Means:
    events = eyes.manifest.events
    truth = {event.event_type: list(event.labels) for event in events}
    seen = [Seen(one.source, one.things, tuple(eyes.look(one.pixels()))) for one in labelled]
    return report(events, truth, seen).mean
