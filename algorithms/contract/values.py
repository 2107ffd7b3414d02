"""The values every algorithm takes and gives, whoever made it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"
Box: TypeAlias = tuple[float, float, float, float]
Pixels: TypeAlias = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Detection:
    """One thing seen in one frame; box and polygon are fractions (0..1) of the whole frame."""

    label: str
    score: float
    box: Box | None = None
    """Left, top, right, bottom."""
    polygon: tuple[tuple[float, float], ...] | None = None
    attributes: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of one camera, height × width × 3, in OpenCV's order (BGR)."""

    camera_id: UUID
    sequence: int
    taken_at: datetime
    """When it was received, in UTC."""
    pixels: Pixels
    stream_s: float | None = None
    """Its presentation time in the stream, in seconds."""
    camera_at: datetime | None = None
    """What the camera's own clock said, where the camera tells."""
    received_s: float = 0.0
    """When it was received, on the monotonic clock."""


@dataclass(frozen=True, slots=True)
class Letterbox:
    """How a frame was fitted into a model's input without changing its proportions."""

    width: int
    height: int
    scale: float
    """Input pixels per frame pixel."""
    left: int
    top: int
    frame_width: int
    frame_height: int

    def to_frame(self, xyxy: NDArray[np.floating]) -> NDArray[np.float64]:
        """Turn boxes in input pixels (n × 4) into fractions of the frame, cut off at its edges."""
        offset = np.array([self.left, self.top, self.left, self.top], dtype=np.float64)
        size = np.array([self.frame_width, self.frame_height] * 2, dtype=np.float64)
        fractions: NDArray[np.float64] = (xyxy - offset) / self.scale / size
        return np.clip(fractions, 0.0, 1.0)
