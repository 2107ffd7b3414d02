"""Identifiers: UUIDv7 (RFC 9562), made by the application so that a row knows its id before it is stored."""

import hashlib
import os
import time
from uuid import UUID


def uuid7(unix_ms: int | None = None) -> UUID:
    """Return a UUIDv7 of the given millisecond (now by default); ids sort by the time they carry.

    Those of now carry a quarter of a microsecond as well (RFC 9562, 6.2, method 3): what one process makes
    in a row sorts in that row.
    """
    random_80 = int.from_bytes(os.urandom(10), "big")
    if unix_ms is not None:
        return _build(unix_ms, random_80)
    ms, rest_ns = divmod(time.time_ns(), 1_000_000)
    return _build(ms, rest_ns * 4096 // 1_000_000 << 68 | random_80 & ((1 << 68) - 1))


def derived_uuid7(unix_ms: int, *parts: object) -> UUID:
    """Return the one UUIDv7 of this millisecond and these parts: the same input, the same id.

    A writer that repeats after a crash makes the same row again instead of a second one.
    """
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).digest()
    return _build(unix_ms, int.from_bytes(digest[:10], "big"))


def _build(unix_ms: int, random_80: int) -> UUID:
    rand_a, rand_b = random_80 >> 68, random_80 & ((1 << 62) - 1)
    return UUID(int=unix_ms << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b)
