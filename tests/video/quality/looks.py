"""Lets an examiner look at pictures, so many seconds apart."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice

from algorithms.contract.values import Pixels
from video.quality import Examiner, Verdict

BEGAN = datetime(2026, 11, 26, 8, tzinfo=UTC)


class Watching:
    """One camera's examiner and its clock; the view is learned from the first twelve pictures."""

    def __init__(self, street: Sequence[Pixels], examiner: Examiner | None = None) -> None:
        self.examiner = examiner or Examiner()
        self.now = BEGAN
        self.street = cycle(street)
        if examiner is None:
            self.look(self.clean(12))

    def clean(self, looks: int) -> list[Pixels]:
        """Return the next pictures of the street."""
        return list(islice(self.street, looks))

    def look(self, pictures: Iterable[Pixels], every_s: float = 5) -> list[Verdict]:
        """Examine pictures, the first one an interval after the last look."""
        verdicts = []
        for pixels in pictures:
            self.now += timedelta(seconds=every_s)
            verdicts.append(self.examiner.examine(pixels, self.now))
        return verdicts

    def damaged(self, every_s: float = 5) -> Verdict:
        """Note a picture that the decoder made nothing of, an interval after the last look."""
        self.now += timedelta(seconds=every_s)
        return self.examiner.damaged(self.now)


def problems(verdicts: Iterable[Verdict]) -> set[str | None]:
    """Return every problem that was told, None for none."""
    return {verdict.problem for verdict in verdicts}
