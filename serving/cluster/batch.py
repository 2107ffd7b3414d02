"""What travels from a worker to the model host, and what comes back."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from algorithms.contract.values import Detection, Letterbox


@dataclass(frozen=True, slots=True)
class Batch:
    """Frames of several cameras for one model version, letterboxed to its input: N × H × W × 3 BGR."""

    version_id: UUID
    camera_ids: tuple[UUID, ...]
    pixels: NDArray[np.uint8]
    letterboxes: tuple[Letterbox, ...]

    def part(self, chosen: slice) -> "Batch":
        """Return some of its frames."""
        return Batch(
            self.version_id,
            self.camera_ids[chosen],
            self.pixels[chosen],
            self.letterboxes[chosen],
        )

    def parts(self, most: int) -> "Iterator[Batch]":
        """Yield it in pieces of so many frames at the most."""
        for start in range(0, len(self.camera_ids), most):
            yield self.part(slice(start, start + most))


Found = list[Detection] | None
"""What a model saw in one frame; None when the frame was lost with the model."""
