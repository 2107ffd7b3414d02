"""Replay: the very same judge over what was recorded, under its own rules or under others."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from cases.calendar.calendar import Calendar
from cases.detections.ledger import Key
from cases.detections.record import Looked, Record, Stated
from cases.rules import Decision, End, Memory, Rule, judge
from cases.rules.sight import sight

MARKS_MAX = 2000
"""More looks than this are put together, as many as it takes."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """An incident of a replay; without an end it was open when the records ended."""

    key: str
    opened_at: datetime
    seen_at: datetime
    ended_at: datetime | None
    looks: int
    score: float


@dataclass(frozen=True, slots=True)
class Mark:
    """One look, or some that follow each other, as the rule saw them."""

    at: datetime
    """Of the first."""
    looks: int
    hits: int
    """Looks that counted towards an incident."""
    on: bool
    """Whether the rule's hours had come in any of them."""
    score: float | None
    """Of the surest detection that concerns the rule, wherever it was."""
    share: float | None
    """The largest share covered, where the rule asks for that."""
    problem: str | None
    """What was wrong with most pictures that had something wrong."""


@dataclass(eq=False)
class Run:
    """One rule on its way through the records."""

    rule: Rule
    calendar: Calendar
    memory: Memory = field(default_factory=Memory)
    incidents: dict[tuple[str, datetime], Replayed] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)

    def state(self, stated: Stated) -> None:
        """Go on from what the judge knew; what is not open in it was never stored, or was ended elsewhere."""
        self.rule, self.calendar, self.memory = stated.rule, stated.calendar, stated.memory
        ended = {at: one for at, one in self.incidents.items() if one.ended_at is not None}
        self.incidents = ended
        for one in stated.memory.subjects:
            if one.incident is not None:
                incident = one.incident
                self._keep(
                    one.key, incident.opened_at, incident.seen_at, incident.looks, incident.score
                )

    def take(self, looked: Looked) -> tuple[Decision, ...]:
        """Judge one look; return what is decided. A picture nobody could look at is marked only."""
        self.marks.append(_mark(self.rule, self.calendar, looked))
        if looked.subscription_id is None:
            return ()
        self.memory, decisions = judge(self.rule, self.memory, looked.look, self.calendar)
        for one in decisions:
            seen, ended_at = one.incident, one.ended_at if isinstance(one, End) else None
            self._keep(seen.key, seen.opened_at, seen.seen_at, seen.looks, seen.score, ended_at)
        return decisions

    def since(self, at: datetime) -> "Run":
        """Return what the run has to tell from an instant on."""
        incidents = {
            key: one
            for key, one in self.incidents.items()
            if one.ended_at is None or one.ended_at >= at
        }
        marks = [one for one in self.marks if one.at >= at]
        return replace(self, incidents=incidents, marks=marks)

    def together(self, most: int = MARKS_MAX) -> list[Mark]:
        """Return the marks, so many at the most: neighbours are put together."""
        each = -(-len(self.marks) // most) or 1
        starts = range(0, len(self.marks), each)
        return [_joined(self.marks[start : start + each]) for start in starts]

    def _keep(
        self,
        key: str,
        opened_at: datetime,
        seen_at: datetime,
        looks: int,
        score: float,
        ended_at: datetime | None = None,
    ) -> None:
        told = Replayed(key, opened_at, seen_at, ended_at, looks, score)
        self.incidents[key, opened_at] = told


def replay(rules: Sequence[Rule], looks: Iterable[Looked], calendar: Calendar) -> list[Run]:
    """Judge the looks of one subscription by rules of its own choice, from nothing remembered."""
    runs = [Run(rule, calendar) for rule in rules]
    for looked in looks:
        for run in runs:
            run.take(looked)
    return runs


def relive(records: Iterable[Record]) -> dict[Key, Run]:
    """Judge as it was judged: under the rules and with the memory that were recorded."""
    runs: dict[Key, Run] = {}
    for record in records:
        if isinstance(record, Stated):
            key = (record.subscription_id, record.rule.incident_key)
            runs.setdefault(key, Run(record.rule, record.calendar)).state(record)
        else:
            for run in _of(runs, record):
                run.take(record)
    return runs


def _of(runs: dict[Key, Run], looked: Looked) -> Iterator[Run]:
    return (run for key, run in runs.items() if looked.subscription_id in (key[0], None))


def _mark(rule: Rule, calendar: Calendar, looked: Looked) -> Mark:
    seen = sight(rule, looked.look, calendar)
    score = max((one.score for one in seen.things), default=None)
    hits = int(bool(seen.strong))
    return Mark(looked.taken_at, 1, hits, seen.on, score, seen.share, looked.problem)


def _joined(marks: Sequence[Mark]) -> Mark:
    if len(marks) == 1:
        return marks[0]
    problems = Counter(one.problem for one in marks if one.problem is not None)
    return Mark(
        marks[0].at,
        len(marks),
        sum(one.hits for one in marks),
        any(one.on for one in marks),
        max((one.score for one in marks if one.score is not None), default=None),
        max((one.share for one in marks if one.share is not None), default=None),
        problems.most_common(1)[0][0] if problems else None,
    )
