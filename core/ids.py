"""Identifiers: UUIDv7 (RFC 9562), made by the application so that a row knows its id before it is stored."""

import hashlib
import os
import time
from uuid import UUID


def uuid7(unix_ms: int | None = None) -> UUID:
    """Return a UUIDv7 of the given millisecond (now by default); ids sort by the time they carry."""
    ms = time.time_ns() // 1_000_000 if unix_ms is None else unix_ms
    return _build(ms, int.from_bytes(os.urandom(10), "big"))


def derived_uuid7(unix_ms: int, *parts: object) -> UUID:
    """Return the one UUIDv7 of this millisecond and these parts: the same input, the same id.

    A writer that repeats after a crash makes the same row again instead of a second one.
    """
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).digest()
    return _build(unix_ms, int.from_bytes(digest[:10], "big"))


def _build(unix_ms: int, random_80: int) -> UUID:
    rand_a, rand_b = random_80 >> 68, random_80 & ((1 << 62) - 1)
    return UUID(int=unix_ms << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b)
