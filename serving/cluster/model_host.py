"""The model host: a Ray Serve deployment that keeps one sandboxed child per model version in use."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from uuid import UUID

from numpy.typing import NDArray

from core import log
from core.settings import Settings
from registry.sandbox import ChildFailed
from registry.sandbox.signature import Signature
from serving.cluster.batch import Batch, Found
from serving.cluster.remotes import Remotes
from serving.cluster.resident import CALLERS, Fed, Residents

T = TypeVar("T")
BATCHES_AT_ONCE = 64
"""Batches under way: a model that hangs keeps one of these places until it is ended."""
CALLS_AT_ONCE = 16
"""Calls from outside under way; others wait for their turn, and the cameras' batches never for them."""
ASKED_AT_ONCE = 32
"""Batches at vendors' endpoints: one that is slow keeps no place from the models that run here."""


class ModelHost:
    """Runs batches in the children; a child that fails costs its own frames and nothing else.

    Models that stay with their vendors are asked there, in threads of their own.

    What callers send runs in children of their own. Their failures are returned, not raised: an exception
    comes out of Ray as another one.
    """

    def __init__(self) -> None:
        settings = Settings()
        log.configure(settings.log_level, settings.log_format)
        self._residents = Residents.open(settings)
        self._threads = ThreadPoolExecutor(BATCHES_AT_ONCE, "batch")
        self._callers = Residents.open(settings, CALLERS)
        self._callers_threads = ThreadPoolExecutor(CALLS_AT_ONCE, "call")
        self._remotes = Remotes.open(settings)
        self._remotes_threads = ThreadPoolExecutor(ASKED_AT_ONCE, "remote")

    async def infer(self, batches: Sequence[Batch]) -> AsyncIterator[tuple[int, list[Found]]]:
        """Yield what was found in the frames of each batch, with its place, as soon as it is known."""
        running = [asyncio.create_task(self._one(*each)) for each in enumerate(batches)]
        for done in asyncio.as_completed(running):
            yield await done

    async def _one(self, place: int, batch: Batch) -> tuple[int, list[Found]]:
        loop = asyncio.get_running_loop()
        if await self._is_remote(batch.version_id):
            found = loop.run_in_executor(self._remotes_threads, self._remotes.infer, batch)
        else:
            found = loop.run_in_executor(self._threads, self._residents.infer, batch)
        return place, await found

    async def _is_remote(self, version_id: UUID) -> bool:
        known = self._remotes.knows(version_id)
        return await asyncio.to_thread(self._remotes.has, version_id) if known is None else known

    async def prepare(self, version_id: UUID) -> None:
        """Return once a version answers at once, or could not be loaded."""
        loop = asyncio.get_running_loop()
        if await self._is_remote(version_id):
            return
        await loop.run_in_executor(self._threads, self._residents.prepare, version_id)

    async def feed(self, version_id: UUID, tensor: NDArray[Any]) -> Fed | ChildFailed:
        """Run a caller's own tensor."""
        return await self._call(lambda: self._callers.feed(version_id, tensor))

    async def look(self, batch: Batch) -> list[Found]:
        """Return what is found in a caller's pictures."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._callers_threads, self._callers.infer, batch)

    async def signature(self, version_id: UUID) -> Signature | ChildFailed | None:
        """Return what a model takes and gives."""
        return await self._call(lambda: self._callers.signature(version_id))

    async def _call(self, work: Callable[[], T]) -> T | ChildFailed:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._callers_threads, work)
        except ChildFailed as failure:
            return failure

    async def resident(self) -> Sequence[dict[str, object]]:
        """Return the versions that have a child now, for cameras or for callers."""
        both = (self._residents, self._callers)
        return [told for each in both for told in await asyncio.to_thread(each.status)]

    def check_health(self) -> None:
        """Serve asks now and then; children are judged by their own answers, not here."""

    def close(self) -> None:
        """End every child."""
        self._residents.close()
        self._callers.close()
        self._remotes.close()

    def __del__(self) -> None:
        self.close()
