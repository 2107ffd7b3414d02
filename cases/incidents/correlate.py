"""Which events are of one incident: one owner, one family of event types, one place, one time.

Each is compared with the first event of an incident only, so incidents do not creep along a street.
One process does this at a time, in the order in which the events opened: nothing races.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cases.dictionaries.service import matter_of
from cases.events.model import Event
from core import feed, ground
from core.settings import Settings

BATCH = 200
TOPIC = "event"


@dataclass(frozen=True, slots=True)
class Reach:
    """How far apart in place and in time events of one incident are at the most."""

    metres: float
    time: timedelta


def link_new(session: Session, settings: Settings) -> int:
    """Find the incident of the events that have none yet; return of how many."""
    found = session.scalars(
        select(Event)
        .where(Event.incident_id.is_(None))
        .order_by(Event.opened_at, Event.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True, key_share=True)
    ).all()
    reaches: dict[tuple[object, str], Reach] = {}
    for event in found:
        key = event.owner_id, event.event_type
        reach = reaches.get(key) or reach_of(session, event, settings)
        reaches[key] = reach
        link(session, event, reach)
    return len(found)


def link(session: Session, event: Event, reach: Reach) -> None:
    """Let an event belong to the incident it is near to, or begin one."""
    first = _nearest(_candidates(session, event, reach), event, reach)
    event.incident_id = event.id if first is None else first.incident_id
    session.flush()
    if first is not None:
        changed = [(event.id, event.owner_id), (first.id, first.owner_id)]
        feed.publish_all(session, TOPIC, changed)


def reach_of(session: Session, event: Event, settings: Settings) -> Reach:
    """Return how far incidents of an event's matter reach: the city's dictionary first, then the settings."""
    _, mapping = matter_of(session, event.owner_id, event.event_type) or (None, None)
    metres = mapping.together_m if mapping else None
    seconds = mapping.together_s if mapping else None
    return Reach(
        settings.together_m if metres is None else metres,
        timedelta(seconds=settings.together_s if seconds is None else seconds),
    )


def metres_between(one: Event, other: Event) -> float | None:
    """Return the distance of two events in metres, None where one has no position."""
    if one.longitude is None or one.latitude is None:
        return None
    if other.longitude is None or other.latitude is None:
        return None
    here, there = (one.longitude, one.latitude), (other.longitude, other.latitude)
    return ground.metres_between(here, there)


def _candidates(session: Session, event: Event, reach: Reach) -> Iterable[Event]:
    """Return the first events of this owner's incidents that were going on near this event's beginning."""
    since, until = event.opened_at - reach.time, event.opened_at + reach.time
    going_on = or_(Event.opened_at >= since, Event.ended_at.is_(None))
    return session.scalars(
        select(Event)
        .where(
            Event.owner_id == event.owner_id,
            Event.id == Event.incident_id,
            Event.id != event.id,
            going_on,
            Event.opened_at <= until,
            Event.updated_at >= since,
        )
        .order_by(Event.opened_at, Event.id)
    )


def _nearest(candidates: Iterable[Event], event: Event, reach: Reach) -> Event | None:
    near = [
        (metres, one.opened_at, one.id, one)
        for one in candidates
        if _family(one) == _family(event) and (metres := _apart(one, event)) <= reach.metres
    ]
    return min(near)[-1] if near else None


def _apart(one: Event, other: Event) -> float:
    if one.camera_id == other.camera_id:
        return 0.0
    metres = metres_between(one, other)
    return float("inf") if metres is None else metres


def _family(event: Event) -> str:
    """Return the first word of its type: `fire` of `fire.smoke`, as the dictionary of matters has it."""
    return event.event_type.split(".")[0]
