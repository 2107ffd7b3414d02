"""A cursor comes back from outside, and may be anything."""

import base64
import json

import pytest
from sqlalchemy import DateTime, Integer, Text, Uuid, column, select
from sqlalchemy.orm import Session

from core.feed import BadCursor, Change
from core.http.page import Key, PageQuery, paginate
from core.ids import uuid7

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
