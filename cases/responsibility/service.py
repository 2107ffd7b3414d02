"""Keeping an organization's table of rules: one by one, or the whole table from a file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, insert, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.organizations.service import city_of
from accounts.scope import ORGANIZATION, Scope
from cases.places.model import Place
from cases.responsibility import sheet
from cases.responsibility.errors import RULE, RuleInvalid, RulesFaulty, RuleTwice
from cases.responsibility.faults import Fault
from cases.responsibility.model import Responsibility
from cases.responsibility.sheet import Row
from core.clock import Clock
from core.feed import publish
from core.ids import uuid7

TOPIC = "responsibility"
MATTER = re.compile(r"([0-9]{2}|[0-9]{5})?")
AREA = re.compile(r"([0-9]{6}|[0-9]{9}|[0-9]{15})?")
_ROUNDED = re.compile(r"[0-9.]+[eE]\+?[0-9]+")
RESPONSIBLE = ("district", "department", "unit")
"""Kinds of organization a rule may name."""

Key = tuple[str, str, UUID]
"""Matter, area and unit: what one rule says."""


@dataclass(frozen=True, slots=True)
class Report:
    """What importing a file does to the table, or would do; with faults, nothing."""

    added: int
    removed: int
    unchanged: int
    faults: Sequence[Fault]


@dataclass(frozen=True, slots=True)
class _Known:
    """What rules of an organization may name."""

    areas: frozenset[str]
    """Codes of places, and of those above them."""
    units: Mapping[UUID, Organization]
    by_name: Mapping[str, list[UUID]] = field(default_factory=dict)


def of(session: Session, scope: Scope, organization_id: UUID) -> Select[Any]:
    """Return an organization's rules with their units, as a statement."""
    owner = scope.fetch(session, Organization, organization_id, kind=ORGANIZATION)
    found: Any = select(Responsibility, Organization)
    found = found.join(Organization, Organization.id == Responsibility.unit_id)
    own: Select[Any] = found.where(Responsibility.owner_id == owner.id)
    return own


def add(
    session: Session, scope: Scope, organization_id: UUID, said: Row, clock: Clock
) -> Responsibility:
    """Add one rule; raises `RuleInvalid`, `RuleTwice`."""
    owner = _owner(session, scope, organization_id)
    key, fault = _read(said, _known(session, owner))
    if key is None:
        raise RuleInvalid(fault=fault.text if fault else "")
    if key in _keys(session, owner):
        raise RuleTwice
    row = Responsibility(id=uuid7(), owner_id=owner.id, created_at=clock.now(), **_plain(key))
    session.add(row)
    session.flush()
    record(session, scope, "responsibility.create", row, after=_plain(key), clock=clock)
    publish(session, TOPIC, row.id, owner.id)
    return row


def remove(session: Session, scope: Scope, responsibility_id: UUID, clock: Clock) -> None:
    """Take one rule away; cases that were assigned by it keep their unit."""
    row = scope.fetch(session, Responsibility, responsibility_id, kind=RULE, for_update=True)
    before = _plain((row.matter, row.area, row.unit_id))
    record(session, scope, "responsibility.delete", row, before=before, clock=clock)
    publish(session, TOPIC, row.id, row.owner_id)
    session.delete(row)
    session.flush()


def check(
    session: Session, scope: Scope, organization_id: UUID, content: bytes, clock: Clock
) -> Report:
    """Say what importing a file would do, with all that is wrong with it; change no rule."""
    owner = _owner(session, scope, organization_id)
    report = _compared(session, owner, content)[1]
    told = {"faults": len(report.faults)}
    record(session, scope, "responsibility.check", owner, after=told, clock=clock)
    return report


