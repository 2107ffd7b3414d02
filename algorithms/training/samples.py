"""`python -m algorithms.training.samples algorithms/fire`: sample pictures and what the weights see.

Only rendered pictures travel in a package; the gate runs the model on them and compares.
"""

import json
import sys
from pathlib import Path

import cv2
import numpy as np

from algorithms.contract import manifest
from algorithms.contract.values import Detection, Pixels
from algorithms.scenes.film import Film
from algorithms.scenes.scene import DEMO, Muck, Pile, Pool, Scene
from algorithms.training.eyes import Eyes

_FLOOR = 0.5
_ALWAYS = -10.0, 100.0

QUIET = {
    "quiet_day": (DEMO["quiet_day"], 20),
    "quiet_night": (DEMO["quiet_night"], 10),
}
SAMPLES: dict[str, dict[str, tuple[Scene, int]]] = {
    "fire": {"fire_day": (DEMO["fire_day"], 16), "fire_night": (DEMO["fire_night"], 18)},
    "debris": {
        "garbage_day": (Scene("garbage_day", seed=31, piles=(Pile(*_ALWAYS, away_m=18),)), 5),
        "spilt_day": (
            Scene("spilt_day", 32, "overcast", piles=(Pile(*_ALWAYS, 1.8, 17, 3.5, spilt=True),)),
            5,
        ),
    },
    "waterlogging": {
        "water_day": (Scene("water_day", 33, pools=(Pool(*_ALWAYS, murk=0.3),), cars=4), 5),
        "water_night": (
            Scene("water_night", 34, "night", pools=(Pool(*_ALWAYS, wide_m=12),), rain=True),
            5,
        ),
    },
    "muck_truck": {
        "open_day": (Scene("open_day", 35, "overcast", mucks=(Muck(0, 15),), cars=4), 12),
        "covered_day": (Scene("covered_day", 36, mucks=(Muck(0, 15, covered=True),), cars=4), 12),
    },
}
"""By the id of the good: scene and second of each sample; the quiet streets are samples of all."""


def picture(scene: Scene, second: int) -> bytes:
    """Return one frame of a scene as JPEG."""
    shot = Film(scene).shot(second * scene.fps)
    return cv2.imencode(".jpg", shot.pixels, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()


def opened(jpeg: bytes) -> Pixels:
    """Return the pixels of a JPEG."""
    pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    return np.asarray(pixels, dtype=np.uint8)


def expected(found: list[Detection]) -> str:
    """Return the detections worth naming, as the gate reads them."""
    named = [
        {"label": seen.label, "score": round(seen.score, 3), "box": [round(x, 4) for x in seen.box]}
        for seen in found
        if seen.box and seen.score >= _FLOOR
    ]
    return json.dumps({"detections": named}, indent=1) + "\n"


def main(folder: Path) -> None:
    """Write the samples of a package."""
    (folder / "samples").mkdir(exist_ok=True)
    package = manifest.parse((folder / manifest.FILE).read_bytes())
    eyes = Eyes(package, folder / package.model_stages[0].file)
    for name, (scene, second) in (SAMPLES[package.id] | QUIET).items():
        jpeg = picture(scene, second)
        (folder / "samples" / f"{name}.jpg").write_bytes(jpeg)
        listed = expected(eyes.look([opened(jpeg)])[0])
        (folder / "samples" / f"{name}.json").write_text(listed, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
