"""The feed of changes: what changed, in commit-safe order, for whoever follows.

A change is a row written in the transaction of what it tells about. Readers take only rows of
transactions older than every transaction still running (`pg_snapshot_xmin`), ordered by
(transaction id, row id): a commit that comes late can therefore never fall behind a reader's cursor
(docs/adr/0006). NOTIFY merely wakes readers and carries no content.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from sqlalchemy import ForeignKey, Identity, Index, Uuid, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import UserDefinedType

from core.database.model import Base
from core.errors import Invalid
from core.text import Text

CHANNEL = "algomart_changes"


class Xid8(UserDefinedType[str]):
    """PostgreSQL's 64-bit transaction id, carried as text."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "xid8"


class Change(Base):
    """One object changed; the row says which, the reader fetches what."""

    __tablename__ = "changes"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    xid: Mapped[str] = mapped_column(Xid8(), server_default=func.pg_current_xact_id())
    topic: Mapped[str]
    object_id: Mapped[UUID]
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"))
    at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)

    __table_args__ = (Index("ix_changes_order", "xid", "id"),)


class BadCursor(Invalid):
    """A stream was resumed from something that is not a cursor of ours."""

    code = "bad_cursor"
    detail = Text(
        "游标“{cursor}”无效，请重新打开列表。",
        "“{cursor}” is no cursor of ours; open the list anew.",
    )


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in the feed; its text form is the `id` of a server-sent event."""

    xid: int
    id: int

    def __str__(self) -> str:
        return f"{self.xid}-{self.id}"

    @classmethod
    def parse(cls, cursor: str) -> Self:
        """Return the position a client sent back; `BadCursor` if it is none."""
        xid, dash, row = cursor.partition("-")
        if not (dash and xid.isdecimal() and row.isdecimal() and len(cursor) < 40):
            raise BadCursor(cursor=cursor[:40])
        return cls(int(xid), int(row))


@dataclass(frozen=True, slots=True)
class Entry:
    """A change as a reader gets it; `owner_path` is the owner's place in the organization tree."""

    position: Position
    topic: str
    object_id: UUID
    owner_path: str


def publish(session: Session, topic: str, object_id: UUID, owner_id: UUID) -> None:
    """Write the change and wake the readers once the caller's transaction commits."""
    publish_all(session, topic, [(object_id, owner_id)])


def publish_all(session: Session, topic: str, changed: Sequence[tuple[UUID, UUID]]) -> None:
    """Write many changes, each an object and its owner, in one statement."""
    if changed:
        session.flush()  # an owner may be as new as the change
        objects, owners = zip(*changed, strict=True)
        told = {"topic": topic, "objects": [*objects], "owners": [*owners], "channel": CHANNEL}
        session.execute(_WRITE, told)


def newest(session: Session) -> int:
    """Return the number of the newest change, 0 for none: another one means that something changed."""
    return session.scalar(select(func.max(Change.id))) or 0


def head(session: Session) -> Position:
    """Return the position after which everything is yet to come."""
    xmin = session.scalar(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text"))
    return Position(int(xmin or 0) - 1, 2**62)


_WRITE = text(
    """
    WITH written AS (
        INSERT INTO changes (topic, object_id, owner_id)
        SELECT :topic, object_id, owner_id FROM unnest(:objects, :owners) AS told (object_id, owner_id)
    )
    SELECT pg_notify(:channel, :topic)
    """
).bindparams(bindparam("objects", type_=ARRAY(Uuid())), bindparam("owners", type_=ARRAY(Uuid())))
_READ = text(
    """
    SELECT c.xid::text, c.id, c.topic, c.object_id, o.path
    FROM changes c JOIN organizations o ON o.id = c.owner_id
    WHERE (c.xid, c.id) > (CAST(:xid AS xid8), :id)
      AND c.xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY c.xid, c.id LIMIT :limit
    """
)
_PENDING = text(
    "SELECT EXISTS (SELECT FROM changes WHERE xid >= pg_snapshot_xmin(pg_current_snapshot()))"
)


def read(session: Session, after: Position, limit: int = 500) -> list[Entry]:
    """Return the changes after a position, oldest first, none of which can be preceded any more."""
    rows = session.execute(_READ, {"xid": str(after.xid), "id": after.id, "limit": limit})
    return [
        Entry(Position(int(xid), row), topic, object_id, path)
        for xid, row, topic, object_id, path in rows
    ]


def pending(session: Session) -> bool:
    """Return whether committed changes wait for an older transaction to end before they are read."""
    return bool(session.scalar(_PENDING))
