"""Whether a camera's key frames stand for themselves: each must decode to one whole picture alone.

Where some did on a connection, others that do not were damaged on their way: that is no reason to read
the camera in another way, which would hide the damage.
"""

import math

MISMATCHES_MAX = 3
AGAIN_S = 600.0
"""After so long a camera is believed again: its settings may have changed."""


class Trust:
    """Lost after some mismatches in a row without a whole picture before them, regained with time."""

    def __init__(self) -> None:
        self._mismatches = 0
        self._proven = False
        self._lost_at_s = -math.inf

    def connected(self) -> None:
        """Note a new connection: the camera may have been set up in another way meanwhile."""
        self._mismatches, self._proven = 0, False

    def holds(self, now_s: float) -> bool:
        """Say whether key frames may be relied on."""
        return now_s - self._lost_at_s > AGAIN_S

    def note(self, *, whole: bool, now_s: float) -> None:
        """Note whether a key frame came out whole."""
        self._mismatches = 0 if whole else self._mismatches + 1
        self._proven = self._proven or whole
        if self._mismatches >= MISMATCHES_MAX and not self._proven:
            self._mismatches, self._lost_at_s = 0, now_s
