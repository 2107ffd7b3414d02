"""Evaluate a package's folder on a folder of labelled pictures, as `algomart evaluate` does."""

from pathlib import Path
from typing import Any

from registry.evaluation import dataset, looking
from registry.evaluation.errors import NothingToMeasure
from registry.evaluation.figures import Seen
from registry.evaluation.report import as_json, measurable, report


def evaluate(package: Path, folder: Path) -> dict[str, Any]:
    """Look at every picture and return the figures as plain values, by source and altogether.

    `latency_ms` is of one look on one thread, in the sandbox, scaling and decoding included. Raises
    `DatasetInvalid`, `NothingToMeasure`.
    """
    labelled = dataset.read(folder)
    with looking.opened(package) as eyes:
        events, classes = eyes.manifest.events, {*labelled.classes}
        truth = {event.event_type: [*classes.intersection(event.labels)] for event in events}
        if not measurable(events, truth):
            labels = sorted({label for event in events for label in event.labels})
            raise NothingToMeasure(classes=", ".join(labelled.classes), labels=", ".join(labels))
        seen = [
            Seen(one.source, one.things, tuple(eyes.look(one.pixels())))
            for one in labelled.pictures
        ]
        found = as_json(report(events, truth, seen))
        return {
            "algorithm": eyes.manifest.id,
            "version": eyes.manifest.version,
            "dataset": folder.name,
            **{"sources" if name == "groups" else name: value for name, value in found.items()},
            "latency_ms": eyes.latency_ms(),
        }
