"""OpenCV's reader, made to time out, to keep quiet and to use one thread."""

import os
from dataclasses import dataclass
from functools import cache
from typing import TypeGuard

import cv2
import numpy as np

from algorithms.contract.values import Pixels
from video.readers.shot import LARGEST_SIDE

_OPTIONS = {
    # Without the second, FFmpeg watches 20 frames to guess a rate we do not need.
    "OPENCV_FFMPEG_CAPTURE_OPTIONS": "rtsp_transport;tcp|fpsprobesize;0",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OPENCV_LOG_LEVEL": "SILENT",
}


@cache
def configure() -> None:
    """Tell FFmpeg inside OpenCV, once for this whole process: TCP only, and no URL in any log.

    OpenCV takes these from the environment alone. Call it before the first thread reads.
    """
    for name, value in _OPTIONS.items():
        os.putenv(name, value)
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


@dataclass(frozen=True, slots=True)
class Capture:
    """One open stream."""

    video: cv2.VideoCapture

    @classmethod
    def open(cls, url: str, open_timeout_s: float, read_timeout_s: float) -> "Capture | None":
        """Open a stream, or return None."""
        options = {
            cv2.CAP_PROP_OPEN_TIMEOUT_MSEC: round(open_timeout_s * 1000),
            cv2.CAP_PROP_READ_TIMEOUT_MSEC: round(read_timeout_s * 1000),
            cv2.CAP_PROP_N_THREADS: 1,
        }
        flat = [value for option in options.items() for value in option]
        video = cv2.VideoCapture(url, cv2.CAP_FFMPEG, flat)
        return cls(video) if video.isOpened() else None

    @property
    def frame_s(self) -> float:
        """Time from one frame to the next as the stream announces it, within reason."""
        rate = self.video.get(cv2.CAP_PROP_FPS)
        return 1 / rate if 1 <= rate <= 120 else 0.04

    def grab(self) -> bool:
        """Wait for the next frame and decode it, without the costly copy; False when none came."""
        return bool(self.video.grab())

    def retrieve(self) -> Pixels | None:
        """Return the frame last grabbed as BGR, or None when it is no picture."""
        got, pixels = self.video.retrieve()
        return pixels if got and _is_picture(pixels) else None

    def close(self) -> None:
        """Let go of the connection."""
        self.video.release()


def _is_picture(pixels: object) -> TypeGuard[Pixels]:
    return (
        isinstance(pixels, np.ndarray)
        and pixels.dtype == np.uint8
        and pixels.ndim == 3
        and pixels.shape[2] == 3
        and 0 < max(pixels.shape) <= LARGEST_SIDE
    )
