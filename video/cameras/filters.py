"""Which cameras a list, a map, an export or a change at once is about; None leaves a filter out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, any_, func, literal_column, or_, select

from accounts.organizations.model import Organization
from core.grid import Box
from video.cameras.details import Source
from video.cameras.marks import Mark, lacking
from video.cameras.model import Camera
from video.cameras.search import matches
from video.cameras.state import State

S = TypeVar("S", bound="Select[*tuple[Any, ...]]")


@dataclass(frozen=True, slots=True)
class Filter:
    """What the cameras have in common."""

    state: State | None = None
    tag: str | None = None
    group: str | None = None
    """This group and all below it."""
    region: str | None = None
    """This administrative code and all below it."""
    industry: str | None = None
    """Two digits of the device id."""
    device_type: str | None = None
    """Three digits of the device id."""
    owner_id: UUID | None = None
    """This organization and all below it."""
    source: Source | None = None
    lacks: Mark | None = None
    """What a good entry has and these do not."""
    box: Box | None = None
    text: str | None = None

    def apply(self, statement: S) -> S:
        """Return the statement with only such cameras, none of them removed."""
        return statement.where(Camera.removed_at.is_(None), *self._conditions())

    def _conditions(self) -> Iterator[ColumnElement[bool]]:
        for name, condition in _CONDITIONS.items():
            value = getattr(self, name)
            if value is not None and value != "":
                yield condition(value)


def _in_group(group: str) -> ColumnElement[bool]:
    below = Camera.group_path.startswith(f"{group}/", autoescape=True)
    return (Camera.group_path != "") & or_(Camera.group_path == group, below)


def _below(organization_id: UUID) -> Select[UUID]:
    path = select(Organization.path).where(Organization.id == organization_id).scalar_subquery()
    return select(Organization.id).where(Organization.path.startswith(path))


_CONDITIONS: Mapping[str, Callable[[Any], ColumnElement[bool]]] = {
    "state": lambda state: Camera.state == state,
    "tag": lambda tag: Camera.tags.contains([tag]),
    "group": _in_group,
    "region": lambda region: Camera.region.startswith(region, autoescape=True),
    "industry": lambda code: (
        func.substr(Camera.gb_id, literal_column("9"), literal_column("2")) == code
    ),
    "device_type": lambda code: (
        func.substr(Camera.gb_id, literal_column("11"), literal_column("3")) == code
    ),
    "owner_id": lambda owner_id: (
        Camera.owner_id == any_(func.array(_below(owner_id).scalar_subquery()))
    ),
    "source": lambda source: Camera.source == source,
    "lacks": lacking,
    "box": lambda box: box.holds(Camera.longitude, Camera.latitude),
    "text": matches,
}
