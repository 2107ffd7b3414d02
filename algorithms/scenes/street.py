"""The still part of a scene: sky, houses, street, trees and lamps, painted once."""

import cv2
import numpy as np
from numpy.random import Generator

from algorithms.contract.values import Pixels
from algorithms.scenes.houses import FAR_M, WALL_M, houses
from algorithms.scenes.scene import Light, Scene
from algorithms.scenes.view import (
    Point,
    View,
    add_light,
    as_pixels,
    fill,
    floats,
    glow,
    noise,
    resized,
)

_GROUND_PX_PER_M = 16
_HALF_GROUND_M = 40.0
_ROAD_M = 7.5
"""Half of the carriageway's width."""

_SKY: dict[Light, tuple[tuple[int, int, int], tuple[int, int, int], int]] = {
    "day": ((205, 150, 92), (238, 222, 200), 70),
    "overcast": ((176, 170, 164), (214, 210, 206), 30),
    "dusk": ((130, 84, 72), (96, 150, 236), 50),
    "night": ((34, 20, 14), (62, 46, 44), 10),
}
"""Colour at the top, colour at the horizon, strength of the clouds."""

_AMBIENT: dict[Light, tuple[float, float, float]] = {
    "day": (1.0, 1.0, 1.0),
    "overcast": (0.86, 0.84, 0.82),
    "dusk": (0.50, 0.52, 0.66),
    "night": (0.21, 0.17, 0.16),
}
_LAMP = (92.0, 168.0, 222.0)


