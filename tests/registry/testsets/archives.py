"""Archives of test sets: four grey pictures of which two show a fire."""

import json
from typing import Any

import cv2

from tests.registry import goods
from tests.registry.gate.archives import packed

GREYS = {"a_day.png": 230, "b_day.png": 30, "c_night.png": 130, "d_night.png": 60}
"""The toy of `goods` sees a fire as bright as the picture."""
SCENES = b"picture,scene\na_day.png,day\nb_day.png,day\nc_night.png,night\nd_night.png,night\n"
FIRE = b"0 0.5 0.5 0.5 0.5\n"
ABOUT: dict[str, Any] = {
    "name": "城区火情",
    "covers": {"fire.flame": ["flame"]},
    "scene": None,
    "negative_hours": 2.0,
}


def picture(grey: int) -> bytes:
    return cv2.imencode(".png", goods.picture(grey))[1].tobytes()


def images() -> dict[str, bytes]:
    return {f"images/{name}": picture(grey) for name, grey in GREYS.items()}


def yolo() -> dict[str, bytes]:
    labels = {"labels/a_day.txt": FIRE, "labels/c_night.txt": FIRE}
    return images() | labels | {"classes.txt": b"flame\n", "scenes.csv": SCENES}


def coco(**change: Any) -> dict[str, bytes]:
    side = goods.SIDE
    names = list(GREYS)
    document: dict[str, Any] = {
        "images": [
            {"id": n, "file_name": f"images/{name}", "width": side, "height": side}
            for n, name in enumerate(names)
        ],
        "categories": [{"id": 7, "name": "flame"}],
        "annotations": [
            {"id": 1, "image_id": 0, "category_id": 7, "bbox": [16, 16, 32, 32]},
            {
                "id": 2,
                "image_id": 2,
                "category_id": 7,
                "bbox": [16, 16, 32, 32],
                "segmentation": [[16, 16, 48, 16, 48, 48, 16, 48]],
            },
        ],
    }
    listed = json.dumps(document | change).encode()
    return images() | {"annotations.json": listed, "scenes.csv": SCENES}


def archive(files: dict[str, bytes] | None = None) -> bytes:
    return packed(yolo() if files is None else files)
