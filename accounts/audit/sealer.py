"""The sealer: puts new lines under seals, a batch at a time, while everybody else goes on writing.

Whoever writes a line never waits for it: it takes rows that are committed and unsealed, in the order of
their ids. A line that commits late simply falls in a later batch. Of several processes one works at a time.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table, func, select, update
from sqlalchemy.orm import Session

from accounts.audit import chain
from accounts.audit.model import AuditEntry, AuditSeal
from core.clock import Clock
from core.database.engine import Sessions, transaction
from core.secrets import Keyring

BATCH = 5000
"""Lines under one seal at most."""

_LOCK = 0x5EA1_A0D1
_AUDIT: Table = AuditEntry.metadata.tables["audit"]


def seal_all(sessions: Sessions, keyring: Keyring, clock: Clock) -> int:
    """Seal whatever is committed and not sealed yet, each batch in its own transaction; return how many."""
    sealed = 0
    while True:
        with transaction(sessions) as session:
            batch = seal_batch(session, keyring, clock)
        sealed += batch
        if batch < BATCH:
            return sealed


def seal_batch(session: Session, keyring: Keyring, clock: Clock, limit: int = BATCH) -> int:
    """Seal up to so many lines; 0 when there is none, or when another process is at it."""
    if not session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
        return 0
    unsealed = chain.lines().where(_AUDIT.c.seal.is_(None)).order_by(_AUDIT.c.id).limit(limit)
    rows = session.execute(unsealed).mappings().all()
    if rows:
        seal = _next(session, rows, keyring, clock)
        session.add(seal)
        session.flush()
        _mark(session, [row["id"] for row in rows], seal.number)
    return len(rows)


def last(session: Session) -> AuditSeal | None:
    """Return the newest seal."""
    return session.scalars(select(AuditSeal).order_by(AuditSeal.number.desc()).limit(1)).first()


def _next(session: Session, rows: Sequence[Any], keyring: Keyring, clock: Clock) -> AuditSeal:
    key_number = keyring.current
    keys = chain.Keys.of(keyring, key_number)
    before = last(session)
    seal = AuditSeal(
        number=before.number + 1 if before else 1,
        sealed_at=clock.now(),
        count=len(rows),
        total=(before.total if before else 0) + len(rows),
        entries=chain.pack([(row["id"], chain.line_mac(keys.lines, row)) for row in rows]),
        previous=before.head if before else chain.START,
        key_number=key_number,
    )
    seal.head = chain.head_of(keys.heads, seal)
    return seal


def _mark(session: Session, ids: Sequence[UUID], number: int) -> None:
    session.execute(update(_AUDIT).where(_AUDIT.c.id == func.any(list(ids))).values(seal=number))
