"""One worker per destination: a thread that makes rounds to its receiver while something is due for it.

A receiver that does not answer thus holds up nobody but itself.
"""

import threading
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from cases.outbox.claim import due_sinks
from cases.outbox.service import Tools, deliver_to
from core.database.engine import transaction
from core.log import get_logger

_log = get_logger(__name__)
ROUNDS = 200
"""So many rounds a worker makes before it is asked again whether this process still delivers."""
STOP_PATIENCE_S = 5.0


class Workers:
    """The workers that run just now."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._running: dict[UUID, threading.Thread] = {}
        self._stop = threading.Event()

    def tick(self) -> None:
        """Start a worker for each receiver that something is due for and that has none."""
        with transaction(self._tools.sessions) as session:
            due = due_sinks(session, self._tools.clock.now())
        self._running = {
            sink_id: worker for sink_id, worker in self._running.items() if worker.is_alive()
        }
        for sink_id in due:
            if sink_id not in self._running:
                worker = threading.Thread(
                    target=self._work, args=(sink_id,), name=f"deliver-{sink_id}", daemon=True
                )
                self._running[sink_id] = worker
                worker.start()

    def stop(self) -> None:
        """End after the sending under way; what it does not note in time is sent again."""
        self._stop.set()
        for worker in self._running.values():
            worker.join(STOP_PATIENCE_S)

    def _work(self, sink_id: UUID) -> None:
        try:
            for _ in range(ROUNDS):
                if self._stop.is_set() or not deliver_to(self._tools, sink_id):
                    return
        except SQLAlchemyError as error:  # the leases run out, and the next worker goes on
            _log.warning("delivery interrupted", sink_id=str(sink_id), error=str(error))
