"""Figures: whatever was done at the desk, they are what one counts event by event."""

import contextlib
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from statistics import median
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from cases.events.filters import Filter
from cases.events.model import Event
from cases.review import statistics
from cases.review.statistics import By, Figures
from core.database.engine import Sessions
from core.errors import AlgomartError
from tests.cases import samples
from tests.cases.conftest import People, scope_of
from tests.cases.review.desks import Desk
from tests.cases.seen import Sees


@pytest.mark.parametrize("seed", range(3))
def test_figures_are_what_the_events_say_after_any_steps(
    desk: Desk, sees: Sees, people: People, sessions: Sessions, seed: int
) -> None:
    chance = random.Random(seed)
    desk.clock.advance((samples.START - desk.clock.now()).total_seconds())
    events = [sees(elsewhere=one > 2) for one in range(4)]
    for _ in range(8):
        for _ in range(6):
            _any_step(chance, desk, sees, people, events)
        with sessions() as session:
            for by in ("algorithm", "camera", "hour", "day"):
                assert _told(session, desk, people, by) == _counted(session, desk, by), by


def _any_step(
    chance: random.Random, desk: Desk, sees: Sees, people: People, events: list[Event]
) -> None:
    """Do one thing, or try to: what the desk refuses changes nothing."""
    who, event = chance.choice((people.dispatcher, people.colleague)), chance.choice(events)
    steps: Sequence[Callable[[], object]] = (
        lambda: events.append(sees(_since_start(desk), elsewhere=chance.random() < 0.2)),
        lambda: desk.claim(who, event),
        lambda: desk.lapse(),
        lambda: desk.give(who, event, "confirm"),
        lambda: desk.give(who, event, "reject", "reflection"),
        lambda: desk.give(who, event, "duplicate", duplicate_of=chance.choice(events)),
        lambda: desk.give(who, event, "uncertain"),
        lambda: desk.undo(who, event, desk.deciding(event)),
        lambda: desk.give(who, event, "confirm", note="?", corrects=desk.deciding(event)),
        lambda: desk.settle(),
        lambda: desk.clock.advance(chance.choice((0.25, 3.5, 600, 5_400, 40_000))),
    )
    with contextlib.suppress(AlgomartError, NoResultFound):
        chance.choice(steps)()


def _since_start(desk: Desk) -> float:
    return (desk.clock.now() - samples.START).total_seconds()


def _told(session: Session, desk: Desk, people: People, by: By) -> list[Figures]:
    scope = scope_of(session, people.dispatcher, "event.read")
    found = statistics.figures(session, scope, Filter(), by, desk.settings, None)
    return sorted(found, key=lambda one: str(one.key))


def _counted(session: Session, desk: Desk, by: By) -> list[Figures]:
    kinds: dict[Any, list[Event]] = defaultdict(list)
    for event in session.scalars(select(Event)):
        kinds[_key(event, desk, by)].append(event)
    found = [_figures(key, events) for key, events in kinds.items()]
    return sorted(found, key=lambda one: str(one.key))


def _key(event: Event, desk: Desk, by: By) -> Any:
    local = event.opened_at.astimezone(desk.settings.zone)
    match by:
        case "algorithm":
            return event.algorithm_id
        case "camera":
            return event.camera_id
        case "hour":
            return local.hour
        case "day":
            return local.date()


def _figures(key: Any, events: Sequence[Event]) -> Figures:
    counts = Counter(one.review for one in events)
    claimed = [*_waited(events, "claimed_at")]
    judged = [*_waited(events, "judged_at")]
    return Figures(
        key=key,
        events=len(events),
        confirmed=counts["confirmed"],
        rejected=counts["rejected"],
        duplicates=counts["duplicate"],
        waiting=counts["waiting"],
        auto=0,
        right=counts["confirmed"] + counts["duplicate"],
        wrong=counts["rejected"],
        claim_s=median(claimed) if claimed else None,
        verdict_s=median(judged) if judged else None,
    )


def _waited(events: Sequence[Event], until: str) -> Iterator[float]:
    for event in events:
        at: datetime | None = getattr(event, until)
        if at is not None:
            yield (at - event.opened_at).total_seconds()
