"""Imports of cameras, carried out in a process of their own: they must not slow the API's threads down."""

import multiprocessing
from multiprocessing.process import BaseProcess

from core import log
from core.http.services import Services
from core.settings import Settings
from serving import opening
from video.imports import job

_log = log.get_logger(__name__)
STOP_S = 5.0


class Importer:
    """Starts a process whenever an import is due, and another one where it died before it was done."""

    def __init__(self, services: Services) -> None:
        self._services = services
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
        if job.is_due(self._services.sessions):
            spawn = multiprocessing.get_context("spawn")
            self._process = spawn.Process(
                target=work, args=(self._services.settings,), name="imports", daemon=True
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
            _log.warning("the import process died", status=process.exitcode)
        return True


def work(settings: Settings) -> None:
    """Carry out what is due, then end."""
    log.configure(settings.log_level, settings.log_format)
    job.run_due(opening.services(settings, pool_size=2))