def paint(scene: Scene, view: View, rng: Generator) -> Pixels:
    """Return the street without anything that moves."""
    picture = _sky(scene, rng)
    _lay_ground(picture, view, rng)
    lit = np.zeros_like(picture)
    houses(picture, lit, view, rng, scene.light)
    _trees(picture, view, rng)
    if scene.decoys:
        _boards(picture, lit, view, rng)
    picture = np.asarray(cv2.add(_shade(picture, scene), lit), dtype=np.uint8)
    _lamps(picture, view, scene.light)
    if scene.decoys and scene.light in ("day", "dusk"):
        sun = (scene.width * rng.uniform(0.25, 0.75), view.horizon_y * 0.7)
        add_light(picture, glow(scene.width // 3, 3), sun, (150, 220, 255))
    return np.asarray(cv2.GaussianBlur(picture, (3, 3), 0.6), dtype=np.uint8)


def _shade(picture: Pixels, scene: Scene) -> Pixels:
    shaded = picture.astype(np.float32) * floats(_AMBIENT[scene.light])
    return as_pixels(shaded)


def _sky(scene: Scene, rng: Generator) -> Pixels:
    top, bottom, clouds = _SKY[scene.light]
    ramp = np.linspace(0, 1, scene.height, dtype=np.float32)[:, None, None] / max(
        scene.horizon, 0.1
    )
    ramp = np.clip(ramp, 0, 1)
    sky = floats(top) * (1 - ramp) + floats(bottom) * ramp
    veil = noise(rng, scene.height, scene.width, 4, 5)[..., None]
    sky = sky + clouds * np.clip(veil - 0.45, 0, 1) * 2
    bright = floats(_AMBIENT[scene.light])
    return as_pixels(sky / bright)


def _lay_ground(picture: Pixels, view: View, rng: Generator) -> None:
    near, half = view.near_m * 0.9, _HALF_GROUND_M
    flat = _flat_ground(near, rng)
    corners = floats(
        [[0, 0], [flat.shape[1], 0], [flat.shape[1], flat.shape[0]], [0, flat.shape[0]]]
    )
    seen = view.pixels([(-half, 0, FAR_M), (half, 0, FAR_M), (half, 0, near), (-half, 0, near)])
    size = (view.width * 2, view.height * 2)
    matrix = cv2.getPerspectiveTransform(corners, seen * 2)
    ground = cv2.warpPerspective(flat, matrix, size, flags=cv2.INTER_LINEAR)
    ground = cv2.resize(ground, (view.width, view.height), interpolation=cv2.INTER_AREA)
    top = max(0, int(view.pixel((0, 0, FAR_M))[1]) + 1)
    picture[top:] = ground[top:]


def _flat_ground(near: float, rng: Generator) -> Pixels:
    scale, half = _GROUND_PX_PER_M, _HALF_GROUND_M
    height, width = int((FAR_M - near) * scale), int(2 * half * scale)
    grain = noise(rng, height, width, 12, 7)[..., None]
    flat = np.full((height, width, 3), (150, 156, 160), dtype=np.float32)
    left, right = int((half - _ROAD_M) * scale), int((half + _ROAD_M) * scale)
    flat[:, left:right] = (92, 90, 90)
    flat[:, : int((half - WALL_M) * scale)] = (104, 122, 112)
    flat[:, int((half + WALL_M) * scale) :] = (104, 122, 112)
    flat += (grain - 0.5) * 60 + rng.normal(0, 5, (height, width, 1)).astype(np.float32)
    ground = as_pixels(flat)
    _markings(ground, height, rng)
    return ground


def _markings(ground: Pixels, height: int, rng: Generator) -> None:
    white, kerb, yellow = (205, 205, 205), (178, 180, 180), (60, 170, 205)
    lines = [(-0.25, 0.13, yellow), (0.12, 0.13, yellow)]
    lines += [(-_ROAD_M + 0.4, 0.15, white), (_ROAD_M - 0.55, 0.15, white)]
    lines += [(-_ROAD_M - 0.3, 0.3, kerb), (_ROAD_M, 0.3, kerb)]
    for across, width, color in lines:
        _strip(ground, across, width, (0, height), color)
    for across in (-3.6, 3.5):
        for start in range(0, height, 10 * _GROUND_PX_PER_M):
            _strip(ground, across, 0.14, (start, start + 4 * _GROUND_PX_PER_M), white)
    crossing = height - int(rng.uniform(22, 40) * _GROUND_PX_PER_M)
    for bar in np.arange(-_ROAD_M + 0.6, _ROAD_M - 0.6, 1.1):
        _strip(ground, float(bar), 0.55, (crossing, crossing + 4 * _GROUND_PX_PER_M), white)
    for start in range(0, height, 2 * _GROUND_PX_PER_M):
        for side in (-WALL_M, _ROAD_M + 0.3):
            _strip(ground, side, WALL_M - _ROAD_M - 0.3, (start, start + 1), (128, 132, 134))


def _strip(
    ground: Pixels, across: float, width: float, rows: tuple[int, int], color: tuple[int, int, int]
) -> None:
    left = int((_HALF_GROUND_M + across) * _GROUND_PX_PER_M)
    right = int((_HALF_GROUND_M + across + width) * _GROUND_PX_PER_M)
    ground[rows[0] : rows[1], left:right] = color


def _trees(picture: Pixels, view: View, rng: Generator) -> None:
    places = sorted(
        (
            (side * rng.uniform(9.4, 11.4), away + rng.uniform(-2, 2))
            for side in (-1, 1)
            for away in np.arange(view.near_m + 9, 120, 11)
        ),
        key=lambda place: -place[1],
    )
    for across, away in places:
        _tree(picture, view, rng, float(across), float(away))


def _tree(picture: Pixels, view: View, rng: Generator, across: float, away: float) -> None:
    metre, tall = view.px_per_m(away), float(rng.uniform(4.5, 7))
    foot, top = view.pixel((across, 0, away)), view.pixel((across, tall, away))
    trunk = max(1, round(0.22 * metre))
    cv2.line(picture, _whole(foot), _whole(top), (52, 66, 80), trunk, cv2.LINE_AA)
    for layer, tone in enumerate((0.62, 0.82, 1.0)):
        for _ in range(60):
            angle, reach = rng.uniform(0, 2 * np.pi), rng.uniform(0, 1.7 - 0.3 * layer)
            x = across + reach * np.cos(angle) - 0.25 * layer
            y = tall + 0.8 * reach * np.sin(angle) + 0.3 * layer
            leaf = rng.uniform(0.85, 1.15) * tone
            center = _whole(view.pixel((float(x), float(y), away)))
            size = max(1, round(metre * rng.uniform(0.16, 0.38)))
            cv2.circle(picture, center, size, (58 * leaf, 118 * leaf, 84 * leaf), -1, cv2.LINE_AA)


def _lamps(picture: Pixels, view: View, light: Light) -> None:
    for away in np.arange(110, view.near_m + 4, -24.0):
        for side in (-1, 1):
            foot, head = (side * 8.4, 0.0, float(away)), (side * 8.4, 8.0, float(away))
            arm = (side * 6.6, 8.3, float(away))
            thick = max(1, round(0.14 * view.px_per_m(away)))
            points = [_whole(view.pixel(point)) for point in (foot, head, arm)]
            tone = (90, 90, 88) if light in ("day", "overcast") else (44, 42, 42)
            cv2.polylines(picture, [np.array(points, np.int32)], False, tone, thick, cv2.LINE_AA)
            if light in ("night", "dusk"):
                _shine(picture, view, arm)


def _shine(picture: Pixels, view: View, lamp: Point) -> None:
    metre = view.px_per_m(lamp[2])
    size = max(6, round(5 * metre))
    add_light(picture, glow(size, 4), view.pixel(lamp), (190, 235, 255))
    pool = resized(glow(64, 1.5), max(4, round(16 * metre)), max(4, round(3.4 * metre)))
    add_light(picture, pool, view.pixel((lamp[0], 0, lamp[2])), _scaled(_LAMP, 0.42))


def _boards(picture: Pixels, lit: Pixels, view: View, rng: Generator) -> None:
    colors = ((40, 60, 214), (30, 130, 240), (40, 190, 245), (190, 80, 60))
    for side in (-1, 1):
        for away in (view.near_m + 8, view.near_m + 22, view.near_m + 45):
            color = colors[int(rng.integers(len(colors)))]
            low, tall, long = rng.uniform(3, 7), rng.uniform(1, 2.4), rng.uniform(3, 7)
            x = side * (WALL_M - 0.2)
            board: list[Point] = [
                (x, low + tall, away),
                (x, low + tall, away + long),
                (x, low, away + long),
                (x, low, away),
            ]
            fill(picture, view.pixels(board), color)
            fill(lit, view.pixels(board), _scaled(color, 0.75))


def _scaled(color: tuple[float, float, float], by: float) -> tuple[float, float, float]:
    return color[0] * by, color[1] * by, color[2] * by


def _whole(point: tuple[float, float]) -> tuple[int, int]:
    return round(point[0]), round(point[1])
