"""What an action needs before it is taken: a reason, a unit, an amount, a day, a photo."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.organizations.service import ACTIVE
from cases.dictionaries.service import city_of
from cases.lifecycle.errors import StepIncomplete, UnitUnknown
from cases.lifecycle.model import Case, CaseStep
from cases.lifecycle.transitions import TRANSITIONS, Need
from cases.lifecycle.wish import Wish
from cases.photos.model import CasePhoto
from core.text import Text

UNIT_KINDS = ("district", "department", "unit")
LONGEST = timedelta(days=366)
"""A suspension ends within a year, and may be renewed."""


def require(session: Session, case: Case, wish: Wish, at: datetime) -> None:
    """Raise `StepIncomplete`, or `UnitUnknown`, unless all that the action needs is there."""
    transition = TRANSITIONS[wish.action]
    for need, fault in _FAULTS.items():
        if need in transition.needs and not _MET[need](session, case, wish, at):
            raise StepIncomplete(action=transition.name, fault=fault)
    if "unit" in transition.needs and wish.unit_id not in {
        one.id for one in units(session, case, only=wish)
    }:
        raise UnitUnknown(id=wish.unit_id)


def units(session: Session, case: Case, *, only: Wish | None = None) -> list[Organization]:
    """Return the active units of the case's city, by name, or the one that is wished."""
    city_id = city_of(session, case.owner_id)
    city = session.get(Organization, city_id) if city_id else None
    if city is None:
        return []
    wanted = Organization.id == only.unit_id if only else Organization.id.is_not(None)
    found = (
        select(Organization)
        .where(
            Organization.path.startswith(city.path),
            Organization.kind.in_(UNIT_KINDS),
            ACTIVE,
            wanted,
        )
        .order_by(Organization.path)
    )
    if only:  # held until the case is there: who removes the unit meanwhile sees that it has one
        found = found.with_for_update(read=True, key_share=True)
    return [*session.scalars(found)]


def settle(session: Session, case: Case, taken: CaseStep) -> None:
    """Let the photos that wait belong to the step that reports the work."""
    if "photo" in TRANSITIONS[taken.action].needs:
        for photo in _waiting(session, case):
            photo.step_id = taken.id
        session.flush()


def _waiting(session: Session, case: Case) -> list[CasePhoto]:
    return [*session.scalars(select(CasePhoto).filter_by(case_id=case.id, step_id=None))]


def _has_photo(session: Session, case: Case, _wish: Wish, _at: datetime) -> bool:
    return any(photo.kind == "after" for photo in _waiting(session, case))


_MET: Mapping[Need, Callable[[Session, Case, Wish, datetime], bool]] = {
    "reason": lambda _session, _case, wish, _at: bool(wish.note.strip()),
    "unit": lambda _session, _case, wish, _at: wish.unit_id is not None,
    "amount": lambda _session, _case, wish, _at: wish.amount is not None,
    "until": lambda _session, _case, wish, at: (
        wish.until is not None and at < wish.until <= at + LONGEST
    ),
    "photo": _has_photo,
}
_FAULTS: Mapping[Need, Text] = {
    "reason": Text("请说明理由", "say why"),
    "unit": Text("请选择责任单位", "choose the unit that shall deal with it"),
    "amount": Text("请填写时长", "say how much time"),
    "until": Text("请选择恢复日期，须在一年之内", "say until when: a time to come, within a year"),
    "photo": Text("请先上传处置后的照片", "add a photo taken after the work first"),
}
