"""Lists of resources as spreadsheet programs write them: read whole, each row applied or answered for."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.scope import Scope
from cases.resources.errors import ResourceListMalformed, ResourceListUnreadable
from cases.resources.fields import Entry
from cases.resources.model import KINDS, Resource
from cases.resources.service import Wanted, apply, create
from core.clock import Clock
from core.sheet import BOM, Cell, line
from core.text import Language, Text

COLUMNS: Mapping[str, Text] = {
    "kind": Text("类型", "kind"),
    "name": Text("名称", "name"),
    "quantity": Text("数量", "quantity"),
    "unit": Text("单位", "unit"),
    "longitude": Text("经度", "longitude"),
    "latitude": Text("纬度", "latitude"),
    "address": Text("地址", "address"),
    "contact": Text("联系人", "contact"),
    "phone": Text("电话", "phone"),
}
NEEDED = ("kind", "name", "longitude", "latitude")
ROWS_MAX = 5000
_KINDS = {word: kind for kind, name in KINDS.items() for word in (kind, name.zh, name.en)}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row; the header is row 1."""

    row: int
    column: str


@dataclass(slots=True)
class Done:
    """What became of a list."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)


def template(language: Language) -> str:
    """Return a list to begin with: the header and one row as an example."""
    header = [text.said_in(language) for text in COLUMNS.values()]
    kind = KINDS["pump"].said_in(language)
    unit = Text("辆", "trucks").said_in(language)
    example: list[Cell] = [
        kind,
        "大流量排水泵车 01",
        1,
        unit,
        120.3826,
        36.0671,
        "人民路 12 号",
        "张三",
        "0532-12345",
    ]
    return BOM + line(header) + line(example)


def take(
    session: Session, scope: Scope, owner_id: UUID, text: str, clock: Clock, *, applies: bool
) -> Done:
    """Register what a list has and change what is known by its name; rows with a fault are passed over."""
    known = {
        one.name: one for one in session.scalars(select(Resource).filter_by(owner_id=owner_id))
    }
    done = Done()
    for number, cells in _rows(text):
        try:
            entry = Entry.model_validate(cells)
        except ValidationError as error:
            done.faults.append(Fault(number, str(error.errors()[0]["loc"][0])))
            continue
        wanted = Wanted(**entry.model_dump())
        there = known.get(entry.name)
        if there is None:
            done.added += 1
            if applies:
                known[entry.name] = create(session, scope, owner_id, wanted, clock)
        elif _is_so(there, wanted):
            done.unchanged += 1
        else:
            done.changed += 1
            if applies:
                apply(session, scope, there, wanted, clock)
    return done


def _rows(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    rows = csv.reader(io.StringIO(text.removeprefix(BOM), newline=""))
    try:
        places = _places(next(rows, []))
        for number, cells in enumerate(islice(rows, ROWS_MAX), 2):
            if any(cell.strip() for cell in cells):
                yield number, _entry(cells, places)
    except csv.Error as error:
        raise ResourceListMalformed from error


def _entry(cells: list[str], places: Mapping[str, int]) -> dict[str, Any]:
    """An empty cell is none: what is known of it stays."""
    found = {name: cells[at].strip() for name, at in places.items() if at < len(cells)}
    entry: dict[str, Any] = {name: cell for name, cell in found.items() if cell}
    if "kind" in entry:
        entry["kind"] = _KINDS.get(entry["kind"], entry["kind"])
    return entry


def _places(header: list[str]) -> dict[str, int]:
    words = {word: name for name, text in COLUMNS.items() for word in (text.zh, text.en, name)}
    places = {words[cell.strip()]: at for at, cell in enumerate(header) if cell.strip() in words}
    missing = [COLUMNS[name] for name in NEEDED if name not in places]
    if missing:
        told = Text("、".join(one.zh for one in missing), ", ".join(one.en for one in missing))
        raise ResourceListUnreadable(missing=told)
    return places


def _is_so(resource: Resource, wanted: Wanted) -> bool:
    return all(getattr(resource, name) == value for name, value in wanted.given().items())
