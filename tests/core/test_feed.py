"""The feed gives every committed change once, in an order that no late commit can break."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest
from sqlalchemy.orm import Session

from core import feed
from core.database.engine import Sessions, transaction
from core.feed import BadCursor, Position
from core.ids import uuid7
from tests import make


@pytest.fixture
def owner(sessions: Sessions) -> UUID:
    """An organization that owns what changes."""
    with transaction(sessions) as session:
        return make.organization(session).id


def _publish(session: Session, owner: UUID) -> UUID:
    changed = uuid7()
    feed.publish(session, "event", changed, owner)
    session.flush()
    return changed


def _read(sessions: Sessions, after: Position) -> list[UUID]:
    with transaction(sessions) as session:
        return [entry.object_id for entry in feed.read(session, after)]


def _head(sessions: Sessions) -> Position:
    with transaction(sessions) as session:
        return feed.head(session)


def test_a_late_commit_is_not_skipped(sessions: Sessions, owner: UUID) -> None:
    start = _head(sessions)
    with sessions() as slow:
        early = _publish(slow, owner)  # begins first …
        with transaction(sessions) as quick:
            late = _publish(quick, owner)  # … and commits last
        assert _read(sessions, start) == []
        with transaction(sessions) as session:
            assert feed.pending(session)
        slow.commit()
    assert _read(sessions, start) == [early, late]


def test_what_is_rolled_back_was_never_told(sessions: Sessions, owner: UUID) -> None:
    start = _head(sessions)
    with sessions() as session:
        _publish(session, owner)
        session.rollback()
    assert _read(sessions, start) == []


def test_many_writers_lose_and_repeat_nothing(sessions: Sessions, owner: UUID) -> None:
    position = _head(sessions)

    def write(_: int) -> UUID:
        with transaction(sessions) as session:
            return _publish(session, owner)

    seen: list[UUID] = []
    with ThreadPoolExecutor(4) as pool:
        writes = [pool.submit(write, number) for number in range(60)]
        while len(seen) < 60:
            with transaction(sessions) as session:
                entries = feed.read(session, position, limit=7)
            seen += [entry.object_id for entry in entries]
            position = entries[-1].position if entries else position
    assert sorted(seen) == sorted(write.result() for write in writes)


def test_readers_are_woken_at_the_commit(
    sessions: Sessions, owner: UUID, database_url: str
) -> None:
    with psycopg.connect(database_url, autocommit=True) as listener:
        listener.execute(f"LISTEN {feed.CHANNEL}")
        with transaction(sessions) as session:
            _publish(session, owner)
        woken = [note.payload for note in listener.notifies(timeout=5, stop_after=1)]
    assert woken == ["event"]


@pytest.mark.parametrize("cursor", ["", "5", "a-b", "5-", "1-2-3", "9" * 60, "-1-2"])
def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        Position.parse(cursor)


def test_a_cursor_survives_its_text_form() -> None:
    assert Position.parse(str(Position(7, 9))) == Position(7, 9)


def test_many_changes_are_told_together_and_in_order(sessions: Sessions, owner: UUID) -> None:
    start = _head(sessions)
    changed = [uuid7() for _ in range(50)]
    with transaction(sessions) as session:
        feed.publish_all(session, "event", [(one, owner) for one in changed])
        feed.publish_all(session, "event", [])
    assert _read(sessions, start) == changed
