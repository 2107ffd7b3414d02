"""Importing a city's places from a file, after a check that changes nothing, and finding them again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any
from uuid import UUID

from shapely.geometry import shape
from sqlalchemy import Select, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.organizations.service import city_of, fetch_city
from accounts.scope import ORGANIZATION, Scope
from cases.places import geojson, topology
from cases.places.errors import PLACE, PLACES, PlaceNeeded, PlacesFaulty
from cases.places.faults import Fault
from cases.places.geojson import Feature
from cases.places.model import Kind, Place
from cases.responsibility.model import Responsibility
from core.clock import Clock
from core.feed import publish
from core.grid import Box
from core.ids import uuid7
from core.text import Text

TOPIC = "place"
MOST_FAULTS = 1000
"""Faults of how places lie to each other that are looked for: a file of nothing else would never end."""
_BATCH = 1000
_LIKE = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


@dataclass(frozen=True, slots=True)
class Report:
    """What importing a file does, or would do; with faults, nothing."""

    added: int
    changed: int
    unchanged: int
    faults: Sequence[Fault]


@dataclass(frozen=True, slots=True)
class PlaceFilter:
    """Which places are wanted; `q` is found in names and begins codes."""

    kind: Kind | None = None
    q: str | None = None


def check(
    session: Session, scope: Scope, organization_id: UUID, content: bytes, clock: Clock
) -> Report:
    """Say what importing a file would do, with all that is wrong with it; import nothing."""
    city = fetch_city(session, scope, organization_id, PLACES)
    report = _compared(session, city, *geojson.read(content))[1]
    told = {"digest": sha256(content).hexdigest(), "faults": len(report.faults)}
    record(session, scope, "place.check", city, after=told, clock=clock)
    return report


def apply(
    session: Session, scope: Scope, organization_id: UUID, content: bytes, clock: Clock
) -> Report:
    """Add and change the places of a file, all of them or none; what it does not name stays.

    Raises `PlacesFaulty`, `PlacesFileInvalid`, `PlacesFileTooLarge`, `NotACity`.
    """
    fetch_city(session, scope, organization_id, PLACES)
    found, faults = geojson.read(content)  # before the lock: it takes seconds
    city = fetch_city(session, scope, organization_id, PLACES, for_update=True)
    wanted, report = _compared(session, city, found, faults)
    if report.faults:
        first = report.faults[0]
        raise PlacesFaulty(count=len(report.faults), feature=first.feature, fault=first.text)
    rows = [_row(one, city.id, clock) for one in wanted]
    for begin in range(0, len(rows), _BATCH):
        _write(session, rows[begin : begin + _BATCH])
    told = {"digest": sha256(content).hexdigest(), "added": report.added, "changed": report.changed}
    record(session, scope, "place.import", city, after=told, clock=clock)
    publish(session, TOPIC, city.id, city.id)
    session.flush()
    return report


def remove(session: Session, scope: Scope, place_id: UUID, clock: Clock) -> None:
    """Take a place away; cases that lie in it keep its code. Raises `PlaceNeeded`."""
    row = scope.fetch(session, Place, place_id, kind=PLACE, for_update=True)
    rules = session.scalar(select(func.count()).where(Responsibility.area == row.code))
    if rules:
        raise PlaceNeeded(place=Text(row.name_zh, row.name_en), rules=rules)
    before = {"code": row.code, "name": row.name_zh}
    record(session, scope, "place.delete", row, before=before, clock=clock)
    publish(session, TOPIC, row.id, row.owner_id)
    session.delete(row)
    session.flush()


def search(
    session: Session, scope: Scope, organization_id: UUID, wanted: PlaceFilter
) -> Select[Any]:
    """Return the places of an organization's city, as a statement; of none, where it is in no city."""
    organization = scope.fetch(session, Organization, organization_id, kind=ORGANIZATION)
    city = city_of(session, organization.path)
    statement = select(Place).where(Place.owner_id == (city.id if city else None))
    if wanted.kind is not None:
        statement = statement.where(Place.kind == wanted.kind)
    if wanted.q:
        like = wanted.q.translate(_LIKE)
        names = (Place.name_zh.ilike(f"%{like}%"), Place.name_en.ilike(f"%{like}%"))
        statement = statement.where(or_(Place.code.like(f"{like}%"), *names))
    return statement


def within(statement: Select[Any], box: Box) -> Select[Any]:
    """Return the statement with only the places that touch a part of the map."""
    bounds = func.box(func.point(Place.west, Place.south), func.point(Place.east, Place.north))
    part = func.box(func.point(box.west, box.south), func.point(box.east, box.north))
    return statement.where(bounds.op("&&")(part))


def names(
    session: Session, city_ids: Collection[UUID], codes: Collection[str]
) -> Mapping[str, Text]:
    """Return what places of some cities are called, by code; of two cities no code is the same."""
    found = select(Place.code, Place.name_zh, Place.name_en)
    rows = session.execute(found.where(Place.owner_id.in_(city_ids), Place.code.in_(codes)))
    return {code: Text(zh, en) for code, zh, en in rows}


def _compared(
    session: Session, city: Organization, found: Sequence[Feature], faults: Sequence[Fault]
) -> tuple[list[Feature], Report]:
    """Return the features that add or change something, and the report."""
    there = {one.code: one for one in session.scalars(select(Place).filter_by(owner_id=city.id))}
    given = {one.code for one in found}
    others = {code: shape(one.geometry) for code, one in there.items() if code not in given}
    lying = islice(topology.faults(found, others), MOST_FAULTS)
    faults = sorted([*faults, *lying], key=lambda fault: (fault.feature, fault.code))
    new = [one for one in found if one.code not in there]
    changed = [one for one in found if one.code in there and _differs(one, there[one.code])]
    unchanged = len(found) - len(new) - len(changed)
    return [*new, *changed], Report(len(new), len(changed), unchanged, faults)


def _differs(one: Feature, row: Place) -> bool:
    was = (row.name_zh, row.name_en, row.geometry)
    return (one.name, one.name_en, one.geometry) != was


def _row(one: Feature, city_id: UUID, clock: Clock) -> dict[str, Any]:
    west, south, east, north = one.shape.bounds
    return {
        "id": uuid7(),
        "owner_id": city_id,
        "kind": one.kind,
        "code": one.code,
        "name_zh": one.name,
        "name_en": one.name_en,
        "geometry": one.geometry,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "area_m2": one.area_m2,
        "imported_at": clock.now(),
    }


def _write(session: Session, rows: list[dict[str, Any]]) -> None:
    statement = insert(Place).values(rows)
    new = {name: statement.excluded[name] for name in rows[0] if name not in ("id", "owner_id")}
    session.execute(
        statement.on_conflict_do_update(index_elements=[Place.owner_id, Place.code], set_=new)
    )
