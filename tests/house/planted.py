"""Secrets one recognises wherever they turn up, in whatever spelling, and the search for them."""

import json
import re
import secrets
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import quote, quote_plus

import psycopg
from psycopg import sql

SHORTEST = 12
"""Fewer characters in a row are found by chance."""
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_WHOLE = re.compile(r"[A-Za-z0-9_-]+")


def typed() -> str:
    """Return a password as people choose it: between its halves stand the signs that spellings differ in."""
    return f'{secrets.token_hex(8)}@É/"+&%{secrets.token_hex(8)}'


def key_bytes() -> bytes:
    """Return 32 bytes of a key that are found in their own form, too."""
    return secrets.token_hex(16).encode()


@dataclass(frozen=True, slots=True)
class Planted:
    """A secret and the place that took it; `needles` is what it looks like in every spelling."""

    place: str
    needles: frozenset[bytes] = field(repr=False)

    @classmethod
    def of(cls, place: str, *values: str | bytes) -> Self:
        """Plant a secret that is written in these ways, text or bytes."""
        needles = frozenset(one for value in values for one in _spellings(value))
        assert needles, f"{place} has nothing to look for"
        return cls(place, needles)


def found(planted: Iterable[Planted], data: bytes) -> set[str]:
    """Return the places whose secret is somewhere in the data."""
    return {one.place for one in planted if any(needle in data for needle in one.needles)}


def tables(url: str) -> Iterator[tuple[str, bytes]]:
    """Yield every table of the database with everything in it: text, JSON and bytes as they are."""
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (name,) in names.fetchall():
            copy = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(name))
            with connection.cursor().copy(copy) as rows:
                yield name, b"".join(map(bytes, rows))


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file below a folder; what goes away meanwhile is passed over."""
    for path in sorted(folder.rglob("*")):
        try:
            if path.is_file() and not path.is_symlink():
                yield str(path.relative_to(folder)), path.read_bytes()
        except FileNotFoundError:
            continue


def _spellings(value: str | bytes) -> Iterator[bytes]:
    """Yield a value, and each long enough part of it, as text, URL, JSON, base64 and hex write them.

    The parts have no sign in them that a spelling changes, so they are found inside of any longer text.
    """
    if isinstance(value, str):
        yield from {value.encode(), quote(value, "").encode(), quote_plus(value).encode()}
        yield from {json.dumps(value)[1:-1].encode(), repr(value)[1:-1].encode()}
    text = value if isinstance(value, str) else value.decode("latin-1")
    parts = [part for part in _WHOLE.findall(text) if len(part) >= SHORTEST]
    whole = value if isinstance(value, bytes) else value.encode()
    for data in {whole, *(part.encode() for part in parts)}:
        yield from {data, data.hex().encode(), data.hex().upper().encode()}
        yield from _in_base64(data)


def _in_base64(data: bytes) -> Iterator[bytes]:
    """Yield what base64 makes of the data inside of something longer, whatever stands before and behind."""
    for before in range(3):
        text = b64encode(bytes(before) + data)
        inner = text[-(-before * 8 // 6) : (before + len(data)) * 8 // 6]
        yield from {inner, inner.translate(_URL_SAFE)}
