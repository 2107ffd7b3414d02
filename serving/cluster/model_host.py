"""The model host: a Ray Serve deployment that keeps one sandboxed child per model version in use."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from core import log
from core.settings import Settings
from serving.cluster.batch import Batch, Found
from serving.cluster.resident import Residents

BATCHES_AT_ONCE = 64
"""Batches under way: a model that hangs keeps one of these places until it is ended."""


class ModelHost:
    """Runs batches in the children; a child that fails costs its own frames and nothing else."""

    def __init__(self) -> None:
        settings = Settings()
        log.configure(settings.log_level, settings.log_format)
        self._residents = Residents.open(settings)
        self._threads = ThreadPoolExecutor(BATCHES_AT_ONCE, "batch")

    async def infer(self, batches: Sequence[Batch]) -> AsyncIterator[tuple[int, list[Found]]]:
        """Yield what was found in the frames of each batch, with its place, as soon as it is known."""
        running = [asyncio.create_task(self._one(*each)) for each in enumerate(batches)]
        for done in asyncio.as_completed(running):
            yield await done

    async def _one(self, place: int, batch: Batch) -> tuple[int, list[Found]]:
        loop = asyncio.get_running_loop()
        return place, await loop.run_in_executor(self._threads, self._residents.infer, batch)

    async def prepare(self, version_id: UUID) -> None:
        """Return once a version answers at once, or could not be loaded."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._threads, self._residents.prepare, version_id)

    async def resident(self) -> Sequence[dict[str, object]]:
        """Return the versions that have a child now."""
        return await asyncio.to_thread(self._residents.status)

    def check_health(self) -> None:
        """Serve asks now and then; children are judged by their own answers, not here."""

    def __del__(self) -> None:
        self._residents.close()
