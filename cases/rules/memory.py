"""What the judge remembers between looks: plain values, which can be written down and read again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from pydantic import TypeAdapter

from algorithms.contract.values import Box

SHARES_KEPT = 60
"""Of a coverage's growth, so many values are remembered over its time."""


@dataclass(frozen=True, slots=True)
class Incident:
    """An open incident: when it opened, when it was last seen, in how many looks, how surely."""

    opened_at: datetime
    seen_at: datetime
    looks: int
    score: float
    key: str = ""
    """Which of its watcher's incidents it is; empty: the rule's only one."""
    box: Box | None = None
    """Where the thing was last seen, if it is followed."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What may become an incident, is one, or was: all a rule sees, or one thing that is followed."""

    key: str
    recent: tuple[bool, ...] = ()
    """The last looks while closed: a hit or none."""
    misses: int = 0
    """Looks in a row without a hit."""
    since: datetime | None = None
    """When it came, for how long it has stayed."""
    hit_at: datetime | None = None
    crossed: bool = False
    """Whether it crossed a wire."""
    incident: Incident | None = None
    ended_at: datetime | None = None
    """When its last incident ended."""
    box: Box | None = None
    seen_at: datetime | None = None
    velocity: tuple[float, float] = (0.0, 0.0)
    """Of its centre, in shares of the picture's sides a second."""
    lost: int = 0
    """Looks in a row in which it was not found."""


class StoredIncident(Protocol):
    """The columns of an event row that the judge resumes from."""

    @property
    def incident_key(self) -> str: ...
    @property
    def opened_at(self) -> datetime: ...
    @property
    def updated_at(self) -> datetime: ...
    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def looks(self) -> int: ...
    @property
    def score(self) -> float: ...
    @property
    def last_box(self) -> list[Any] | None: ...


@dataclass(frozen=True, slots=True)
class Memory:
    """All the judge remembers of one rule."""

    subjects: tuple[Subject, ...] = ()
    looked_at: datetime | None = None
    shares: tuple[tuple[int, float], ...] = ()
    """The least share covered in each slice of the time in which it may grow, by the slice's number."""

    @classmethod
    def resumed(cls, rows: Iterable[StoredIncident]) -> "Memory":
        """Return the memory a new worker starts with, from a rule's event rows, the newest first.

        What was not yet an incident is not in them: dwelling and growing begin anew.
        """
        subjects: dict[str, Subject] = {}
        for row in rows:
            subjects.setdefault(row.incident_key, _stored(row))
        known = [one.ended_at or one.seen_at for one in subjects.values()]
        return cls(tuple(subjects.values()), max((at for at in known if at), default=None))

    def subject(self, key: str) -> Subject | None:
        """Return what is remembered under a key."""
        return next((one for one in self.subjects if one.key == key), None)

    def undecided(self, key: str, before: "Memory") -> "Memory":
        """Return the memory with one subject as it was before: what was decided about it was not stored."""
        known = before.subject(key)
        kept = tuple(known if one.key == key else one for one in self.subjects)
        return replace(self, subjects=tuple(one for one in kept if one is not None))

    def set_back(self, at: datetime) -> "Memory":
        """Return the memory after the clock was set back to an instant: nothing was seen later than that."""
        return replace(
            self,
            subjects=tuple(_set_back(one, at) for one in self.subjects),
            shares=(),
            looked_at=None,
        )

    def as_json(self) -> dict[str, Any]:
        """Return the memory as plain JSON."""
        plain: dict[str, Any] = _ADAPTER.dump_python(self, mode="json")
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Memory":
        """Return the memory of its plain form; raises `ValueError` for a form that is not ours."""
        return _ADAPTER.validate_python(plain)


_ADAPTER = TypeAdapter(Memory)


def _stored(row: StoredIncident) -> Subject:
    box = None if row.last_box is None else (*map(float, row.last_box),)
    assert box is None or len(box) == 4
    if row.ended_at is not None:
        return Subject(row.incident_key, ended_at=row.ended_at, box=box, seen_at=row.ended_at)
    incident = Incident(row.opened_at, row.updated_at, row.looks, row.score, row.incident_key, box)
    return Subject(row.incident_key, incident=incident, box=box, seen_at=row.updated_at)


def _set_back(one: Subject, at: datetime) -> Subject:
    def earlier(known: datetime | None) -> datetime | None:
        return None if known is None else min(known, at)

    incident = one.incident and replace(one.incident, seen_at=min(one.incident.seen_at, at))
    return replace(
        one,
        incident=incident,
        since=earlier(one.since),
        hit_at=earlier(one.hit_at),
        ended_at=earlier(one.ended_at),
        seen_at=earlier(one.seen_at),
        velocity=(0.0, 0.0),
    )
