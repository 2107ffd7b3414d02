"""The judge: a pure function from what was remembered and what is seen now to what is decided.

It has no clock: time is the time of the look, so a replay decides what the live run decided.
A camera that is not looked at decides nothing: its incident stays open and says since when
nobody has seen it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from algorithms.contract.values import Detection
from cases.rules.rule import Rule

MISSES_TO_END = 2
"""Looks in a row without a hit that an end needs besides its seconds: one miss is no end."""


@dataclass(frozen=True, slots=True)
class Look:
    """One frame as the model saw it; `detections` are all it found, hits or not."""

    taken_at: datetime
    detections: tuple[Detection, ...] = ()


@dataclass(frozen=True, slots=True)
class Incident:
    """An open incident: when it opened, when it was last seen, in how many looks, how surely."""

    opened_at: datetime
    seen_at: datetime
    looks: int
    score: float
    misses: int = 0


class StoredIncident(Protocol):
    """The columns of an event row that the judge resumes from."""

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


@dataclass(frozen=True, slots=True)
class Memory:
    """What the judge remembers between looks: the last hits while closed, the incident while open."""

    recent: tuple[bool, ...] = ()
    incident: Incident | None = None
    ended_at: datetime | None = None
    looked_at: datetime | None = None

    @classmethod
    def resumed(cls, latest: StoredIncident | None) -> "Memory":
        """Return the memory a new worker starts with: from the latest event row of its incident key."""
        if latest is None:
            return cls()
        if latest.ended_at is not None:
            return cls(ended_at=latest.ended_at, looked_at=latest.ended_at)
        incident = Incident(latest.opened_at, latest.updated_at, latest.looks, latest.score)
        return cls(incident=incident, looked_at=latest.updated_at)


@dataclass(frozen=True, slots=True)
class Raise:
    """The incident is confirmed by this look."""

    incident: Incident
    hits: tuple[Detection, ...]


@dataclass(frozen=True, slots=True)
class Update:
    """The open incident was seen again."""

    incident: Incident
    hits: tuple[Detection, ...]


@dataclass(frozen=True, slots=True)
class End:
    """The open incident has not been seen for long enough."""

    incident: Incident
    ended_at: datetime


Decision = Raise | Update | End


def judge(rule: Rule, memory: Memory, look: Look) -> tuple[Memory, Decision | None]:
    """Return the memory after this look and what it decides; a look out of order changes nothing."""
    if memory.looked_at is not None and look.taken_at <= memory.looked_at:
        return memory, None
    hits = rule.hits(look.detections)
    memory = replace(memory, looked_at=look.taken_at)
    if memory.incident is None:
        return _while_closed(rule, memory, look.taken_at, hits)
    if hits:
        return _seen_again(memory, memory.incident, look.taken_at, hits)
    return _missed(rule, memory, memory.incident, look.taken_at)


def _while_closed(
    rule: Rule, memory: Memory, at: datetime, hits: tuple[Detection, ...]
) -> tuple[Memory, Decision | None]:
    recent = (*memory.recent, bool(hits))[-rule.n :]
    if not hits or sum(recent) < rule.k or _cooling(rule, memory, at):
        return replace(memory, recent=recent), None
    incident = Incident(opened_at=at, seen_at=at, looks=sum(recent), score=hits[0].score)
    return replace(memory, recent=(), incident=incident, ended_at=None), Raise(incident, hits)


def _cooling(rule: Rule, memory: Memory, at: datetime) -> bool:
    if memory.ended_at is None:
        return False
    return at < memory.ended_at + timedelta(seconds=rule.cooldown_s)


def _seen_again(
    memory: Memory, incident: Incident, at: datetime, hits: tuple[Detection, ...]
) -> tuple[Memory, Decision | None]:
    seen = replace(
        incident,
        seen_at=at,
        looks=incident.looks + 1,
        score=max(incident.score, hits[0].score),
        misses=0,
    )
    return replace(memory, incident=seen), Update(seen, hits)


def _missed(
    rule: Rule, memory: Memory, incident: Incident, at: datetime
) -> tuple[Memory, Decision | None]:
    missed = replace(incident, misses=incident.misses + 1)
    unseen_s = (at - incident.seen_at).total_seconds()
    if missed.misses < MISSES_TO_END or unseen_s < rule.end_after_s:
        return replace(memory, incident=missed), None
    ended = replace(memory, incident=None, ended_at=at, recent=())
    return ended, End(missed, at)
