"""Every sealed column of the product, and how what is in them moves to a new key.

Answers kept for `Idempotency-Key` are sealed too; they expire within a day and are left as they are.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, LargeBinary, func, literal, select, text, update
from sqlalchemy.orm import InstrumentedAttribute

from accounts.second_factor.service import seed_context
from accounts.users.model import User
from cases.sinks.model import Sink
from cases.sinks.service import report_context, secret_context, sign_context
from core.database.engine import Sessions, transaction
from core.errors import Unavailable
from core.secrets import HEAD, Keyring, UnsealFailed, head_of, number_of
from core.text import Text
from registry.remote.model import RemoteEndpoint
from registry.remote.service import credential_context
from video.cameras.model import Camera
from video.cameras.service import url_context
from video.sources.model import CameraSource
from video.sources.service import secret_context as source_context

BATCH = 50
PAUSE_S = 0.2
PATIENCE_S = 60.0
"""After so long without a row moved, though some are left, the rotation gives up until it is run again."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed column of a table with an `id`, and what a row's secret is bound to."""

    model: type[Any]
    column: InstrumentedAttribute[Any]
    context: Callable[[UUID], str]

    @property
    def name(self) -> str:
        """The column as an operator knows it."""
        return f"{self.model.__tablename__}.{self.column.key}"


SEALED = (
    Sealed(Camera, Camera.url_sealed, url_context),
    Sealed(CameraSource, CameraSource.secret_sealed, source_context),
    Sealed(CameraSource, CameraSource.stream_sealed, source_context),
    Sealed(RemoteEndpoint, RemoteEndpoint.sealed_credential, credential_context),
    Sealed(Sink, Sink.sealed_secret, secret_context),
    Sealed(Sink, Sink.sealed_sign_secret, sign_context),
    Sealed(Sink, Sink.sealed_report_secret, report_context),
    Sealed(User, User.totp_sealed, seed_context),
)
"""A column whose name says *sealed* and that is missing here fails `tests/house/test_sealed.py`."""


class RotationUnfinished(Unavailable):
    """Rows stayed locked by others for too long."""

    code = "rotation_unfinished"
    detail = Text(
        "{column} 仍有 {left} 行使用旧密钥：有事务一直占用它们。请再次运行 algomart keys rotate。",
        "{left} rows of {column} are still under an old key: a transaction keeps hold of them. "
        "Run algomart keys rotate again.",
    )


@dataclass(slots=True)
class Progress:
    """How far one column has come."""

    column: str
    total: int
    moved: int = 0
    lost: list[UUID] = field(default_factory=list)
    """Rows no key opens: they are left as they are."""


def numbers(sessions: Sessions, sealed: Sealed) -> dict[int, int]:
    """Return how many rows of a column are under which key."""
    head = func.substring(sealed.column, 1, HEAD)
    counted = select(head, func.count()).where(_filled(sealed)).group_by(head)
    with transaction(sessions) as session:
        return {number_of(key): count for key, count in session.execute(counted)}


def reseal(sessions: Sessions, keyring: Keyring, sealed: Sealed) -> Iterator[Progress]:
    """Move a column's rows to the current key, a few in a transaction; yield after each of these.

    A row that somebody else holds is passed over and tried again, so that nobody waits for us while we
    wait for him. Raises `RotationUnfinished` where that takes too long.
    """
    since = _now(sessions)
    stale = _under_another_key(sealed, keyring.current)
    progress = Progress(sealed.name, _count(sessions, sealed, stale))
    patient_until = time.monotonic() + PATIENCE_S
    while True:
        if _move(sessions, keyring, sealed, stale, progress):
            patient_until = time.monotonic() + PATIENCE_S
            yield progress
            continue
        writers = _older_transactions(sessions, since)
        left = _count(sessions, sealed, stale) - len(progress.lost)
        if not left and not writers:
            yield progress
            return
        if time.monotonic() > patient_until:
            raise RotationUnfinished(column=sealed.name, left=max(left, 1))
        time.sleep(PAUSE_S)


def _move(
    sessions: Sessions,
    keyring: Keyring,
    sealed: Sealed,
    stale: ColumnElement[bool],
    progress: Progress,
) -> int:
    """Move one batch and return how many rows it had; writes the column alone, so no revision changes."""
    table, column = sealed.model.__table__, sealed.column
    batch = (
        select(sealed.model.id, column)
        .where(stale, sealed.model.id.not_in(progress.lost))
        .limit(BATCH)
        .with_for_update(key_share=True, skip_locked=True)
    )
    with transaction(sessions) as session:
        rows = session.execute(batch).all()
        for row_id, old in rows:
            try:
                plain = keyring.unseal(old, context=sealed.context(row_id))
            except UnsealFailed:
                progress.lost.append(row_id)
                continue
            new = keyring.seal(plain, context=sealed.context(row_id))
            session.execute(
                update(table).where(table.c.id == row_id, column == old).values({column.key: new})
            )
            progress.moved += 1
    return len(rows)


def _filled(sealed: Sealed) -> ColumnElement[bool]:
    """Rows that have a secret: that of a removed camera is empty."""
    return func.octet_length(sealed.column) > HEAD


def _under_another_key(sealed: Sealed, current: int) -> ColumnElement[bool]:
    head = literal(head_of(current), LargeBinary)
    return _filled(sealed) & (func.substring(sealed.column, 1, HEAD) != head)


def _count(sessions: Sessions, sealed: Sealed, stale: ColumnElement[bool]) -> int:
    with transaction(sessions) as session:
        return session.scalar(select(func.count()).select_from(sealed.model).where(stale)) or 0


def _now(sessions: Sessions) -> datetime:
    """Return the database's instant, a little late: what began before it may still seal with an old key."""
    with transaction(sessions) as session:
        now: datetime = session.scalars(text("SELECT clock_timestamp()")).one()
        return now + timedelta(milliseconds=10)


def _older_transactions(sessions: Sessions, since: datetime) -> bool:
    """Tell whether somebody's transaction is older than the new key and may yet write under the old one."""
    with transaction(sessions) as session:
        found = session.scalar(_OLDER, {"since": since})
        return bool(found)


_OLDER = text(
    """
    SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
        AND xact_start < :since AND pid <> pg_backend_pid() AND backend_type = 'client backend')
    """
)
