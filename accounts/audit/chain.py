"""The arithmetic of the chain: what a line's digest and a seal's head are made of. No database here."""

import hmac
import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Self
from uuid import UUID

from sqlalchemy import Select, Text, cast, select
from sqlalchemy.dialects.postgresql import JSONB

from accounts.audit.model import AuditEntry, AuditSeal
from core.secrets import Keyring

START = bytes(32)
"""What stands for the head before the first seal."""

_ID, _MAC = 16, 32
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SEALED = sorted(
    (column for column in AuditEntry.__table__.columns if column.name != "seal"),
    key=lambda column: column.name,
)


@dataclass(frozen=True, slots=True)
class Keys:
    """What one key of the keyring becomes for the trail: one for lines, one for heads."""

    lines: bytes
    heads: bytes

    @classmethod
    def of(cls, keyring: Keyring, number: int | None = None) -> Self:
        """Derive them from the current key or a numbered one; raises `KeyMissing`."""
        return cls(keyring.derive("audit lines", number), keyring.derive("audit heads", number))


def lines() -> Select[Any]:
    """Select lines as they are sealed: JSON as PostgreSQL's own text, so that no reader rounds a number."""
    return select(
        *(
            cast(column, Text).label(column.name) if isinstance(column.type, JSONB) else column
            for column in _SEALED
        ),
        AuditEntry.__table__.c.seal,
    )


def line_mac(key: bytes, line: Mapping[str, Any]) -> bytes:
    """Return the keyed digest of a line.

    Absent values are left out, so that a column a later release adds does not break older seals.
    """
    present = {
        column.name: _plain(line[column.name])
        for column in _SEALED
        if line[column.name] is not None
    }
    text = json.dumps(present, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.digest(key, text.encode(), sha256)


def pack(macs: Sequence[tuple[UUID, bytes]]) -> bytes:
    """Return ids and digests as one value."""
    return b"".join(line_id.bytes + mac for line_id, mac in macs)


def unpack(entries: bytes) -> Iterator[tuple[UUID, bytes]]:
    """Yield the ids and digests of a seal."""
    for start in range(0, len(entries) - _ID - _MAC + 1, _ID + _MAC):
        middle = start + _ID
        yield UUID(bytes=entries[start:middle]), entries[middle : middle + _MAC]


def head_of(key: bytes, seal: AuditSeal) -> bytes:
    """Return the head that a seal must have."""
    since = (seal.sealed_at - _EPOCH) // _MICROSECOND
    fixed = struct.pack(">5q", seal.number, since, seal.count, seal.total, seal.key_number)
    return hmac.digest(key, seal.previous + fixed + seal.entries, sha256)


def _plain(value: Any) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
