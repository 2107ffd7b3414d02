"""One reader of the change feed per process, and every stream it wakes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import psycopg
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core import feed
from core.database.engine import Sessions, transaction
from core.feed import Entry, Position
from core.log import get_logger

_log = get_logger(__name__)
BACKLOG = 1000
"""Changes a slow stream may fall behind before it is closed; it resumes from its cursor."""
ROWS_MAX = 50
"""Rows read with one bundle of changes; of more the ids are told."""

RowsOf = Callable[[Session, Sequence[UUID]], Mapping[UUID, BaseModel]]
"""Returns objects as all of their readers see them in a list, without those that differ by reader."""


@dataclass(frozen=True, slots=True)
class Told:
    """A change as its followers are told of it; `row` is what changed as JSON, if it was read for them."""

    entry: Entry
    row: str | None = None


@dataclass(eq=False)
class Follower:
    """One open stream: what it may see, and what waits for it."""

    path: str
    topics: frozenset[str]
    queue: asyncio.Queue[Told | None] = field(default_factory=lambda: asyncio.Queue(BACKLOG))

    def concerns(self, entry: Entry) -> bool:
        """Tell whether the reader may see what changed."""
        return entry.topic in self.topics and entry.owner_path.startswith(self.path)

    def offer(self, told: Told) -> bool:
        """Queue a change if it may be seen; False once the stream has fallen too far behind."""
        if not self.concerns(told.entry):
            return True
        try:
            self.queue.put_nowait(told)
        except asyncio.QueueFull:
            return False
        return True


class Hub:
    """Listens on one connection, reads the feed once, and hands each change to who may see it.

    Where a topic's rows can be read, it reads each once for all followers, however many there are: else
    each of them would ask the API for it at the same moment.
    """

    def __init__(
        self, sessions: Sessions, url: str, rows: Mapping[str, RowsOf] | None = None
    ) -> None:
        self._sessions = sessions
        self._url = url
        self._rows = rows or {}
        self._followers: set[Follower] = set()
        self._woken = asyncio.Event()
        self._position: Position | None = None

    async def run(self) -> None:
        """Follow the feed until cancelled; an absent database only pauses it."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen())
            group.create_task(self._read())

    async def follow(
        self, path: str, topics: frozenset[str], after: Position
    ) -> AsyncIterator[Told]:
        """Yield changes of these topics below a path after a position; ends when the reader is too slow."""
        follower = Follower(path, topics)
        self._followers.add(follower)
        try:
            last = after
            async for entry in self._replay(follower, after):
                last = entry.position
                yield Told(entry)
            while (told_or_end := await follower.queue.get()) is not None:
                if told_or_end.entry.position > last:
                    yield told_or_end
        finally:
            self._followers.discard(follower)

    async def position(self) -> Position:
        """Return where a stream that begins now begins."""
        if self._position is None:
            self._position = await run_in_threadpool(self._head)
        return self._position

    def close(self) -> None:
        """End every open stream, so that the server can stop."""
        for follower in self._followers:
            with contextlib.suppress(asyncio.QueueFull):
                follower.queue.put_nowait(None)

    async def _replay(self, follower: Follower, start: Position) -> AsyncIterator[Entry]:
        after: Position | None = start
        while after is not None:
            entries = await run_in_threadpool(self._entries, after)
            for entry in entries:
                if follower.concerns(entry):
                    yield entry
            after = entries[-1].position if entries else None

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._url, autocommit=True
                ) as connection:
                    await connection.execute(f"LISTEN {feed.CHANNEL}")
                    self._woken.set()
                    async for _ in connection.notifies():
                        self._woken.set()
            except psycopg.Error as error:
                _log.warning("change feed lost its connection", error=str(error))
            await asyncio.sleep(1)

    async def _read(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), timeout=5)
            self._woken.clear()
            try:
                await self._advance()
            except DBAPIError as error:
                _log.warning("change feed cannot read", error=str(error.orig))
                await asyncio.sleep(1)

    async def _advance(self) -> None:
        position = await self.position()
        entries, more = await run_in_threadpool(self._next, position)
        rows = await self._rows_of(entries)
        for entry in entries:
            self._position = entry.position
            told = Told(entry, rows.get((entry.topic, entry.object_id)))
            for follower in [f for f in self._followers if not f.offer(told)]:
                self._drop(follower)
        if more:  # a commit waits for an older transaction: look again shortly
            await asyncio.sleep(0.05)
            self._woken.set()

    async def _rows_of(self, entries: Sequence[Entry]) -> dict[tuple[str, UUID], str]:
        """Return the rows that somebody is told of, by topic and id; none of a burst."""
        wanted = {
            (entry.topic, entry.object_id)
            for entry in entries
            if entry.topic in self._rows and any(one.concerns(entry) for one in self._followers)
        }
        if not 0 < len(wanted) <= ROWS_MAX:
            return {}
        return await run_in_threadpool(self._read_rows, wanted)

    def _read_rows(self, wanted: Collection[tuple[str, UUID]]) -> dict[tuple[str, UUID], str]:
        found: dict[tuple[str, UUID], str] = {}
        with transaction(self._sessions) as session:
            for topic, rows_of in self._rows.items():
                rows = rows_of(session, [one for kind, one in wanted if kind == topic])
                found |= {(topic, one): row.model_dump_json() for one, row in rows.items()}
        return found

    def _drop(self, follower: Follower) -> None:
        self._followers.discard(follower)
        while not follower.queue.empty():
            follower.queue.get_nowait()
        follower.queue.put_nowait(None)

    def _next(self, position: Position) -> tuple[list[Entry], bool]:
        with transaction(self._sessions) as session:
            entries = feed.read(session, position)
            return entries, bool(entries) or feed.pending(session)

    def _entries(self, position: Position) -> list[Entry]:
        with transaction(self._sessions) as session:
            return feed.read(session, position)

    def _head(self) -> Position:
        with transaction(self._sessions) as session:
            return feed.head(session)
