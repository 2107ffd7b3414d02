"""The model host: a Ray Serve deployment that keeps one sandboxed child per model version in use."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from algorithms.contract.values import Detection, Letterbox
from core.log import get_logger
from core.settings import Settings
from serving.cluster.resident import Residents

_log = get_logger(__name__)


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


Found = list[Detection] | None
"""What a model saw in one frame; None when the frame was lost with the model."""


class ModelHost:
    """Runs batches in the children; a child that fails costs its own frames and nothing else."""

    def __init__(self) -> None:
        self._residents = Residents.open(Settings())

    async def infer(self, batch: Batch) -> list[Found]:
        """Return what was found in each frame of the batch, in its order."""
        return await asyncio.to_thread(self._residents.infer, batch)

    async def resident(self) -> Sequence[dict[str, object]]:
        """Return the versions that have a child now."""
        return await asyncio.to_thread(self._residents.status)

    def check_health(self) -> None:
        """Serve asks now and then; children are judged by their own answers, not here."""

    def __del__(self) -> None:
        self._residents.close()
