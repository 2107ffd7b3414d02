"""How often a camera sends a key frame, as measured: what it announces cannot be relied on."""

from collections import deque

KEPT = 4
ENOUGH = 2
"""The first pause may be short: cameras begin with what they have kept."""
UNSEEN_S = 12.0
"""A stream without any key frame for so long counts as having this gap at least (smart codecs)."""
FORGOTTEN_S = 600.0
"""What was measured so long ago is measured again: somebody may have set the camera differently."""


class KeyGap:
    """The longest of the last pauses between key frames; instants are monotonic seconds."""

    def __init__(self) -> None:
        self._pauses: deque[float] = deque(maxlen=KEPT)
        self._last_s: float | None = None
        """When the last key frame came, or the stream began; None while nothing is measured."""
        self._heard_s = 0.0
        """When anything came: a stream that is silent says nothing of its key frames."""
        self._seen = False
        self._known: tuple[float, float] | None = None
        """The gap of the stream before, and when that ended."""

    def start(self, now_s: float) -> None:
        """Note that a stream begins: the pause to its first key frame says little."""
        self._pauses.clear()
        self._last_s, self._heard_s, self._seen = now_s, now_s, False

    def heard(self, now_s: float) -> None:
        """Note that something came."""
        self._heard_s = now_s

    def key(self, now_s: float) -> None:
        """Note a key frame."""
        if self._seen and self._last_s is not None:
            self._pauses.append(now_s - self._last_s)
        self._last_s, self._heard_s, self._seen = now_s, now_s, True

    def stop(self, now_s: float) -> None:
        """Note that the stream ended; what was measured is remembered for a while."""
        gap_s = self.seconds(now_s)
        self._last_s = None
        if gap_s is not None:
            self._known = (gap_s, now_s)

    def seconds(self, now_s: float) -> float | None:
        """Return the gap, or None while too little was seen to tell."""
        remembered = None
        if self._known is not None and now_s - self._known[1] < FORGOTTEN_S:
            remembered = self._known[0]
        if self._last_s is None:
            return remembered
        measured = max(self._pauses) if len(self._pauses) >= ENOUGH else remembered
        waited_s = self._heard_s - self._last_s
        return waited_s if waited_s >= UNSEEN_S and waited_s > (measured or 0) else measured
