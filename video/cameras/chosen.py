"""Which cameras are meant: some by name, and all that some filters find."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.scope import Scope
from core.errors import NotFound
from video.cameras.errors import TooManyCameras
from video.cameras.filters import Filter
from video.cameras.model import Camera
from video.cameras.service import CAMERA


def chosen(
    session: Session, scope: Scope, ids: Sequence[UUID], filters: Iterable[Filter], most: int
) -> list[UUID]:
    """Return cameras the caller may see, each once, in the order of their ids.

    Raises `NotFound` where a named one cannot be seen, `TooManyCameras` where there are more than `most`.
    """
    found = _found(session, scope, Filter(), most, ids) if ids else set()
    if missing := set(ids) - found:
        raise NotFound(kind=CAMERA, id=min(missing))
    for one in filters:
        found |= _found(session, scope, one, most)
    if len(found) > most:
        raise TooManyCameras(limit=most)
    return sorted(found)


def _found(
    session: Session, scope: Scope, wanted: Filter, most: int, ids: Sequence[UUID] | None = None
) -> set[UUID]:
    statement = scope.limit(wanted.apply(select(Camera.id)), Camera)
    if ids is not None:
        statement = statement.where(Camera.id.in_(ids))
    return {*session.scalars(statement.limit(most + 1))}
