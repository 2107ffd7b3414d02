"""The films of a simulator: each taken apart once, however many cameras play it."""

import asyncio
import tempfile
from pathlib import Path

from video.simulator.faults import Fault
from video.simulator.footage import Footage


class Library:
    """Opens films and makes the ones that faults ask for; they are kept in the cache folder."""

    def __init__(self, cache: Path | None = None) -> None:
        """Without a cache folder, what is made lasts as long as the library."""
        self._cache = cache
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._opened: dict[tuple[Path, frozenset[Fault]], Footage] = {}

    async def footage(self, file: Path, faults: frozenset[Fault] = frozenset()) -> Footage:
        """Return a film, or what these faults make of it; raises UnsuitableFootage."""
        key = (file, faults)
        if key not in self._opened:
            self._opened[key] = await asyncio.to_thread(self._open, *key)
        return self._opened[key]

    def close(self) -> None:
        """Remove what was made, unless a cache folder keeps it."""
        if self._temporary is not None:
            self._temporary.cleanup()

    def _open(self, file: Path, faults: frozenset[Fault]) -> Footage:
        return Footage.open(self._made(file, faults) if faults else file)

    def _made(self, file: Path, faults: frozenset[Fault]) -> Path:
        # Here, for it brings OpenCV and NumPy along, which most simulators never need.
        from video.simulator.looks import derived

        if self._cache is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="algomart-")
            self._cache = Path(self._temporary.name)
        return derived(file, faults, self._cache)
