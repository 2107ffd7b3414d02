"""Which cases a list is about; None leaves a filter out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from accounts.organizations.model import Organization
from accounts.organizations.service import STOPPED
from cases.lifecycle.model import Case
from cases.lifecycle.transitions import OVER, State
from core.database.pairs import hold, words_of

Clock = Literal["green", "amber", "red", "paused"]
Source = Literal["camera", "request"]


@dataclass(frozen=True, slots=True)
class Filter:
    """What the cases have in common; `now` decides the colours of their clocks."""

    now: datetime
    state: Sequence[State] | None = None
    open: bool | None = None
    clock: Clock | None = None
    code: str | None = None
    severity: str | None = None
    source: Source | None = None
    owner_id: UUID | None = None
    """This organization and all below it."""
    unit_id: UUID | None = None
    """Dispatched to this organization or one below it."""
    unassigned: bool | None = None
    """With nobody to deal with it: never dispatched, returned, or its unit is stopped."""
    asked: bool | None = None
    supervised: bool | None = None
    text: str | None = None
    """Words, each in the number, the title or the place."""
    since: datetime | None = None
    until: datetime | None = None

    def apply(self, statement: Select[Case]) -> Select[Case]:
        """Return the statement with only such cases."""
        return statement.where(*self._conditions())

    def _conditions(self) -> Iterator[ColumnElement[bool]]:
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name == "clock" and value is not None:
                yield _colours(self.now)[value]
            elif one.name != "now" and value not in (None, [], ()):
                yield _CONDITIONS[one.name](value)


def _colours(now: datetime) -> Mapping[Clock, ColumnElement[bool]]:
    return {
        "green": Case.amber_at > now,
        "amber": and_(Case.amber_at <= now, Case.due_at > now),
        "red": Case.due_at <= now,
        "paused": Case.state == State.SUSPENDED,
    }


def _below(organization_id: UUID) -> Select[Any]:
    path = select(Organization.path).where(Organization.id == organization_id).scalar_subquery()
    return select(Organization.id).where(Organization.path.startswith(path))


def _unassigned(wanted: bool) -> ColumnElement[bool]:
    idle = select(Organization.id).where(STOPPED)
    nobody = and_(
        Case.state.not_in(OVER),
        or_(Case.unit_id.is_(None), func.coalesce(Case.unit_id.in_(idle), false())),
    )
    return nobody if wanted else ~nobody


def _is(there: bool, column: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.is_not(None) if there else column.is_(None)
    return found


_CONDITIONS: Mapping[str, Callable[[Any], ColumnElement[bool]]] = {
    "state": lambda states: Case.state.in_(states),
    "open": lambda wanted: Case.state.not_in(OVER) if wanted else Case.state.in_(OVER),
    "code": lambda code: Case.code == code,
    "severity": lambda severity: Case.severity == severity,
    "source": lambda source: _is(source == "camera", Case.event_id),
    "owner_id": lambda owner_id: Case.owner_id.in_(_below(owner_id)),
    "unit_id": lambda unit_id: Case.unit_id.in_(_below(unit_id)),
    "unassigned": _unassigned,
    "asked": lambda wanted: _is(wanted, Case.asked),
    "supervised": lambda wanted: _is(wanted, Case.supervised_at),
    "text": lambda text: hold(
        (Case.number, Case.title_zh, Case.title_en, Case.place), words_of(text)
    ),
    "since": lambda since: Case.reported_at >= since,
    "until": lambda until: Case.reported_at < until,
}
