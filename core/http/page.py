"""Keyset pages: stable while rows arrive, as fast on page 1,000 as on page 1."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, func, inspect, literal, select, text, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.feed import BadCursor
from core.http.described import refuses

T = TypeVar("T")
Key = ColumnElement[Any] | InstrumentedAttribute[Any]
COUNT_CAP = 10_000
FEW = 2_000


class Page(BaseModel, Generic[T]):
    """One page of a list; `count` is exact up to 10,000, beyond which `count_capped` is true."""

    items: list[T]
    next_cursor: str | None
    count: int
    count_capped: bool


@dataclass(frozen=True, slots=True)
class PageQuery:
    """Where the page begins and how long it is."""

    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a page, before they are shaped for the answer."""

    rows: Sequence[Any]
    next_cursor: str | None
    count: int

    def page(self, items: list[T]) -> Page[T]:
        """Return the page with its rows shaped."""
        return Page(
            items=items,
            next_cursor=self.next_cursor,
            count=min(self.count, COUNT_CAP),
            count_capped=self.count > COUNT_CAP,
        )


@refuses(400)
def _page_query(
    limit: Annotated[int, Query(ge=1, le=200)] = 50, cursor: str | None = None
) -> PageQuery:
    return PageQuery(limit, cursor)


PageQueryDep = Annotated[PageQuery, Depends(_page_query)]


def paginate(
    session: Session,
    statement: Select[Any],
    keys: Sequence[Key],
    query: PageQuery,
    *,
    descending: bool = True,
) -> Rows:
    """Return one page of the statement, ordered by `keys`, the last of which must be unique.

    A statement of one entity yields entities, one of several columns yields rows; in both cases the
    keys must not be null. Raises `BadCursor` for a cursor this list did not give out.
    """
    # Few rows are wanted: until others have come to help with them, they are long there.
    session.execute(text("SET LOCAL max_parallel_workers_per_gather = 0"))
    count = session.scalar(
        select(func.count()).select_from(statement.limit(COUNT_CAP + 1).subquery())
    )
    ordered = statement.add_columns(*(key.label(f"_key{i}") for i, key in enumerate(keys)))
    order = [_sorted(key) for key in keys] if (count or 0) <= FEW else keys
    ordered = ordered.order_by(*(key.desc() if descending else key.asc() for key in order))
    if query.cursor:
        edge = tuple_(
            *(literal(v, k.type) for v, k in zip(_decode(query.cursor, keys), keys, strict=True))
        )
        here = tuple_(*keys)
        ordered = ordered.where(here < edge if descending else here > edge)
    found = session.execute(_narrow_first(ordered.limit(query.limit + 1), keys, descending)).all()
    shown = found[: query.limit]
    cursor = _encode(shown[-1][-len(keys) :]) if len(found) > query.limit else None
    return Rows([_without_keys(row, len(keys)) for row in shown], cursor, count or 0)


def _narrow_first(page: Select[Any], keys: Sequence[Key], descending: bool) -> Select[Any]:
    """Return the page of an entity's whole rows, chosen by their keys alone.

    Where PostgreSQL has to sort all that was found, each row would be carried along whole: of 40,000 cameras
    that takes as long as finding them.
    """
    entity, unique = page.column_descriptions[0]["entity"], keys[-1]
    if len(page.column_descriptions) != len(keys) + 1 or not _identifies(unique, entity):
        return page
    names = [f"_key{number}" for number in range(len(keys))]
    narrow = (key.label(name) for key, name in zip(keys, names, strict=True))
    chosen = page.with_only_columns(*narrow, maintain_column_froms=True).subquery()
    told = [chosen.c[name] for name in names]
    order = [one.desc() if descending else one.asc() for one in told]
    return select(entity, *told).join(chosen, unique == told[-1]).order_by(*order)


def _identifies(key: Key, entity: Any) -> bool:
    """Tell whether a key is the whole primary key of an entity."""
    own = isinstance(key, InstrumentedAttribute) and key.class_ is entity
    return own and [*inspect(entity).primary_key] == [*key.property.columns]


def _sorted(key: Key) -> Any:
    """Return the key in a form no index is ordered by.

    Of few rows all are read and sorted; in the order of an index PostgreSQL would walk through everybody
    else's rows until it has a page of the caller's.
    """
    return func.coalesce(key, key)


def _without_keys(row: Any, keys: int) -> Any:
    own = tuple(row)[:-keys]
    return own[0] if len(own) == 1 else own


def _encode(values: Sequence[Any]) -> str:
    plain = [v.isoformat() if isinstance(v, datetime) else str(v) for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _text(value: str) -> str:
    if "\0" in value:
        raise ValueError
    value.encode()  # half a surrogate is no text either
    return value


def _whole(value: str) -> int:
    number = int(value[:20])
    if not -(2**63) <= number < 2**63:
        raise ValueError
    return number


_READERS: dict[type, Callable[[str], Any]] = {
    datetime: datetime.fromisoformat,
    UUID: UUID,
    int: _whole,
    str: _text,
}


def _decode(cursor: str, keys: Sequence[Key]) -> list[Any]:
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(plain, list) or not all(isinstance(one, str) for one in plain):
            raise BadCursor(cursor=cursor[:40])
        return [_READERS[k.type.python_type](v) for v, k in zip(plain, keys, strict=True)]
    except (ValueError, KeyError, RecursionError) as error:
        raise BadCursor(cursor=cursor[:40]) from error
