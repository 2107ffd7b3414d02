"""A street of noise with letters in it, for tests that must not be able to read them."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from algorithms.contract.values import Detection, Pixels
from cases.evidence.lettering import face

FIRE = Detection("fire", 0.9, (0.25, 0.25, 0.5, 0.5))


def street(width: int = 1920, height: int = 1080) -> Pixels:
    """Return a picture (BGR) with as much detail as JPEG ever keeps."""
    rng = np.random.default_rng(7)
    coarse = rng.integers(40, 215, (height // 12, width // 12, 3), np.uint8)
    picture = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(picture, np.uint8)


def plate(words: str, width_px: int) -> Pixels:
    """Return a number plate of so many pixels' width: dark letters on a light ground."""
    large = Image.new("L", (440, 140), 235)
    ImageDraw.Draw(large).text((220, 70), words, fill=20, font=face(92), anchor="mm")
    small = large.resize((width_px, round(width_px * 140 / 440)), Image.Resampling.LANCZOS)
    return np.repeat(np.asarray(small, np.uint8)[:, :, None], 3, axis=2)


def with_plate(scene: Pixels, words: str, width_px: int, at: tuple[int, int]) -> Pixels:
    """Return a copy of the scene with a plate at left and top."""
    copy, one = scene.copy(), plate(words, width_px)
    copy[at[1] : at[1] + one.shape[0], at[0] : at[0] + one.shape[1]] = one
    return copy


def likeness(one: Pixels, other: Pixels) -> float:
    """Return the correlation of two pictures' grey values; 0 where one of them is flat."""
    left, right = (_centred(each) for each in (one, other))
    size = float(np.linalg.norm(left) * np.linalg.norm(right))
    return float((left * right).sum() / size) if size > 1e-9 else 0.0


def _centred(picture: Pixels) -> NDArray[np.float64]:
    grey = picture.astype(np.float64).mean(axis=2)
    return np.asarray(grey - grey.mean(), np.float64)
