"""The city's dictionary: looked up for an event, searched, extended, and mapped to event types."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.organizations.service import fetch_city
from accounts.scope import ORGANIZATION, Scope
from cases.dictionaries.errors import (
    DICTIONARY,
    MAPPING,
    MATTER,
    CodeRefused,
    NoMatter,
    StandardFixed,
)
from cases.dictionaries.model import Matter, MatterMapping
from cases.dictionaries.seed import EXTENSION, classes, default_limits, seed
from core.clock import Clock
from core.errors import NotFound
from core.feed import publish
from core.http.etag import Precondition
from core.ids import uuid7
from core.text import Text

TOPIC = "matter"
OWN = "（自定义）"
FIRST, LAST = 80, 999
"""The numbers of local extensions within a class; they are given downwards."""
Told = tuple[Matter, MatterMapping]


@dataclass(frozen=True, slots=True)
class Extension:
    """A matter the standard does not have; without a code the next free one of the class is given."""

    class_code: str
    name_zh: str
    name_en: str
    code: str | None = None
    emergency_code: str | None = None
    limits: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """Which matter an event type is, and how far apart events of one incident are at the most."""

    event_type: str
    matter_id: UUID
    together_m: float | None = None
    together_s: float | None = None


def matter_of(session: Session, owner_id: UUID, event_type: str) -> Told | None:
    """Return an event type's matter in the owner's city, by the whole type or else by its family."""
    city_id = city_of(session, owner_id)
    if city_id is None:
        return None
    seed(session, city_id)
    found = session.execute(
        select(Matter, MatterMapping)
        .join(MatterMapping, MatterMapping.matter_id == Matter.id)
        .where(
            MatterMapping.owner_id == city_id,
            MatterMapping.event_type.in_([event_type, event_type.split(".")[0]]),
        )
        .order_by((MatterMapping.event_type == event_type).desc())
        .limit(1)
    ).first()
    return None if found is None else (found[0], found[1])


def city_of(session: Session, owner_id: UUID) -> UUID | None:
    """Return the city an organization is, or is in."""
    path = session.scalars(select(Organization.path).filter_by(id=owner_id)).one()
    above = literal(path).startswith(Organization.path)
    return session.scalar(select(Organization.id).where(above).filter_by(kind="city"))


def coded(session: Session, city_id: UUID, code: str) -> Matter | None:
    """Return the matter in use that has this code."""
    return session.scalar(select(Matter).filter_by(owner_id=city_id, code=code, enabled=True))


def event_type_of(session: Session, matter: Matter) -> str | None:
    """Return an event type that is this matter, the most general one."""
    shortest = func.length(MatterMapping.event_type)
    found = select(MatterMapping.event_type).filter_by(matter_id=matter.id).order_by(shortest)
    return session.scalar(found.limit(1))


def matters(
    session: Session,
    scope: Scope,
    organization_id: UUID,
    *,
    text: str | None = None,
    class_code: str | None = None,
    local: bool | None = None,
    enabled: bool | None = None,
) -> Select[Matter]:
    """Return the statement of the matters of an organization's city; `text` is in a code or a name."""
    organization = scope.fetch(session, Organization, organization_id, kind=ORGANIZATION)
    city_id = city_of(session, organization.id)
    if city_id is not None:
        seed(session, city_id)
    wanted = {"class_code": class_code, "local": local, "enabled": enabled}
    statement = select(Matter).filter_by(owner_id=city_id)
    statement = statement.filter_by(**{k: v for k, v in wanted.items() if v is not None})
    if text:
        columns = (Matter.code, Matter.name_zh, Matter.name_en, cast(Matter.older, String))
        statement = statement.where(or_(*(one.icontains(text, autoescape=True) for one in columns)))
    return statement


def mappings(session: Session, scope: Scope, organization_id: UUID) -> Select[Any, Any]:
    """Return the statement of the mappings of an organization's city, each with its matter."""
    known = matters(session, scope, organization_id).subquery()
    return (
        select(MatterMapping, Matter)
        .join(Matter, Matter.id == MatterMapping.matter_id)
        .where(Matter.id.in_(select(known.c.id)))
    )


def extend(
    session: Session, scope: Scope, organization_id: UUID, wanted: Extension, clock: Clock
) -> Matter:
    """Add a local extension to a city's dictionary; its Chinese name is marked 自定义."""
    city = fetch_city(session, scope, organization_id, DICTIONARY)
    names = classes().get(wanted.class_code)
    if names is None:
        fault = Text("没有这个大类", "there is no such class")
        raise CodeRefused(given=wanted.code or wanted.class_code, fault=fault)
    row = Matter(
        id=uuid7(),
        owner_id=city.id,
        code=_code(session, city.id, wanted),
        standard_ref=EXTENSION,
        class_code=wanted.class_code,
        class_zh=names[0],
        class_en=names[1],
        name_zh=_marked(wanted.name_zh),
        name_en=wanted.name_en,
        emergency_code=wanted.emergency_code,
        limits=dict(wanted.limits or default_limits()),
        examples=wanted.limits is None,
        local=True,
        older=[],
    )
    session.add(row)
    session.flush()
    record(session, scope, "matter.create", row, after=_plain(row), clock=clock)
    publish(session, TOPIC, row.id, row.owner_id)
    return row


