"""What is recorded of each look, so that a replay knows all that the judge knew.

A look is recorded once per subscription. Before it goes what the judge knew, where that does not follow
from the records before: at the beginning of an hour, under another rule, after a restart, when a
decision could not be stored and was taken back, when a record was lost.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

from cases.calendar.calendar import Calendar
from cases.detections.record import Looked, Record, Stated
from cases.rules import Memory, Rule

Key = tuple[UUID, str]
"""A subscription and the incident key of one of its rules."""


class Sink(Protocol):
    """Where records go; it never waits and never raises."""

    @property
    def lost(self) -> int: ...

    def record(self, camera_id: UUID, record: Record) -> None: ...


@dataclass(frozen=True, slots=True)
class Known:
    """What one rule of a subscription is judged with."""

    rule: Rule
    calendar: Calendar
    memory: Memory


@dataclass(eq=False)
class Ledger:
    """The bookkeeping of one line; without a sink nothing is kept."""

    sink: Sink | None = None
    _said: dict[Key, tuple[datetime, Rule, Calendar, int]] = field(default_factory=dict)
    _after: dict[Key, Memory] = field(default_factory=dict)

    def note(self, camera_id: UUID, looked: Looked, known: Iterable[Known] = ()) -> None:
        """Record a look that is about to be judged by these rules of its subscription."""
        if self.sink is None:
            return
        for one in known:
            assert looked.subscription_id is not None
            self._state(camera_id, looked.subscription_id, looked.taken_at, one)
        self.sink.record(camera_id, looked)

    def judged(self, subscription_id: UUID, rule: Rule, memory: Memory) -> None:
        """Note what the judge returned; the memory it is called with next may be another one."""
        if self.sink is not None:
            self._after[subscription_id, rule.incident_key] = memory

    def _state(self, camera_id: UUID, subscription_id: UUID, at: datetime, one: Known) -> None:
        assert self.sink is not None
        key = (subscription_id, one.rule.incident_key)
        hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        saying = (hour, one.rule, one.calendar, self.sink.lost)
        if self._said.get(key) == saying and self._after.get(key) is one.memory:
            return
        self._said[key] = saying
        stated = Stated(at, subscription_id, one.rule, one.calendar, one.memory)
        self.sink.record(camera_id, stated)
