"""Looking again: after the work the algorithm watches the place, and proposes to close the case or not.

What it looks at is what its subscription's looks found since, by the rule that raised the event. It only
proposes; a person closes the case or sends it back to work.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.calendar.calendar import Calendar
from cases.calendar.service import calendars
from cases.detections import segment
from cases.detections.record import Looked
from cases.detections.retention import Keep
from cases.events.model import Event
from cases.lifecycle.model import Case, CaseStep
from cases.lifecycle.move import take
from cases.lifecycle.transitions import State
from cases.lifecycle.wish import By, Wish
from cases.rules import Rule
from cases.rules.rule import InvalidRule
from cases.rules.sight import sight
from core.clock import Clock
from core.settings import Settings

LOOKS = 10
"""So many looks that see nothing propose to close the case."""
SEEN = 3
"""So many that see it again propose to send it back to work."""
MOST = 60
"""After so many looks, fewer that see it were chance."""
BATCH = 20


@dataclass(frozen=True, slots=True)
class Found:
    """What the looks since the work came to."""

    found: Literal["clear", "seen"]
    looks: int
    seen: int


def look_again(session: Session, settings: Settings, clock: Clock) -> int:
    """Say of the cases that wait for their verification what is seen at the place; return of how many.

    Those that wait are taken at random: a camera that is offline must not hold up the others.
    """
    waiting = session.scalars(
        select(Case)
        .where(Case.state == State.HANDLED, Case.checked.is_(None), Case.event_id.is_not(None))
        .order_by(func.random())
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    return sum(_checked(session, case, settings, clock) for case in waiting)


def judged(rule: Rule, looks: Iterable[Looked], calendar: Calendar) -> Found | None:
    """Return what looks say by the rule that raised the event; None while they say too little."""
    count = seen = 0
    for one in looks:
        found = sight(rule, one.look, calendar)
        if one.problem is not None or not found.on:
            continue
        count, seen = count + 1, seen + bool(found.strong)
        if seen >= SEEN:
            return Found("seen", count, seen)
        if count >= (MOST if seen else LOOKS):
            return Found("clear", count, seen)
    return None


def _checked(session: Session, case: Case, settings: Settings, clock: Clock) -> bool:
    event = session.get_one(Event, case.event_id)
    calendar = calendars(session, [case.owner_id], settings.timezone)[case.owner_id]
    since = _handled_at(session, case)
    looks = _looks(Keep.of(settings).folder, event, since, clock.now())
    try:
        found = judged(Rule.from_json(event.rule), looks, calendar)
    except InvalidRule:  # of an earlier release: nobody knows what would count
        return False
    if found is None:
        return False
    at = clock.now()
    told: dict[str, Any] = {"found": found.found, "looks": found.looks, "seen": found.seen}
    case.checked = told | {"at": at.isoformat()}
    take(session, case, Wish("check"), By(at), settings, **told)
    return True


def _handled_at(session: Session, case: Case) -> datetime:
    finished = select(func.max(CaseStep.at)).filter_by(case_id=case.id, to_state=State.HANDLED)
    return session.scalars(finished).one() or case.reported_at


def _looks(folder: Path, event: Event, since: datetime, until: datetime) -> Iterable[Looked]:
    """Yield the looks since the work, of the subscription that raised the event."""
    return (
        one
        for one in segment.between(folder, event.camera_id, since, until)
        if isinstance(one, Looked)
        and one.subscription_id == event.watcher_id
        and one.taken_at > since
    )