def change(
    session: Session,
    scope: Scope,
    organization_id: UUID,
    matter_id: UUID,
    edit: Mapping[str, Any],
    precondition: Precondition,
    clock: Clock,
) -> Matter:
    """Change a matter's limits, emergency code, whether it is offered, or an extension's names."""
    city = fetch_city(session, scope, organization_id, DICTIONARY)
    row = session.scalar(
        select(Matter).filter_by(id=matter_id, owner_id=city.id).with_for_update(of=Matter)
    )
    if row is None:
        raise NotFound(kind=MATTER, id=matter_id)
    precondition.require(row)
    if not row.local and edit.keys() & {"name_zh", "name_en"}:
        raise StandardFixed(name=Text(row.name_zh, row.name_en))
    before = _plain(row)
    for name, value in edit.items():
        setattr(row, name, _marked(value) if name == "name_zh" else value)
    row.examples = row.examples and "limits" not in edit
    session.flush()
    record(session, scope, "matter.update", row, before=before, after=_plain(row), clock=clock)
    publish(session, TOPIC, row.id, row.owner_id)
    return row


def set_mapping(
    session: Session, scope: Scope, organization_id: UUID, wanted: Reach, clock: Clock
) -> Told:
    """Say which matter an event type is, whatever it was; cases that were filed keep theirs."""
    city = fetch_city(session, scope, organization_id, DICTIONARY)
    seed(session, city.id)
    matter = session.scalar(
        select(Matter).filter_by(id=wanted.matter_id, owner_id=city.id, enabled=True)
    )
    if matter is None:
        raise NoMatter(id=wanted.matter_id)
    row = session.scalar(
        select(MatterMapping)
        .filter_by(owner_id=city.id, event_type=wanted.event_type)
        .with_for_update()
    )
    before = None if row is None else _mapped(row)
    row = row or MatterMapping(id=uuid7(), owner_id=city.id, event_type=wanted.event_type)
    row.matter_id, row.together_m, row.together_s = matter.id, wanted.together_m, wanted.together_s
    session.add(row)
    session.flush()
    record(session, scope, "matter.map", row, before=before, after=_mapped(row), clock=clock)
    publish(session, TOPIC, row.id, row.owner_id)
    return matter, row


def unmap(
    session: Session, scope: Scope, organization_id: UUID, mapping_id: UUID, clock: Clock
) -> None:
    """Take a mapping away: its event type goes by its family's, or its cases get no code."""
    city = fetch_city(session, scope, organization_id, DICTIONARY)
    row = session.scalar(select(MatterMapping).filter_by(id=mapping_id, owner_id=city.id))
    if row is None:
        raise NotFound(kind=MAPPING, id=mapping_id)
    record(session, scope, "matter.map", row, before=_mapped(row), clock=clock)
    publish(session, TOPIC, row.id, row.owner_id)
    session.delete(row)
    session.flush()


def _code(session: Session, city_id: UUID, wanted: Extension) -> str:
    """Return the code that is wanted, or the next one downwards; two who add wait for each other."""
    seed(session, city_id)
    session.execute(select(Organization.id).filter_by(id=city_id).with_for_update(key_share=True))
    of_class = select(Matter.code).filter_by(owner_id=city_id, class_code=wanted.class_code)
    taken = {*session.scalars(of_class)}
    free = [
        code
        for number in range(LAST, FIRST - 1, -1)
        if (code := f"{wanted.class_code}{number:03d}") not in taken
    ]
    if wanted.code is None and free:
        return free[0]
    if wanted.code in free:
        return str(wanted.code)
    fault = (
        Text("已被使用", "it is taken")
        if wanted.code in taken
        else Text(
            f"应为大类加 {FIRST:03d}–{LAST}",
            f"it is the class and a number from {FIRST:03d} to {LAST}",
        )
    )
    raise CodeRefused(given=wanted.code or wanted.class_code, fault=fault)


def _marked(name: str) -> str:
    return name if OWN in name else name + OWN


def _plain(row: Matter) -> dict[str, Any]:
    names = ("code", "name_zh", "name_en", "emergency_code", "limits", "enabled")
    return {name: getattr(row, name) for name in names}


def _mapped(row: MatterMapping) -> dict[str, Any]:
    names = ("event_type", "matter_id", "together_m", "together_s")
    return {name: getattr(row, name) for name in names}
