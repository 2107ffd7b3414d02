"""The order that stands: what a worker was told to watch last, until it has taken it up."""

from collections.abc import Sequence
from threading import Lock

from serving.cluster.assignment import Assignment


class Standing:
    """Keeps the newest order until it is taken.

    Ray runs an actor's calls side by side, so that of two orders the older may arrive later: orders are
    numbered, and an older one is no order any more.
    """

    def __init__(self) -> None:
        self._number = 0
        self._waiting: Sequence[Assignment] | None = None
        self._lock = Lock()

    def give(self, number: int, assignments: Sequence[Assignment]) -> bool:
        """Put an order in the place of an older one; say whether it is the newest."""
        with self._lock:
            newest = number > self._number
            if newest:
                self._number, self._waiting = number, assignments
            return newest

    def take(self) -> Sequence[Assignment] | None:
        """Return the order that waits, once."""
        with self._lock:
            waiting, self._waiting = self._waiting, None
            return waiting

    def put_back(self, assignments: Sequence[Assignment]) -> None:
        """Have an order wait again that could not be taken up, unless a newer one does."""
        with self._lock:
            if self._waiting is None:
                self._waiting = assignments
