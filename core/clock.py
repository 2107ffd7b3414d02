"""Time as a dependency: production code asks a `Clock`, tests move one by hand."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the present instant."""

    def now(self) -> datetime:
        """Return the present instant, in UTC with its offset."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class ManualClock:
    """A clock that stands still until it is moved: for tests and replays."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 22, 0, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        """Move the clock forward by so many seconds."""
        self.at += timedelta(seconds=seconds)
