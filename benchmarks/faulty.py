"""What happens to pictures: weather and light that are no fault, and faults that are."""

import contextlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import av
import cv2
import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from algorithms.contract.values import Pixels
from video.quality import Problem

Change = Callable[[Pixels, int, Generator], Pixels]
"""Changes a picture; it gets the number of the look, from 0 where the change began."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which a camera fails."""

    name: str
    problem: Problem
    change: Change


def gained(pixels: Pixels, gain: float, offset: float = 0.0) -> Pixels:
    """Return a picture brighter or darker."""
    return np.asarray(cv2.convertScaleAbs(pixels, alpha=gain, beta=offset), dtype=np.uint8)


def noisy(pixels: Pixels, strength: float, rng: Generator) -> Pixels:
    """Add a sensor's noise, another in every frame."""
    height, width = pixels.shape[:2]
    field = _noise_field(height + 64, width + 64)
    top, left = (int(at) for at in rng.integers(0, 64, 2))
    grain: NDArray[np.int16] = np.round(
        field[top : top + height, left : left + width] * strength
    ).astype(np.int16)
    added = cv2.add(pixels, cv2.merge([grain] * 3), dtype=cv2.CV_8U)
    return np.asarray(added, dtype=np.uint8)


@cache
def _noise_field(height: int, width: int) -> NDArray[np.float32]:
    return default_rng(5).standard_normal((height, width), dtype=np.float32)


def shifted(pixels: Pixels, across: float, down: float = 0.0) -> Pixels:
    """Turn the camera, by shares of the picture; what comes into view mirrors what was there."""
    height, width = pixels.shape[:2]
    whole = (round(across * width), round(down * height))  # parts of a pixel would blur it
    matrix = np.array([[1, 0, whole[0]], [0, 1, whole[1]]], dtype=np.float32)
    moved = cv2.warpAffine(pixels, matrix, (width, height), borderMode=cv2.BORDER_REFLECT)
    return np.asarray(moved, dtype=np.uint8)


