"""`python -m algorithms.training.measure algorithms/fire --dataset … --clips …`: what the weights can do.

Held-out pictures give average precision; clips tell whether an incident would be raised, looking at
the manifest's interval and applying its own k-of-n rule. Everything runs as it is served.
"""

import argparse
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import av
import cv2
import numpy as np

from algorithms.contract import manifest
from algorithms.contract.manifest import EventSpec, Manifest
from algorithms.contract.values import Box, Detection, Pixels
from algorithms.scenes.film import Film
from algorithms.scenes.scene import DEMO
from algorithms.training.eyes import Eyes
from algorithms.training.scores import score

_BATCH = 4


def pictures(
    folder: Path, labels: Sequence[str]
) -> Iterator[tuple[str, Pixels, list[tuple[str, Box]]]]:
    """Yield (name, pixels, labelled boxes) of the held-out pictures."""
    for path in sorted((folder / "images").iterdir()):
        lines = (folder / "labels" / f"{path.stem}.txt").read_text(encoding="utf-8").split("\n")
        boxes = [_box(line.split(), labels) for line in lines if line.strip()]
        yield path.name, np.asarray(cv2.imread(str(path)), dtype=np.uint8), boxes


def clip_frames(path: Path, every_s: float) -> Iterator[tuple[float, Pixels]]:
    """Yield a clip's frames so many seconds apart."""
    due = 0.0
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            if frame.time is not None and frame.time + 1e-6 >= due:
                due += every_s
                yield frame.time, np.asarray(frame.to_ndarray(format="bgr24"), dtype=np.uint8)


def best(found: Sequence[Detection], event: EventSpec) -> float:
    """Return the best score that counts for an event, 0 if none does."""
    scores = [
        seen.score
        for seen in found
        if seen.label in event.labels and seen.box and _size(seen.box) >= event.rule.min_area
    ]
    return max(scores, default=0.0)


def raised(scores: Sequence[float], event: EventSpec) -> int | None:
    """Return at which look the rule would raise an incident, or None."""
    hits = [value >= event.threshold for value in scores]
    for index in range(len(hits)):
        if hits[index] and sum(hits[max(0, index - event.rule.n + 1) : index + 1]) >= event.rule.k:
            return index
    return None


def looks(
    eyes: Eyes, frames: Iterator[tuple[float, Pixels]]
) -> tuple[list[float], list[list[Detection]]]:
    """Return the seconds and the detections of all frames."""
    times: list[float] = []
    found: list[list[Detection]] = []
    while batch := list(islice(frames, _BATCH)):
        times += [second for second, _ in batch]
        found += eyes.look([pixels for _, pixels in batch])
    return times, found


def measure_pictures(package: Manifest, eyes: Eyes, folder: Path) -> None:
    """Print the figures of the held-out pictures, real and rendered apart."""
    labels = eyes.stage.decoder.labels
    everything = list(pictures(folder, labels))
    for kind in ("real", "rendered"):
        chosen = [e for e in everything if e[0].startswith("rendered_") == (kind == "rendered")]
        found = [eyes.look([pixels])[0] for _, pixels, _ in chosen]
        truths = [boxes for _, _, boxes in chosen]
        empty = [f for f, truth in zip(found, truths, strict=True) if not truth]
        for event in package.events:
            for label in event.labels:
                s = score(label, truths, found, event.threshold)
                false = sum(best(f, event) >= event.threshold for f in empty)
                print(  # noqa: T201
                    f"{kind:9}{label:7}{len(chosen):4} pictures{s.boxes:5} boxes  "
                    f"AP50 {s.average_precision:.3f}  at {event.threshold}: precision "
                    f"{s.precision:.2f} recall {s.recall:.2f}  "
                    f"false alarms on {false} of {len(empty)} empty pictures"
                )


def measure_clips(package: Manifest, eyes: Eyes, clips: Sequence[Path], every_s: float) -> None:
    """Print for every clip and demo scene how often each event is seen and whether it is raised."""
    for path in clips:
        _report(package, path.name, *looks(eyes, clip_frames(path, every_s)))
    for scene in DEMO.values():
        film = Film(scene)
        shots = film.shots(every=round(every_s * scene.fps))
        times, found = looks(eyes, ((shot.second, shot.pixels) for shot in shots))
        _report(package, scene.name, times, found)


def _report(package: Manifest, name: str, times: list[float], found: list[list[Detection]]) -> None:
    for event in package.events:
        scores = [best(seen, event) for seen in found]
        share = float(np.mean([value >= event.threshold for value in scores]))
        look = raised(scores, event)
        when = "not raised" if look is None else f"raised at {times[look]:.1f} s"
        highest = max(scores, default=0)
        print(  # noqa: T201
            f"{name:36}{event.event_type:12}{len(scores):4} looks  seen in {share:4.0%}  "
            f"highest {highest:.2f}  {when}"
        )


def _box(words: Sequence[str], labels: Sequence[str]) -> tuple[str, Box]:
    x, y, width, height = (float(word) for word in words[1:5])
    return labels[int(words[0])], (x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path)
    parser.add_argument("--weights", type=Path, help="other weights than the package's")
    parser.add_argument("--dataset", type=Path, help="as built by training; its val/ is used")
    parser.add_argument("--clips", type=Path, nargs="*", default=[])
    parser.add_argument("--every", type=float, default=1.0, help="seconds between looks")
    asked = parser.parse_args()
    source = (asked.package / manifest.FILE).read_bytes()
    package = manifest.parse(source)
    weights = asked.weights or asked.package / package.model_stages[0].file
    eyes = Eyes(package, weights)
    if asked.dataset:
        measure_pictures(package, eyes, asked.dataset / "val")
    measure_clips(package, eyes, asked.clips, asked.every)


if __name__ == "__main__":
    main()
