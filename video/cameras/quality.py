"""How good the catalogue is, in figures: for an organization and each right below it, whole subtrees."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.scope import Scope
from video.cameras.marks import MARKS
from video.cameras.model import Camera

PLACES = 6
"""Decimal places of a degree, a tenth of a metre: nearer positions count as the same."""
GROUPS_MAX = 100


@dataclass(slots=True)
class Figures:
    """Numbers of cameras."""

    total: int = 0
    located: int = 0
    """With a position."""
    reachable: int = 0
    """Answering now, whatever their picture."""
    in_view: int = 0
    """Looked at as promised."""
    named: int = 0
    """With a place beside the name."""
    gb_valid: int = 0
    """With a device id of GB/T 28181 whose type is a camera's."""
    described: int = 0
    """With place, position and valid device id."""
    same_address: int = 0
    """Sharing their address with another camera the caller sees."""
    same_position: int = 0
    """Sharing their position with another camera the caller sees."""

    def add(self, other: "Figures") -> None:
        """Count further cameras."""
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass(frozen=True, slots=True)
class Part:
    """An organization with the figures of it and all below it."""

    organization: Organization
    figures: Figures


def figures(session: Session, scope: Scope, top: Organization, *, alike: bool) -> list[Part]:
    """Return the figures of an organization, then of each right below; others' shares count to the top.

    Who shares an address or a position is only counted `alike`: that compares every camera with every other.
    """
    by_owner = _by_owner(session, scope, alike)
    paths = {
        one.id: one.path
        for one in session.scalars(select(Organization).where(Organization.id.in_(by_owner)))
    }
    right_below = select(Organization).where(Organization.parent_id == top.id)
    parts = [Part(top, Figures())]
    parts += [
        Part(one, Figures()) for one in session.scalars(right_below.order_by(Organization.path))
    ]
    for owner_id, found in by_owner.items():
        for part in parts:
            if part is parts[0] or paths[owner_id].startswith(part.organization.path):
                part.figures.add(found)
    return parts


def duplicates(session: Session, scope: Scope, *, by_address: bool) -> list[list[Camera]]:
    """Return groups of cameras that share an address or a position, the largest first, a hundred at most."""
    keys = _address() if by_address else _position()
    doubled = (
        scope.limit(select(*keys), Camera)
        .where(*_with(by_address))
        .group_by(*keys)
        .having(func.count() > 1)
        .order_by(func.count().desc(), *keys)
        .limit(GROUPS_MAX)
        .subquery()
    )
    same = [key == column for key, column in zip(keys, doubled.c, strict=True)]
    statement = scope.limit(select(Camera, *keys), Camera).where(*_with(by_address))
    groups: dict[Any, list[Camera]] = {}
    for camera, *key in session.execute(statement.join(doubled, same[0] & same[-1])):
        groups.setdefault(tuple(key), []).append(camera)
    return sorted(groups.values(), key=len, reverse=True)


def _by_owner(session: Session, scope: Scope, alike: bool) -> dict[UUID, Figures]:
    seen = (
        scope.limit(select(*_columns(alike)), Camera).where(Camera.removed_at.is_(None)).subquery()
    )
    names = [column.name for column in seen.c if column.name != "owner_id"]
    sums = [
        func.count().filter(seen.c[name]) if name != "total" else func.count() for name in names
    ]
    rows = session.execute(select(seen.c.owner_id, *sums).group_by(seen.c.owner_id))
    return {owner_id: Figures(**dict(zip(names, found, strict=True))) for owner_id, *found in rows}


def _columns(alike: bool) -> Iterator[ColumnElement[Any]]:
    """Yield one condition a figure, and the owner."""
    yield Camera.owner_id.label("owner_id")
    yield (Camera.id.is_not(None)).label("total")
    for name, condition in MARKS.items():
        yield condition.label(name)
    if alike:
        yield (func.count().over(partition_by=_address()) > 1).label("same_address")
        placed = func.count().over(partition_by=_position()) > 1
        yield (MARKS["located"] & placed).label("same_position")


def _address() -> list[ColumnElement[Any]]:
    return [func.md5(Camera.url_masked)]


def _position() -> list[ColumnElement[Any]]:
    """A millionth of a degree as a whole number."""
    return [func.round(axis * 10**PLACES) for axis in (Camera.longitude, Camera.latitude)]


def _with(by_address: bool) -> Sequence[ColumnElement[bool]]:
    living = Camera.removed_at.is_(None)
    return [living] if by_address else [living, Camera.longitude.is_not(None)]
