"""What a request says of the events it wants."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, StringConstraints

from cases.events.filters import Filter, Review, Severity, State
from core.grid import Box
from core.http.fields import Sought

Region = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,8}$")]


class Common(BaseModel):
    """What events may have in common, wherever they are asked for."""

    severity: Severity | None = None
    event_type: Sought | None = None
    algorithm_id: UUID | None = None
    camera_id: UUID | None = None
    owner_id: UUID | None = None
    """This organization and all below it."""
    region: Region | None = None
    """Cameras in this administrative code and all below it."""


class Wanted(Common):
    """Which events are wanted."""

    review: Review | None = None
    state: State | None = None
    escalated: bool | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    bbox: Annotated[str, StringConstraints(max_length=200)] | None = None
    """`west,south,east,north` in degrees (WGS-84)."""

    def filter(self) -> Filter:
        """Return it as a filter; raises `BoxInvalid`."""
        plain = {name: getattr(self, name) for name in Wanted.model_fields if name != "bbox"}
        return Filter(**plain, box=Box.parse(self.bbox) if self.bbox else None)