def blurred(pixels: Pixels, share: float) -> Pixels:
    """Put it out of focus; the blur's radius (sigma) is a share of the width."""
    height, width = pixels.shape[:2]
    shrink = max(1, int(width * share / 2))  # a wide blur of the whole picture takes too long
    small = cv2.resize(pixels, (width // shrink, height // shrink), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), width * share / shrink)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def covered(pixels: Pixels, share: float, color: tuple[int, int, int] = (52, 96, 74)) -> Pixels:
    """Hold something close to the lens: a smooth body with soft edges over a share of the picture."""
    kept, body = _obstruction(pixels.shape[0], pixels.shape[1], share, color)
    return np.asarray(np.clip(pixels * kept + body, 0, 255), dtype=np.uint8)


@cache
def _obstruction(
    height: int, width: int, share: float, color: tuple[int, int, int]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    disc = np.zeros((height, width), dtype=np.float32)
    radius = round((share * width * height / np.pi) ** 0.5)
    cv2.circle(disc, (round(width * 0.42), round(height * 0.45)), radius, 1.0, -1)
    mask = np.asarray(cv2.GaussianBlur(disc, (0, 0), width * 0.02), dtype=np.float32)[..., None]
    shade = np.linspace(0.8, 1.2, width, dtype=np.float32)[None, :, None]
    return 1 - mask, np.array(color, dtype=np.float32) * shade * mask


def rainy(pixels: Pixels, rng: Generator) -> Pixels:
    """Let it rain: less contrast, and streaks in every frame."""
    height, width = pixels.shape[:2]
    streaks = np.zeros((height, width), dtype=np.uint8)
    for x, y in zip(rng.integers(0, width, 300), rng.integers(0, height, 300), strict=True):
        cv2.line(streaks, (int(x), int(y)), (int(x) + 3, int(y) + height // 18), 45, 1)
    veiled = gained(pixels, 0.8, 28)
    return np.asarray(cv2.add(veiled, cv2.merge([streaks] * 3)), dtype=np.uint8)


def foggy(pixels: Pixels, density: float) -> Pixels:
    """Let fog rise, thicker towards the top of the picture, which is farther away."""
    far = np.linspace(1.0, 0.3, pixels.shape[0], dtype=np.float32)[:, None, None]
    seen = np.exp(-density * far)
    return np.asarray(pixels * seen + 205 * (1 - seen), dtype=np.uint8)


def flashed(pixels: Pixels, look: int) -> Pixels:
    """Let headlights or lightning burn out every sixth look."""
    return gained(pixels, 4.0, 60) if look % 6 == 2 else pixels


def bus(pixels: Pixels, look: int) -> Pixels:
    """Let a bus stop before the camera for some looks, again and again."""
    return covered(pixels, 0.6, (180, 170, 160)) if look % 12 in (3, 4, 5, 6) else pixels


def dusk(pixels: Pixels, look: int, rng: Generator) -> Pixels:
    """Let night fall: a quarter of the light is left in the end, and the noise rises."""
    gone = min(look / 30, 1.0)
    return noisy(gained(pixels, 1 - 0.75 * gone), 2 + 4 * gone, rng)


def clocked(pixels: Pixels, look: int) -> Pixels:
    """Stamp a running clock on it."""
    stamped = pixels.copy()
    place = (12, 12 + pixels.shape[0] // 24)
    cv2.putText(stamped, f"12:00:{look:02}", place, cv2.FONT_HERSHEY_PLAIN, 1.2, (255, 255, 255), 1)
    return stamped


WEATHER: dict[str, Change] = {
    "as it is": lambda pixels, _look, _rng: pixels,
    "nightfall": dusk,
    "dark": lambda pixels, _look, rng: noisy(gained(pixels, 0.3), 5, rng),
    "bright": lambda pixels, _look, _rng: gained(pixels, 1.4, 10),
    "rain": lambda pixels, _look, rng: rainy(pixels, rng),
    "fog": lambda pixels, _look, _rng: foggy(pixels, 1.2),
    "flashes": lambda pixels, look, _rng: flashed(pixels, look),
    "bus stop": lambda pixels, look, _rng: bus(pixels, look),
    "wind": lambda pixels, look, _rng: shifted(pixels, 0.008 * (-1) ** look),
}
"""What is no fault."""

FAULTS = (
    Fault("gray", "flat", lambda pixels, _look, _rng: np.full_like(pixels, 128)),
    Fault("green", "flat", lambda p, _look, _rng: p * 0 + np.array([0, 135, 0], np.uint8)),
    Fault("no light", "black", lambda p, _look, rng: noisy(gained(p, 0.02), 3, rng)),
    Fault("gain", "overexposed", lambda pixels, _look, _rng: gained(pixels, 5, 140)),
    Fault("defocus", "blurred", lambda p, _look, rng: noisy(blurred(p, 1 / 160), 2, rng)),
    Fault("strong defocus", "blurred", lambda p, _look, rng: noisy(blurred(p, 1 / 60), 2, rng)),
    Fault("leaf, half", "covered", lambda p, _look, rng: noisy(covered(p, 0.55), 2, rng)),
    Fault("cloth, all", "covered", lambda p, _look, rng: noisy(covered(p, 4.0), 1, rng)),
    Fault("turned 4 %", "moved", lambda pixels, _look, _rng: shifted(pixels, 0.04, 0.01)),
    Fault("turned 20 %", "moved", lambda pixels, _look, _rng: shifted(pixels, -0.2, 0.05)),
)
"""Faults of single frames; freezing, another view and damaged streams need more than one frame."""


def damaged(pictures: Sequence[Pixels], seed: int, flips: int = 5) -> Iterator[Pixels]:
    """Encode pictures, flip bits in their slices, and yield what a decoder makes of it."""
    dice = random.Random(seed)
    decoder = av.CodecContext.create("h264", "r")
    decoder.thread_count = 1
    for data, is_key in _encoded(pictures):
        spoilt = bytearray(data)
        first = min(len(spoilt) - 1, 900 if is_key else 40)
        for _ in range(flips):
            spoilt[dice.randrange(first, len(spoilt))] ^= 1 << dice.randrange(8)
        with contextlib.suppress(av.FFmpegError):
            for frame in decoder.decode(av.Packet(bytes(spoilt))):
                yield np.asarray(frame.to_ndarray(format="bgr24"), dtype=np.uint8)


def _encoded(pictures: Sequence[Pixels]) -> Iterator[tuple[bytes, bool]]:
    height, width = (side // 2 * 2 for side in pictures[0].shape[:2])
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base = Fraction(1, 25)
    encoder.options = {"g": "12", "bf": "0", "preset": "veryfast", "crf": "25"}
    frames = []
    for number, pixels in enumerate(pictures):
        even = np.ascontiguousarray(pixels[:height, :width])
        frame = av.VideoFrame.from_ndarray(even, format="bgr24")
        frame.pts = number
        frames.append(frame)
    for each in [*frames, None]:
        yield from ((bytes(packet), packet.is_keyframe) for packet in encoder.encode(each))
