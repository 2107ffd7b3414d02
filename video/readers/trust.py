"""Whether a camera's key frames stand for themselves: each must decode to one whole picture alone."""

import math

MISMATCHES_MAX = 3
AGAIN_S = 600.0
"""After so long a camera is believed again: its settings may have changed."""


class Trust:
    """Lost after some mismatches in a row, regained with time."""

    def __init__(self) -> None:
        self._mismatches = 0
        self._lost_at_s = -math.inf

    def holds(self, now_s: float) -> bool:
        """Say whether key frames may be relied on."""
        return now_s - self._lost_at_s > AGAIN_S

    def note(self, *, whole: bool, now_s: float) -> None:
        """Note whether a picture came out whole."""
        self._mismatches = 0 if whole else self._mismatches + 1
        if self._mismatches >= MISMATCHES_MAX:
            self._mismatches, self._lost_at_s = 0, now_s
