"""Finding Chinese without word boundaries: every two neighbouring letters of a camera's texts are a word.

An index of these pairs leaves few rows, and each is compared with what was really asked for. It is an index
of an expression: whoever writes a name cannot forget it, and no row carries the pairs. Only core functions
are used.
"""

from collections.abc import Iterator
from itertools import pairwise

from sqlalchemy import Cast, ColumnElement, and_, cast, func, literal, literal_column, or_
from sqlalchemy.dialects.postgresql import TSQUERY

from video.cameras.model import Camera, pairs

_PAIRS: ColumnElement[str] = literal_column(pairs("cameras."))
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_LIKE = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})
_QUOTED = str.maketrans({"'": "''", "\\": "\\\\"})


def matches(text: str) -> ColumnElement[bool]:
    """Return the condition that every word of a text occurs in a camera's names or place.

    A whole device id finds its camera too. Case counts for no ASCII letter; a text of blanks finds all.
    """
    words = text.translate(_ASCII_LOWER).split()
    found = and_(True, *(_has(word) for word in words))
    whole = "".join(words)
    is_gb_id = len(whole) == 20 and whole.isascii() and whole.isdigit()
    return or_(found, Camera.gb_id == whole) if is_gb_id else found


def _has(word: str) -> ColumnElement[bool]:
    named = (Camera.name_zh, Camera.name_en, Camera.place)
    like = f"%{word.translate(_LIKE)}%"
    exact = or_(*(func.lower(column.collate("C")).like(like) for column in named))
    return and_(_PAIRS.op("@@", is_comparison=True)(_query(word)), exact)


def _query(word: str) -> Cast[str]:
    return cast(literal(" & ".join(_terms(word))), TSQUERY)


def _terms(word: str) -> Iterator[str]:
    """Yield the pairs of a word; a single letter is looked for at the head of all pairs."""
    if len(word) == 1:
        yield f"{_quote(word)}:*"
    for first, second in pairwise(word):
        yield _quote(first + second)


def _quote(pair: str) -> str:
    return f"'{pair.translate(_QUOTED)}'"
