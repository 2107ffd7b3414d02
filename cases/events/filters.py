"""Which events a list, a queue, a map or a statistic is about; None leaves a filter out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, any_, column, func, select, table
from sqlalchemy import Text as Words

from accounts.organizations.model import Organization
from cases.events.model import Event
from core.grid import Box

S = TypeVar("S", bound="Select[*tuple[Any, ...]]")
Review = Literal["waiting", "confirmed", "rejected", "duplicate"]
Severity = Literal["critical", "major", "minor"]
State = Literal["open", "ended"]
Wants = Literal["verdict", "opinion", "check"]
_cameras = table("cameras", column("id", Uuid), column("region", Words))


@dataclass(frozen=True, slots=True)
class Filter:
    """What the events have in common."""

    review: Review | None = None
    state: State | None = None
    severity: Severity | None = None
    event_type: str | None = None
    algorithm_id: UUID | None = None
    camera_id: UUID | None = None
    owner_id: UUID | None = None
    """This organization and all below it."""
    region: str | None = None
    """Cameras in this administrative code and all below it."""
    wants: Wants | None = None
    escalated: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    box: Box | None = None

    def apply(self, statement: S) -> S:
        """Return the statement with only such events."""
        return statement.where(*self._conditions())

    def _conditions(self) -> Iterator[ColumnElement[bool]]:
        for one in fields(self):
            value = getattr(self, one.name)
            if value is not None:
                yield _CONDITIONS[one.name](value)


def _below(organization_id: UUID) -> Select[Any]:
    path = select(Organization.path).where(Organization.id == organization_id).scalar_subquery()
    return select(Organization.id).where(Organization.path.startswith(path))


def _among(own: Any, ids: Select[Any]) -> ColumnElement[bool]:
    among: ColumnElement[bool] = own == any_(func.array(ids.scalar_subquery()))
    return among


def _in_region(region: str) -> ColumnElement[bool]:
    """Compare by joining: in an array of thousands of cameras each would be looked for one by one."""
    inside = _cameras.c.region.startswith(region, autoescape=True)
    return Event.camera_id.in_(select(_cameras.c.id).where(inside))


def _is(there: bool, name: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = name.is_not(None) if there else name.is_(None)
    return found


_CONDITIONS: Mapping[str, Callable[[Any], ColumnElement[bool]]] = {
    "review": lambda review: Event.review == review,
    "state": lambda state: _is(state == "ended", Event.ended_at),
    "severity": lambda severity: Event.severity == severity,
    "event_type": lambda event_type: Event.event_type == event_type,
    "algorithm_id": lambda algorithm_id: Event.algorithm_id == algorithm_id,
    "camera_id": lambda camera_id: Event.camera_id == camera_id,
    "owner_id": lambda owner_id: _among(Event.owner_id, _below(owner_id)),
    "region": _in_region,
    "wants": lambda wants: Event.wants.is_not(None) & (Event.wants == wants),
    "escalated": lambda escalated: _is(escalated, Event.escalated_at),
    "since": lambda since: Event.opened_at >= since,
    "until": lambda until: Event.opened_at < until,
    "box": lambda box: box.holds(Event.longitude, Event.latitude),
}
