"""A model host over a shelf of its own, called as a camera worker calls it."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from uuid import UUID

import cv2
import numpy as np
import psutil

from algorithms.contract import manifest as contract
from algorithms.ops import letterbox
from benchmarks import goods
from benchmarks.errors import AnswerMissing
from benchmarks.served import empty
from core.ids import uuid7
from registry.sandbox import probe
from serving.cluster.batch import Batch
from serving.cluster.model_host import ModelHost


@dataclass(frozen=True, slots=True)
class Hosted:
    """The host, and the versions on its shelf."""

    host: ModelHost
    versions: Sequence[UUID]
    frame: Batch
    """One frame, of no version yet."""

    @classmethod
    @contextmanager
    def over(cls, folders: Sequence[Path]) -> Iterator[Self]:
        """Put packages of one algorithm on the shelf of a new home, and end its host with the block.

        The host is the one that Ray Serve starts, here in this process: it is told nothing but where home is.
        """
        with empty("am-host-", database_url=None, blobs_url=None) as (services, _):
            versions = goods.shelve(services, folders)
            for name in [name for name in os.environ if name.startswith("ALGOMART_")]:
                del os.environ[name]
            os.environ |= {
                "ALGOMART_HOME": str(services.settings.home),
                "ALGOMART_LOG_LEVEL": "WARNING",
            }
            hosted = cls(ModelHost(), versions, _frame(folders[0]))
            try:
                yield hosted
            finally:
                hosted.host.close()

    async def ask(self, versions: Sequence[UUID], frames: int) -> list[float]:
        """Send a batch of so many frames to each version, all in one call; return the seconds to each answer.

        Raises `AnswerMissing` where a frame was lost.
        """
        batches = [self._batch(version, frames) for version in versions]
        began, took = time.perf_counter(), []
        async for place, found in self.host.infer(batches):
            took.append(time.perf_counter() - began)
            if any(one is None for one in found):
                raise AnswerMissing(version=versions[place])
        return took

    async def children(self) -> dict[UUID, list[int]]:
        """Return the process ids of the children of each resident version."""
        told = await self.host.resident()
        return {UUID(str(one["version_id"])): list(one["pids"]) for one in told}  # type: ignore[call-overload]

    def _batch(self, version: UUID, frames: int) -> Batch:
        return Batch(
            version,
            tuple(uuid7() for _ in range(frames)),
            np.repeat(self.frame.pixels, frames, axis=0),
            self.frame.letterboxes * frames,
        )


def pss_mb(pid: int) -> float:
    """Return what a process holds, pages shared with others by its part: MB of 2²⁰ bytes.

    Raises `psutil.AccessDenied` where only root may know.
    """
    return float(psutil.Process(pid).memory_full_info().pss) / 2**20


def confined() -> bool:
    """Return whether this machine confines models as vendors' are: only then the figures are about them."""
    return probe().sufficient


def _frame(package: Path) -> Batch:
    described = contract.load(package)
    wanted = described.model_stages[0].input
    picture = np.asarray(cv2.imread(str(package / described.samples[0].picture)), np.uint8)
    pixels, fitted = letterbox(picture, wanted.width, wanted.height, fill=wanted.fill)
    return Batch(uuid7(), (), np.stack([pixels]), (fitted,))
