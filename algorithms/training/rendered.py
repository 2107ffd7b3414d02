"""Training pictures from the renderer: fires of every size and light, and streets without one."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import cv2

from algorithms.scenes.film import Film, Shot
from algorithms.scenes.scene import Fire, Light, Scene
from algorithms.training.recipe import Rendered

_LIGHTS: tuple[Light, ...] = ("day", "overcast", "dusk", "night", "night")


def draw(rendered: Rendered, labels: tuple[str, ...]) -> Iterator[tuple[int, str, bytes, str]]:
    """Yield (scene, name, JPEG, YOLO labels) of every picture."""
    for number in range(rendered.scenes):
        seed = rendered.first_seed + number
        scene = random_scene(seed)
        film = Film(scene)
        for index in Random(seed).sample(range(scene.frame_count), rendered.frames):  # noqa: S311
            shot = film.shot(index)
            quality = [cv2.IMWRITE_JPEG_QUALITY, 80 if seed % 2 else 92]
            encoded = cv2.imencode(".jpg", shot.pixels, quality)[1].tobytes()
            yield seed, f"rendered_{seed}_{index}", encoded, _labels(shot, labels)


def random_scene(seed: int) -> Scene:
    """Return the scene of this seed; a third of them has no fire."""
    random = Random(seed)  # noqa: S311 - a scene, not a secret
    fires = tuple(_fire(random) for _ in range(random.choice((0, 1, 1, 1, 2))))
    if seed % 5 == 0:
        fires = ()
    return Scene(
        name=random.choice(("CAM", "K12+300", "路口", "Kamera 4", "")),
        seed=seed,
        light=random.choice(_LIGHTS),
        fires=fires,
        seconds=12,
        cars=random.randint(0, 16),
        decoys=random.random() < 0.6,
        camera_height_m=random.uniform(4.5, 11),
        horizon=random.uniform(-1.0, 0.05) if seed % 4 == 3 else random.uniform(0.08, 0.42),
        zoom=random.uniform(0.65, 1.4),
    )


def _fire(random: Random) -> Fire:
    smoke_only = random.random() < 0.15
    return Fire(
        starts_s=random.uniform(-8, 3),
        ends_s=random.uniform(9, 20),
        across_m=random.uniform(-10, 10),
        away_m=random.uniform(20, 65),
        size_m=random.uniform(1.2, 5.0),
        flames=not smoke_only,
        smoke=random.choice((0, 0.5, 0.9, 1.2)) if not smoke_only else 1.2,
        wind=random.uniform(-0.9, 0.9),
    )


def _labels(shot: Shot, labels: tuple[str, ...]) -> str:
    lines = []
    for truth in shot.truths:
        x0, y0, x1, y1 = truth.box
        if truth.label in labels:
            place = ((x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0)
            lines.append(" ".join([str(labels.index(truth.label)), *(f"{v:.5f}" for v in place)]))
    return "\n".join(lines)


def write(folder: Path, name: str, picture: bytes, labels: str) -> None:
    """Store one picture with its labels as Ultralytics wants them."""
    (folder / "images" / f"{name}.jpg").write_bytes(picture)
    (folder / "labels" / f"{name}.txt").write_text(labels, encoding="utf-8")
