"""Work that is carried out in a process of its own: it must not slow the API's threads down."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.process import BaseProcess

from core import log
from core.http.services import Services
from core.settings import Settings
from serving import opening

_log = log.get_logger(__name__)
STOP_S = 5.0


class Apart:
    """Starts a process whenever there is something to do, and another where it died before it was done."""

    def __init__(
        self,
        services: Services,
        name: str,
        is_due: Callable[[Services], bool],
        work: Callable[[Services], object],
    ) -> None:
        self._services, self._name = services, name
        self._is_due, self._work = is_due, work
        self._process: BaseProcess | None = None

    @property
    def pid(self) -> int | None:
        """Process id of the one at work."""
        return self._process.pid if self._process else None

    def tick(self) -> None:
        """Look whether there is something to do."""
        if self._process is not None and not self._ended(self._process):
            return
        self._process = None
        if self._is_due(self._services):
            spawn = multiprocessing.get_context("spawn")
            arguments = (self._services.settings, self._work)
            self._process = spawn.Process(
                target=_carry_out, args=arguments, name=self._name, daemon=True
            )
            self._process.start()

    def stop(self) -> None:
        """End the process; what it has not committed is done again at the next start."""
        if self._process is not None:
            self._process.terminate()
            self._process.join(STOP_S)
            self._process.kill()
            self._process.join()

    def _ended(self, process: BaseProcess) -> bool:
        if process.is_alive():
            return False
        if process.exitcode:
            _log.warning("a process apart died", work=self._name, status=process.exitcode)
        return True


def _carry_out(settings: Settings, work: Callable[[Services], object]) -> None:
    log.configure(settings.log_level, settings.log_format)
    work(opening.services(settings, pool_size=2))
