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
from algorithms.scenes.scene import DEMO
from algorithms.training.eyes import Eyes

_SECONDS = {"fire_day": 16, "fire_night": 18, "quiet_night": 10}
_FLOOR = 0.5


def picture(name: str) -> bytes:
    """Return one frame of a demo scene as JPEG."""
    scene = DEMO[name]
    shot = Film(scene).shot(_SECONDS[name] * scene.fps)
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
    for name in _SECONDS:
        jpeg = picture(name)
        (folder / "samples" / f"{name}.jpg").write_bytes(jpeg)
        listed = expected(eyes.look([opened(jpeg)])[0])
        (folder / "samples" / f"{name}.json").write_text(listed, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
