"""Finding goods on the shelf: by words, by the events they raise, by who sells them, by where they run.

A shelf holds some hundreds of goods: they are read one by one, which needs no index and finds a word in
whatever language the vendor wrote it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, and_, column, func, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB

from accounts.organizations.model import Organization
from core.database.pairs import words_of
from registry.catalogue.model import Algorithm, Version

Runs = Literal["here", "vendor"]
"""Where a stable version runs: on this platform, or outside of it at its vendor's."""

_NAMED = (
    Algorithm.title_zh,
    Algorithm.title_en,
    Algorithm.summary_zh,
    Algorithm.summary_en,
    Algorithm.slug,
    Organization.name_zh,
    Organization.name_en,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which goods are looked for; without anything, all."""

    q: str = ""
    """Words; each must occur in names, summaries, or the events of the stable version."""
    event_type: str | None = None
    owner_id: UUID | None = None
    runs: Runs | None = None


def matching(wanted: Wanted) -> ColumnElement[bool]:
    """Return the condition on an algorithm, its vendor and its stable version."""
    return and_(True, *_conditions(wanted))


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    for word in words_of(wanted.q):
        named = (one.icontains(word, autoescape=True) for one in _NAMED)
        yield or_(*named, _raises(word))
    if wanted.event_type is not None:
        yield Version.manifest["events"].contains([{"event_type": wanted.event_type}])
    if wanted.owner_id is not None:
        yield Algorithm.owner_id == wanted.owner_id
    if wanted.runs is not None:
        yield Version.id.is_not(None)
        elsewhere = type_coerce(Version.is_remote, Boolean)
        yield elsewhere if wanted.runs == "vendor" else ~elsewhere


def _raises(word: str) -> ColumnElement[bool]:
    """Return whether the word occurs in an event that the stable version raises."""
    events = func.jsonb_array_elements(Version.manifest["events"]).table_valued(
        column("value", JSONB), name="event"
    )
    event: Any = events.c.value
    said = (event["title"]["zh"], event["title"]["en"], event["event_type"])
    found = or_(*(one.astext.icontains(word, autoescape=True) for one in said))
    return select(1).select_from(events).where(found).correlate(Version).exists()
