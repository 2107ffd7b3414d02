"""Finding Chinese without word boundaries: every two neighbouring letters of a row's texts are a word.

An index of these pairs leaves few rows, and each is compared with what was really asked for. It is an index
of an expression: whoever writes a name cannot forget it, and no row carries the pairs. Only core functions
are used.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Cast, ColumnElement, and_, cast, func, literal, literal_column, or_
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import InstrumentedAttribute

Texts = Sequence[InstrumentedAttribute[Any]]
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_LIKE = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})
_QUOTED = str.maketrans({"'": "''", "\\": "\\\\"})


def pairs(columns: Sequence[str], of: str = "") -> str:
    """Return SQL for every two neighbouring letters of the texts, and the last one alone, as a `tsvector`.

    The index is of it, so a query must spell it alike, and both as PostgreSQL writes it down; `of` puts the
    table's name before the columns.
    """
    texts = f"{of}{columns[0]}"
    for one in columns[1:]:
        texts = f"(({texts} || chr(1)) || {of}{one})"
    lower = f'lower({texts} COLLATE "C")'
    odd, even = (
        rf"regexp_replace({half}, '(..)'::text, '\1'::text || chr(1), 'g'::text)"
        for half in (lower, f"substr({lower}, 2)")
    )
    words = f"string_to_array(({odd} || chr(1)) || {even}, chr(1))"
    return f"array_to_tsvector(array_remove({words}, ''::text))"


def words_of(text: str) -> list[str]:
    """Return the words of what somebody looks for; case counts for no ASCII letter."""
    return text.translate(_ASCII_LOWER).split()


def hold(columns: Texts, words: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that each word occurs in one of the indexed columns; no words find all."""
    table = f"{columns[0].class_.__tablename__}."
    index: ColumnElement[str] = literal_column(pairs([one.name for one in columns], table))
    return and_(True, *(_has(columns, index, word) for word in words))


def _has(columns: Texts, index: ColumnElement[str], word: str) -> ColumnElement[bool]:
    like = f"%{word.translate(_LIKE)}%"
    exact = or_(*(func.lower(column.collate("C")).like(like) for column in columns))
    return and_(index.op("@@", is_comparison=True)(_query(word)), exact)


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
