"""Pictures of what is mistaken for fire or smoke: bright screens on dark wet streets, bare surfaces."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.random import Generator

from algorithms.contract.values import Pixels
from algorithms.scenes.view import Floats, floats, noise

_WIDTH, _HEIGHT = 640, 400


def screens(rng: Generator, photos: Sequence[Pixels]) -> Pixels:
    """Return a dark street with shining boards that mirror on the wet ground."""
    picture = _filled(_any(rng, photos)).astype(np.float32) * rng.uniform(0.05, 0.22)
    ground = round(_HEIGHT * rng.uniform(0.55, 0.8))
    shine = np.zeros_like(picture)
    for _ in range(int(rng.integers(1, 7))):
        _hang(shine, _board(rng, photos), rng, ground)
    hidden = shine.max(axis=2, keepdims=True) > 0
    picture = np.where(hidden, shine, picture)
    mirrored = cv2.GaussianBlur(picture[:ground][::-1], (0, 0), sigmaX=4, sigmaY=14)
    below = mirrored[: _HEIGHT - ground]
    wet = noise(rng, len(below), _WIDTH, 10)[..., None]
    picture[ground : ground + len(below)] += below * wet * rng.uniform(0.2, 0.8)
    picture += cv2.GaussianBlur(shine, (0, 0), 25) * rng.uniform(0.1, 0.4)
    return _noisy(picture, rng)


def surface(rng: Generator, photos: Sequence[Pixels]) -> Pixels:
    """Return bare ground, wall or sky, seen from above or afar, with lines and blocks on it."""
    tone = rng.uniform(50, 215) + rng.uniform(-12, 12, 3)
    grain = noise(rng, _HEIGHT, _WIDTH, int(rng.integers(8, 40)), 5)[..., None]
    picture = floats(tone + (grain - 0.5) * rng.uniform(5, 40) * np.ones(3))
    for _ in range(int(rng.integers(0, 6))):
        start, end = rng.integers(-50, 700, (2, 2))
        color = [float(rng.uniform(150, 240))] * 3
        cv2.line(picture, start.tolist(), end.tolist(), color, int(rng.integers(1, 6)), cv2.LINE_AA)
    for _ in range(int(rng.integers(0, 4))):
        _block(picture, rng, photos)
    return _noisy(picture, rng)


def _block(picture: Floats, rng: Generator, photos: Sequence[Pixels]) -> None:
    center, size = rng.uniform((0, 0), (_WIDTH, _HEIGHT)), rng.uniform((30, 20), (160, 90))
    corners = cv2.boxPoints((center.tolist(), size.tolist(), float(rng.uniform(0, 180))))
    color = rng.uniform(10, 245, 3)
    if rng.random() < 0.4:
        color = np.array([rng.uniform(10, 60), rng.uniform(20, 120), rng.uniform(150, 245)])
    cv2.fillConvexPoly(picture, corners.astype(np.int32), color.tolist(), cv2.LINE_AA)
    inner = corners.mean(axis=0) + (corners - corners.mean(axis=0)) * 0.55
    cv2.fillConvexPoly(picture, inner.astype(np.int32), (color * 0.4).tolist(), cv2.LINE_AA)


def _board(rng: Generator, photos: Sequence[Pixels]) -> Floats:
    """Return what a screen shows: a picture, or colours of fire with letters on them."""
    if rng.random() < 0.5:
        photo = _filled(_any(rng, photos)).astype(np.float32)
        return floats(np.clip((photo - 70) * rng.uniform(1.2, 2.0) + rng.uniform(60, 140), 1, 255))
    warm = [(20, 60, 235), (30, 120, 250), (60, 190, 255), (10, 30, 190), (220, 240, 255)]
    first, second = (np.array(warm[int(rng.integers(len(warm)))], float) for _ in range(2))
    ramp = noise(rng, _HEIGHT, _WIDTH, int(rng.integers(2, 6)), 2)[..., None]
    board = np.ascontiguousarray(first * ramp + second * (1 - ramp), dtype=np.uint8)
    for _ in range(int(rng.integers(0, 4))):
        place = (int(rng.integers(0, 300)), int(rng.integers(60, 390)))
        text = "".join(rng.choice(list("ABCDEHKMNORSTX0123456789"), 5))
        size, thick = float(rng.uniform(2, 6)), int(rng.integers(6, 24))
        cv2.putText(board, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, (255, 255, 255), thick)
    return floats(np.clip(board, 1, 255))


def _hang(shine: Floats, board: Floats, rng: Generator, ground: int) -> None:
    left, top = rng.uniform(-60, _WIDTH - 60), rng.uniform(-40, ground * 0.7)
    wide, tall = rng.uniform(30, 280), rng.uniform(20, 160)
    slope = rng.uniform(-0.25, 0.25, 2) * tall
    corners = [
        [left, top],
        [left + wide, top + slope[0]],
        [left + wide, top + tall + slope[1]],
        [left, top + tall],
    ]
    flat = np.array([[0, 0], [_WIDTH, 0], [_WIDTH, _HEIGHT], [0, _HEIGHT]], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, np.array(corners, np.float32))
    cv2.warpPerspective(
        board, matrix, (_WIDTH, ground), dst=shine[:ground], borderMode=cv2.BORDER_TRANSPARENT
    )


def _any(rng: Generator, photos: Sequence[Pixels]) -> Pixels:
    return photos[int(rng.integers(len(photos)))]


def _filled(photo: Pixels) -> Pixels:
    return np.asarray(cv2.resize(photo, (_WIDTH, _HEIGHT)), dtype=np.uint8)


def _noisy(picture: Floats, rng: Generator) -> Pixels:
    grain = rng.normal(0, rng.uniform(0, 6), picture.shape)
    return np.asarray(np.clip(picture + grain, 0, 255), dtype=np.uint8)
