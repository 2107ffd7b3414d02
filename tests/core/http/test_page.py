"""A cursor comes back from outside, and may be anything."""

import base64
import json

import pytest
from sqlalchemy import DateTime, Integer, Text, Uuid, column, select
from sqlalchemy.orm import Session

from core.database.engine import Sessions
from core.feed import BadCursor, Change
from core.http.page import Key, PageQuery, paginate
from core.ids import uuid7
from tests.core.http.things import Pair

KEYS: dict[str, Key] = {
    "text": column("x", Text()),
    "whole": column("x", Integer()),
    "instant": column("x", DateTime(timezone=True)),
    "id": column("x", Uuid()),
}


def _cursor(payload: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize(
    "cursor",
    [
        "\x00",
        "ü",
        "A",
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
        *map(_cursor, [{}, [], [5], [None], [["a"]], ["a\0b"], ["\ud800"], ["a", "b"]]),
    ],
    ids=lambda cursor: ascii(cursor)[:20],
)
def test_what_is_no_cursor_of_ours_is_refused(session: Session, kind: str, cursor: str) -> None:
    with pytest.raises(BadCursor):
        paginate(session, select(Change), [KEYS[kind]], PageQuery(50, cursor))


def test_a_number_beyond_every_column_is_refused(session: Session) -> None:
    query = PageQuery(50, _cursor([str(10**400)]))
    with pytest.raises(BadCursor):
        paginate(session, select(Change), [KEYS["whole"]], query)


def test_a_cursor_leads_to_the_next_page(session: Session) -> None:
    assert (
        paginate(
            session, select(Change), [Change.object_id], PageQuery(5, _cursor([str(uuid7())]))
        ).rows
        == []
    )


def test_rows_of_a_key_of_two_columns_come_once_and_in_order(sessions: Sessions) -> None:
    with sessions() as session:  # nothing is committed, the table least of all
        Pair.metadata.create_all(session.connection(), [Pair.metadata.tables["pairs"]])
        session.add_all(Pair(row=row, name=name) for row in (2, 1) for name in ("b", "a"))
        session.flush()
        keys = (Pair.row, Pair.name)
        first = paginate(session, select(Pair), keys, PageQuery(3), descending=False)
        rest = PageQuery(3, first.next_cursor)
        last = paginate(session, select(Pair), keys, rest, descending=False)
        found = [(one.row, one.name) for one in (*first.rows, *last.rows)]
    assert found == [(1, "a"), (1, "b"), (2, "a"), (2, "b")]
