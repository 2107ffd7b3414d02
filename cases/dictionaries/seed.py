"""What a city's dictionary begins with: the files of this folder, read once and written where missing."""

import csv
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from cases.dictionaries.model import Matter, MatterMapping
from core.ids import uuid7

STANDARD = "GB/T 47678.5-2026"
EXTENSION = f"{STANDARD} local extension"
FOLDER = Path(__file__).parent
_COLUMNS = (
    "id uuid, code text, standard_ref text, class_code text, class_zh text, class_en text,"
    " name_zh text, name_en text, emergency_code text, older jsonb, limits jsonb, local boolean"
)
_NAMES = ", ".join(column.split()[0] for column in _COLUMNS.split(", "))
_WRITE = text(
    f"INSERT INTO matters (owner_id, {_NAMES})"  # nosec B608  # noqa: S608 - names of ours
    f" SELECT :owner_id, {_NAMES} FROM jsonb_to_recordset(:rows) AS one ({_COLUMNS})"
    " ON CONFLICT (owner_id, code) DO UPDATE SET older = excluded.older, limits = excluded.limits,"
    " name_en = excluded.name_en, class_zh = excluded.class_zh, class_en = excluded.class_en"
    " WHERE matters.limits = '{}' AND matters.examples"
)


def seed(session: Session, city_id: UUID) -> None:
    """Give a city the matters that it lacks, and, where it has none at all, our mapping of event types."""
    have = select(func.count()).select_from(Matter).filter_by(owner_id=city_id, local=False)
    if (session.scalar(have) or 0) < _standard_count():
        rows = [{**one, "id": str(uuid7())} for one in standard()]
        session.execute(_WRITE, {"owner_id": city_id, "rows": json.dumps(rows)})
    if not session.scalar(select(exists().where(MatterMapping.owner_id == city_id))):
        _map(session, city_id)


def classes() -> Mapping[str, tuple[str, str]]:
    """Return the standard's classes by their two digits: Chinese and English name."""
    return {one["class_code"]: (one["class_zh"], one["class_en"]) for one in _standard()}


@cache
def standard() -> tuple[Mapping[str, Any], ...]:
    """Return what a dictionary begins with: the standard's matters and our local extensions."""
    older, limits = _older(), _limits()
    return tuple(
        {
            **one,
            "older": older.get(one["code"], []),
            "limits": limits["*"] | limits.get(one["code"], {}),
        }
        for one in (*_standard(), *_local())
    )


@cache
def default_limits() -> Mapping[str, Any]:
    """Return the example limits of what has none of its own."""
    return _limits()["*"]


def _standard_count() -> int:
    return sum(not one["local"] for one in standard())


@cache
def _standard() -> tuple[Mapping[str, Any], ...]:
    names = ("code", "class_code", "class_zh", "class_en", "name_zh")
    english = {line["code"]: f"{line['component_en']}: fault" for line in _lines("english")}
    return tuple(
        {name: line[name] for name in names}
        | {"name_en": line["name_en"] or english[line["code"]]}
        | {"standard_ref": STANDARD, "emergency_code": None, "local": False}
        for line in _lines("gbt47678_5")
    )


def _local() -> Iterator[Mapping[str, Any]]:
    for line in _lines("local"):
        zh, en = classes()[line["class_code"]]
        yield {**line, "class_zh": zh, "class_en": en, "standard_ref": EXTENSION, "local": True}


def _older() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for line in _lines("older"):
        told = {"standard_ref": line["standard_ref"], "code": line["older"]}
        found.setdefault(line["code"], []).append(told | {"inferred": line["inferred"] == "yes"})
    return found


def _limits() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for line in _lines("limits"):
        limit = {"amount": float(line["amount"]), "unit": line["unit"]}
        found.setdefault(line["code"], {})[line["stage"]] = limit
    return found


def _map(session: Session, city_id: UUID) -> None:
    codes = {line["event_type"]: line["code"] for line in _lines("event_types")}
    known = select(Matter.code, Matter.id).filter_by(owner_id=city_id)
    ids: dict[str, UUID] = {code: matter_id for code, matter_id in session.execute(known)}
    rows = [
        {"id": uuid7(), "owner_id": city_id, "event_type": event_type, "matter_id": ids[code]}
        for event_type, code in codes.items()
    ]
    session.execute(insert(MatterMapping).values(rows).on_conflict_do_nothing())


def _lines(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]
