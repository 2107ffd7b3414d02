"""What a file is about, before anything is applied: how many rows, which repeat, how many are new."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.database.engine import Sessions, transaction
from core.masking import mask_url
from video.cameras.model import Camera
from video.imports.known import Key, conditions
from video.imports.table import Table

_BATCH = 10_000


@dataclass(slots=True)
class Plan:
    """What one pass over the file found."""

    total: int = 0
    """Number of its last row less the header's."""
    new: int = 0
    """Rows that name no camera of the organization yet; some of them may turn out to be at fault."""
    repeated: set[int] = field(default_factory=set)
    """Numbers of the rows that name a camera which an earlier row names."""


def plan(sessions: Sessions, owner_id: UUID, table: Table, mapping: Mapping[str, int]) -> Plan:
    """Read the whole table, whose header was read, and say what it is about."""
    made, seen, batch = Plan(), set[Key](), list[Key]()
    for line in table.lines():
        made.total = line.number - 1
        keys = list(_keys(line.cells or [], mapping))
        if not seen.isdisjoint(keys):
            made.repeated.add(line.number)
            continue
        seen.update(keys)
        batch.extend(keys[:1])
        if len(batch) >= _BATCH:
            made.new += _unknown(sessions, owner_id, batch)
            batch = []
    made.new += _unknown(sessions, owner_id, batch)
    return made


def _keys(cells: Sequence[str], mapping: Mapping[str, int]) -> Iterator[Key]:
    """Yield both ids of a row, or its address where it has neither."""
    values = {
        name: cells[column].strip()
        for name in ("gb_id", "source_id", "url")
        if (column := mapping.get(name)) is not None and column < len(cells)
    }
    url = values.pop("url", "")
    ids = [(name, value) for name, value in values.items() if value]
    yield from ids
    if url and not ids:
        yield ("url", _masked(url))


def _masked(url: str) -> str:
    try:
        return mask_url(url)
    except ValueError:  # it will be refused
        return url


def _unknown(sessions: Sessions, owner_id: UUID, keys: Sequence[Key]) -> int:
    """Return how many of these keys no camera of the organization has."""
    with transaction(sessions) as session:
        return len(keys) - sum(
            _known(session, owner_id, condition) for condition in conditions(keys)
        )


def _known(session: Session, owner_id: UUID, condition: ColumnElement[bool]) -> int:
    counted = select(func.count()).where(
        Camera.owner_id == owner_id, Camera.removed_at.is_(None), condition
    )
    return session.scalar(counted) or 0
