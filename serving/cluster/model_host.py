"""The model host: a Ray Serve deployment that keeps one sandboxed child per model version in use."""

import asyncio
from collections.abc import Sequence

from core import log
from core.settings import Settings
from serving.cluster.batch import Batch, Found
from serving.cluster.resident import Residents


class ModelHost:
    """Runs batches in the children; a child that fails costs its own frames and nothing else."""

    def __init__(self) -> None:
        settings = Settings()
        log.configure(settings.log_level, settings.log_format)
        self._residents = Residents.open(settings)

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
