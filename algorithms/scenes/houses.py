"""House fronts: textures with windows and shops, hung along the street in perspective."""

import cv2
import numpy as np
from numpy.random import Generator

from algorithms.contract.values import Pixels
from algorithms.scenes.scene import Light
from algorithms.scenes.view import Floats, Point, View, as_pixels, floats, noise

FAR_M = 160.0
"""Beyond is nothing but haze."""
WALL_M = 13.0
"""Distance of the house fronts from the axis."""
_WALL_PX_PER_M = 10
_WALLS = ((168, 180, 190), (128, 148, 172), (190, 186, 176), (112, 126, 148), (150, 150, 146))


def houses(picture: Pixels, lit: Pixels, view: View, rng: Generator, light: Light) -> None:
    """Line both sides of the street with houses; what shines goes into `lit`."""
    for side in (-1, 1):
        fronts: list[tuple[float, float]] = []
        away = view.near_m * 0.4
        while away < FAR_M:
            depth = float(rng.uniform(14, 26))
            fronts.append((away, depth))
            away += depth + float(rng.uniform(0, 5))
        for near, depth in reversed(fronts):
            _house(picture, lit, view, rng, side, near, depth, light)


def _house(
    picture: Pixels,
    lit: Pixels,
    view: View,
    rng: Generator,
    side: int,
    near: float,
    depth: float,
    light: Light,
) -> None:
    tall, wide = float(rng.uniform(11, 34)), float(rng.uniform(12, 20))
    color = _WALLS[int(rng.integers(len(_WALLS)))]
    inner, outer, far = side * WALL_M, side * (WALL_M + wide), near + depth
    faces: list[tuple[list[Point], float, float]] = [
        ([(inner, tall, near), (inner, tall, far), (inner, 0, far), (inner, 0, near)], depth, 0.8),
        (
            [(inner, tall, near), (outer, tall, near), (outer, 0, near), (inner, 0, near)],
            wide,
            1.0,
        ),
    ]
    for corners, length, shade in faces:
        wall, windows = _facade(length, tall, color, shade, rng, light)
        for target, texture in ((picture, wall), (lit, windows)):
            _hang(target, texture, view.pixels(corners))


def _hang(target: Pixels, texture: Pixels, corners: Floats) -> None:
    height, width = texture.shape[:2]
    flat = floats([[0, 0], [width, 0], [width, height], [0, height]])
    matrix = cv2.getPerspectiveTransform(flat, corners)
    size = (target.shape[1], target.shape[0])
    cv2.warpPerspective(
        texture, matrix, size, dst=target, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT
    )


def _facade(
    length: float,
    tall: float,
    color: tuple[int, int, int],
    shade: float,
    rng: Generator,
    light: Light,
) -> tuple[Pixels, Pixels]:
    scale = _WALL_PX_PER_M
    height, width = int(tall * scale), int(length * scale)
    grain = noise(rng, height, width, 4, 5)[..., None]
    wall = as_pixels(floats(color) * shade + (grain - 0.5) * 50)
    lit = np.zeros_like(wall)
    share = {"night": 0.35, "dusk": 0.25}.get(light, 0.0)
    for top in range(int(0.9 * scale), height - 4 * scale, int(3.1 * scale)):
        for left in range(scale, width - 2 * scale, int(2.6 * scale)):
            _window(wall, lit, left, top, share, rng)
    _shops(wall, lit, share, rng)
    return wall, lit


def _shops(wall: Pixels, lit: Pixels, share: float, rng: Generator) -> None:
    height, width = wall.shape[:2]
    sign, glass = slice(height - 32, height - 25), slice(height - 24, height - 4)
    left = 6
    while left < width - 24:
        right = min(width - 6, left + int(rng.integers(26, 64)))
        board = rng.uniform(40, 200, 3)
        wall[sign, left:right], wall[glass, left:right] = board, (66, 58, 52)
        if rng.random() < 2 * share:
            lit[sign, left:right] = board * 0.9
            lit[glass, left:right] = floats((96, 140, 160)) * rng.uniform(0.5, 1.1)
        left = right + 4


def _window(wall: Pixels, lit: Pixels, left: int, top: int, share: float, rng: Generator) -> None:
    tone = float(rng.uniform(0.6, 1.2))
    area = (slice(top, top + 16), slice(left, left + 14))
    cv2.rectangle(wall, (left - 1, top - 1), (left + 14, top + 17), (200, 200, 198), 1)
    wall[area] = (96 * tone, 84 * tone, 72 * tone)
    wall[top + 12 : top + 16, left : left + 14] = (70, 62, 54)
    if rng.random() < share:
        cold = rng.random() < 0.3
        lit[area] = (150, 160, 150) if cold else (84 * tone, 140 * tone, 176 * tone)
