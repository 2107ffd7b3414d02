"""The judge: a pure function from what was remembered and what is seen now to what is decided.

It has no clock: time is the time of the look, so a replay decides what the live run decided.
A camera that is not looked at decides nothing: its incident stays open and says since when
nobody has seen it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from algorithms.contract.values import Detection
from cases.calendar.calendar import USUAL, Calendar
from cases.rules.memory import SHARES_KEPT, Incident, Memory, Subject
from cases.rules.rule import Rule
from cases.rules.sight import Look, Sight, sight
from cases.rules.tracks import follow, is_forgotten

MISSES_TO_END = 2
"""Looks in a row without a hit that an end needs besides its seconds: one miss is no end."""
SET_BACK_S = 60.0
"""A look that is older than the last one by more is no late frame: the clock was set back."""


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


@dataclass(frozen=True, slots=True)
class _Seen:
    """One subject in one look: what raises it, what keeps it."""

    subject: Subject
    strong: tuple[Detection, ...] = ()
    kept: tuple[Detection, ...] = ()


def judge(
    rule: Rule, memory: Memory, look: Look, calendar: Calendar = USUAL
) -> tuple[Memory, tuple[Decision, ...]]:
    """Return the memory after this look and what it decides; a look out of order changes nothing."""
    at = look.taken_at
    if memory.looked_at is not None and at <= memory.looked_at:
        if memory.looked_at - at <= timedelta(seconds=SET_BACK_S):
            return memory, ()
        memory = memory.set_back(at)
    seen = sight(rule, look, calendar)
    grown, shares = _grown(rule, memory, seen, at)
    judged = [_judged(rule, one, at, grown=grown) for one in _subjects(rule, memory, seen, at)]
    subjects = tuple(one for one, _ in judged if not _is_over(rule, one, at))
    decisions = tuple(decision for _, decision in judged if decision is not None)
    return Memory(subjects, at, shares), decisions


def _subjects(rule: Rule, memory: Memory, seen: Sight, at: datetime) -> Iterator[_Seen]:
    """Yield each subject with its hits; those of another rule, or of another way, see nothing more."""
    if rule.tracking is not None:
        strong, kept = {*map(id, seen.strong)}, {*map(id, seen.kept)}
        for followed in follow(rule, memory.subjects, seen.things, at):
            thing = (followed.seen,) if followed.seen is not None else ()
            yield _Seen(
                followed.subject,
                tuple(hit for hit in thing if id(hit) in strong),
                tuple(hit for hit in thing if id(hit) in kept),
            )
        return
    own = memory.subject(rule.incident_key) or Subject(rule.incident_key)
    yield _Seen(own, seen.strong, seen.kept)
    for one in memory.subjects:
        if one.key != rule.incident_key:
            yield _Seen(one)


def _judged(
    rule: Rule, seen: _Seen, at: datetime, *, grown: bool
) -> tuple[Subject, Decision | None]:
    if seen.subject.incident is None:
        return _while_closed(
            rule, _stayed(rule, seen.subject, at, hit=bool(seen.strong)), seen, at, grown
        )
    subject = _stayed(rule, seen.subject, at, hit=bool(seen.kept))
    if seen.kept:
        return _seen_again(subject, seen.subject.incident, at, seen.kept)
    return _missed(rule, subject, seen.subject.incident, at)


def _stayed(rule: Rule, subject: Subject, at: datetime, *, hit: bool) -> Subject:
    """Note a hit or a miss; what stays away for longer than k of n allows has to come anew."""
    if not hit:
        return replace(subject, misses=subject.misses + 1)
    patience_s = max(rule.end_after_s, rule.dwell_s)
    stays = (
        subject.hit_at is not None
        and subject.misses <= rule.n - rule.k
        and (at - subject.hit_at).total_seconds() <= patience_s
    )
    return replace(subject, misses=0, hit_at=at, since=subject.since if stays else at)


def _while_closed(
    rule: Rule, subject: Subject, seen: _Seen, at: datetime, grown: bool
) -> tuple[Subject, Decision | None]:
    subject = replace(subject, recent=(*subject.recent, bool(seen.strong))[-rule.n :])
    if not seen.strong or not _may_open(rule, subject, at) or not grown:
        return subject, None
    score = seen.strong[0].score
    incident = Incident(at, at, sum(subject.recent), score, subject.key, subject.box)
    return replace(subject, recent=(), incident=incident, ended_at=None), Raise(
        incident, seen.strong
    )


def _may_open(rule: Rule, subject: Subject, at: datetime) -> bool:
    if sum(subject.recent) < rule.k or (rule.tripwires and not subject.crossed):
        return False
    ended_at, since = subject.ended_at, subject.since or at
    if ended_at is not None and at < ended_at + timedelta(seconds=rule.cooldown_s):
        return False
    return at - since >= timedelta(seconds=rule.dwell_s)


def _seen_again(
    subject: Subject, incident: Incident, at: datetime, hits: tuple[Detection, ...]
) -> tuple[Subject, Decision | None]:
    score = max(incident.score, hits[0].score)
    seen = replace(incident, seen_at=at, looks=incident.looks + 1, score=score, box=subject.box)
    return replace(subject, incident=seen), Update(seen, hits)


def _missed(
    rule: Rule, subject: Subject, incident: Incident, at: datetime
) -> tuple[Subject, Decision | None]:
    unseen_s = (at - incident.seen_at).total_seconds()
    if subject.misses < MISSES_TO_END or unseen_s < rule.end_after_s:
        return subject, None
    ended = replace(
        subject, incident=None, ended_at=at, recent=(), since=None, hit_at=None, crossed=False
    )
    return ended, End(incident, at)


def _is_over(rule: Rule, subject: Subject, at: datetime) -> bool:
    """Tell whether a subject need not be remembered: the rule's own always is."""
    if rule.tracking is None:
        return subject.key != rule.incident_key and subject.incident is None
    return is_forgotten(rule, subject, at)


def _grown(
    rule: Rule, memory: Memory, seen: Sight, at: datetime
) -> tuple[bool, tuple[tuple[int, float], ...]]:
    """Tell whether what is covered has grown as the rule asks, and what to remember of it."""
    asked = rule.coverage
    if asked is None or not asked.grows_by:
        return True, ()
    if seen.share is None:
        return False, memory.shares
    now = int(at.timestamp() / asked.within_s * SHARES_KEPT)
    known = {number: share for number, share in memory.shares if now - SHARES_KEPT < number <= now}
    grown = seen.share - min(known.values(), default=seen.share) >= asked.grows_by
    known[now] = min(known.get(now, seen.share), seen.share)
    return grown, tuple(sorted(known.items()))
