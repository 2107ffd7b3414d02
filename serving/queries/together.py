"""What belongs together: the events of one incident, and the events that are evidence of a case."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from accounts.scope import Scope
from cases.events.model import Event
from cases.incidents.service import together
from cases.lifecycle.model import CaseEvent
from video.cameras.model import Camera


@dataclass(frozen=True, slots=True)
class Sighting:
    """One event beside its camera."""

    event: Event
    camera: Camera


def of_incident(session: Session, scope: Scope, event: Event) -> list[Sighting]:
    """Return the other events of an event's incident that the caller may see, oldest first."""
    ids = [one.id for one in together(session, event)]
    statement = scope.limit(_sightings().where(Event.id.in_(ids)), Event)
    return [Sighting(*row) for row in session.execute(statement)]


def of_cases(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, list[Sighting]]:
    """Return the events of several cases in one query, oldest first."""
    found: defaultdict[UUID, list[Sighting]] = defaultdict(list)
    statement = (
        _sightings()
        .add_columns(CaseEvent.case_id)
        .join(CaseEvent, CaseEvent.event_id == Event.id)
        .where(CaseEvent.case_id.in_(case_ids))
    )
    for event, camera, case_id in session.execute(statement):
        found[case_id].append(Sighting(event, camera))
    return found


def _sightings() -> Select[Event, Camera]:
    return (
        select(Event, Camera)
        .join(Camera, Camera.id == Event.camera_id)
        .order_by(Event.opened_at, Event.id)
    )
