"""The trail as a file: JSON lines or CSV, oldest first, read in short transactions however long it is."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, tuple_

from accounts.audit.model import AuditEntry
from core.database.engine import Sessions, transaction
from core.sheet import BOM, line

Format = Literal["jsonl", "csv"]
MEDIA_TYPES: dict[Format, str] = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}

COLUMNS = (
    "id",
    "taken_at",
    "owner_id",
    "user_id",
    "login",
    "address",
    "action",
    "object_type",
    "object_id",
    "before",
    "after",
    "reason",
    "seal",
)
_BATCH = 1000


def stream(sessions: Sessions, statement: Select[AuditEntry], form: Format) -> Iterator[str]:
    """Yield the lines that a statement selects, as text of this form."""
    if form == "csv":
        yield BOM + line(COLUMNS)
    for entry in _entries(sessions, statement):
        values = {name: getattr(entry, name) for name in COLUMNS}
        if form == "csv":
            yield line(_cell(values[name]) for name in COLUMNS)
        else:
            plain = {name: _plain(value) for name, value in values.items()}
            yield json.dumps(plain, ensure_ascii=False) + "\n"


def _entries(sessions: Sessions, statement: Select[AuditEntry]) -> Iterator[AuditEntry]:
    here = tuple_(AuditEntry.taken_at, AuditEntry.id)
    ordered = statement.order_by(AuditEntry.taken_at, AuditEntry.id).limit(_BATCH)
    after: AuditEntry | None = None
    while True:
        rest = ordered if after is None else ordered.where(here > (after.taken_at, after.id))
        with transaction(sessions) as session:
            rows = session.scalars(rest).all()
        yield from rows
        if len(rows) < _BATCH:
            return
        after = rows[-1]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | dict):
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _cell(value: Any) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, dict) else str(plain)
