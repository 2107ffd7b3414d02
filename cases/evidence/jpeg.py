"""Pictures from and to JPEG. What is written carries pixels only: no EXIF, no embedded thumbnail."""

import io

import cv2
import numpy as np
from PIL import Image

from algorithms.contract.values import Pixels
from cases.evidence.errors import PictureNotEncoded, PictureUnreadable

QUALITY = 90
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
MEDIA_TYPE = "image/jpeg"


def encode(pixels: Pixels, *, kind: str, quality: int = QUALITY) -> bytes:
    """Return a picture (BGR) as JPEG, or raise `PictureNotEncoded`."""
    try:
        done, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    except cv2.error as error:
        raise PictureNotEncoded(kind=kind) from error
    if not done:
        raise PictureNotEncoded(kind=kind)
    return encoded.tobytes()


def decode(data: bytes, *, quarter: bool = False, most_pixels: int | None = None) -> Pixels:
    """Return the pixels (BGR) of a picture, at a quarter of its width if wished.

    Raises `PictureUnreadable`, also for one that says of itself that it has more than `most_pixels`.
    """
    if most_pixels is not None and not 0 < _pixels(data) <= most_pixels:
        raise PictureUnreadable
    how = cv2.IMREAD_REDUCED_COLOR_4 if quarter else cv2.IMREAD_COLOR
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), how)
    except cv2.error as error:
        raise PictureUnreadable from error
    if pixels is None:
        raise PictureUnreadable
    return np.asarray(pixels, np.uint8)


def _pixels(data: bytes) -> int:
    """Return how many pixels a picture's heading announces; 0 where it is none. Nothing is decoded."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as heading:
            return heading.width * heading.height
    except (OSError, ValueError, SyntaxError, *_BOMBS):
        return 0
