"""Background work: a thread that repeats one function and survives whatever it raises."""

import threading
from collections.abc import Callable

from core.log import get_logger

_log = get_logger(__name__)
STOP_PATIENCE_S = 20
LONGEST_PAUSE_S = 10


class Job:
    """One function, repeated after a pause until stopped; after failures the pauses grow."""

    def __init__(
        self,
        name: str,
        every_s: float,
        work: Callable[[], object],
        last: Callable[[], object] | None = None,
    ) -> None:
        self.name = name
        self.failures = 0
        """Failures in a row."""
        self._every_s = every_s
        self._work = work
        self._last = last
        """What is done once more at the end."""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> "Job":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(STOP_PATIENCE_S)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._attempt(self._work)
            self._stop.wait(self._pause_s())
        if self._last is not None:
            self._attempt(self._last)

    def _pause_s(self) -> float:
        backed_off: float = self._every_s * 2**self.failures
        return max(self._every_s, min(backed_off, LONGEST_PAUSE_S))

    def _attempt(self, work: Callable[[], object]) -> None:
        try:
            work()
            self.failures = 0
        except Exception as error:  # noqa: BLE001 - a job outlives its failures
            self.failures += 1
            _log.warning(
                "background job failed", job=self.name, error=str(error), kind=type(error).__name__
            )