def replace(
    session: Session, scope: Scope, organization_id: UUID, content: bytes, clock: Clock
) -> Report:
    """Make the organization's table what a file says, all of it or nothing; raises `RulesFaulty`."""
    owner = _owner(session, scope, organization_id)
    wanted, report = _compared(session, owner, content)
    if report.faults:
        first = report.faults[0]
        raise RulesFaulty(count=len(report.faults), row=first.row, fault=first.text)
    there = _keys(session, owner)
    gone = [there[key] for key in there.keys() - wanted]
    session.execute(delete(Responsibility).where(Responsibility.id.in_(gone)))
    new = [
        {"id": uuid7(), "owner_id": owner.id, "created_at": clock.now()} | _plain(key)
        for key in sorted(wanted - there.keys())
    ]
    if new:
        session.execute(insert(Responsibility), new)
    told = {"added": report.added, "removed": report.removed}
    record(session, scope, "responsibility.import", owner, after=told, clock=clock)
    publish(session, TOPIC, owner.id, owner.id)
    session.flush()
    return report


def _owner(session: Session, scope: Scope, organization_id: UUID) -> Organization:
    """Return whose table it is, locked: of two changes one waits for the other."""
    return scope.fetch(session, Organization, organization_id, kind=ORGANIZATION, for_update=True)


def _known(session: Session, owner: Organization) -> _Known:
    city = city_of(session, owner.path)
    codes = session.scalars(select(Place.code).filter_by(owner_id=city.id if city else None))
    areas = {code[:length] for code in codes for length in (6, 9, 15) if len(code) >= length}
    below = select(Organization).where(
        Organization.path.startswith(owner.path),
        Organization.id != owner.id,
        Organization.kind.in_(RESPONSIBLE),
        Organization.state == "active",
    )
    # Held until the rule is there: whoever removes a unit meanwhile sees that a rule names it.
    below = below.with_for_update(read=True, key_share=True)
    units = {one.id: one for one in session.scalars(below)}
    by_name: dict[str, list[UUID]] = {}
    for one in units.values():
        for name in {one.name_zh, one.name_en}:
            by_name.setdefault(name, []).append(one.id)
    return _Known(frozenset(areas), units, by_name)


def _keys(session: Session, owner: Organization) -> dict[Key, UUID]:
    rows = session.scalars(select(Responsibility).filter_by(owner_id=owner.id))
    return {(row.matter, row.area, row.unit_id): row.id for row in rows}


def _compared(
    session: Session, owner: Organization, content: bytes
) -> tuple[frozenset[Key], Report]:
    known, faults = _known(session, owner), list[Fault]()
    seen: dict[Key, int] = {}
    for row in sheet.read(content):
        key, fault = _read(row, known)
        if key is not None and key in seen:
            fault = Fault(row.number, "rule_twice", str(seen[key]))
        if fault is not None:
            faults.append(fault)
        elif key is not None:
            seen[key] = row.number
    there = _keys(session, owner).keys()
    same = len(there & seen.keys())
    report = Report(len(seen) - same, len(there) - same, same, faults)
    return frozenset(seen), report


def _read(row: Row, known: _Known) -> tuple[Key | None, Fault | None]:
    """Return what a row says, or what is wrong with it."""
    for code, about in _wrong(row, known):
        return None, Fault(row.number, code, about)
    return (row.matter, row.area, _unit(row, known)[0]), None


def _wrong(row: Row, known: _Known) -> Iterator[tuple[str, str]]:
    if not MATTER.fullmatch(row.matter):
        yield "matter_invalid", row.matter
    if _ROUNDED.fullmatch(row.area):
        yield "area_rounded", row.area
    if not AREA.fullmatch(row.area):
        yield "area_invalid", row.area
    if row.area and row.area not in known.areas:
        yield "area_unknown", row.area
    named = row.unit_id or row.unit
    found = _unit(row, known)
    if not named:
        yield "unit_missing", ""
    elif not found:
        yield "unit_unknown", named
    elif len(found) > 1:
        yield "unit_ambiguous", named


def _unit(row: Row, known: _Known) -> Sequence[UUID]:
    """Return the units a row may mean: by number, or by name where none is given."""
    if not row.unit_id:
        return known.by_name.get(row.unit, [])
    try:
        given = UUID(row.unit_id)
    except ValueError:
        return []
    return [given] if given in known.units else []


def _plain(key: Key) -> dict[str, Any]:
    return {"matter": key[0], "area": key[1], "unit_id": key[2]}
