"""The fields of a camera as the API takes and tells them."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, Field, StringConstraints

from core.coordinates import System
from core.grid import Box
from core.http.fields import Body, Latitude, Line, Longitude, Place, Sought
from core.http.reasons import ReasonOut
from core.text import Text
from video.cameras import gb28181
from video.cameras.details import (
    TAGS_MAX,
    Details,
    Direction,
    Night,
    Ptz,
    Room,
    Secrecy,
    Source,
)
from video.cameras.filters import Filter
from video.cameras.gb28181 import Coded
from video.cameras.marks import Mark
from video.cameras.state import State
from video.cameras.stream import Stream

Short = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$"),
]
Height = Annotated[float, Field(ge=0, le=1000)]
Pitch = Annotated[float, Field(ge=0, le=90)]
Pixels = Annotated[int, Field(ge=1, le=10_000)]
Url = Annotated[str, Field(max_length=4096)]
GbId = Annotated[str, Field(pattern=r"^[0-9]{20}$")]
Region = Annotated[str, Field(pattern=r"^[0-9]{2,8}$")]
Tag = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f,;，；、]*$"
    ),
]
"""A word without the signs that separate tags in a list."""
Group = Annotated[
    str,
    StringConstraints(max_length=200, pattern=r"^([^\x00-\x1f\x7f/]+(/[^\x00-\x1f\x7f/]+)*)?$"),
]
"""Names from the widest to the narrowest, with `/` between; empty: in no group."""
Tags = Annotated[list[Tag], Field(max_length=TAGS_MAX)]


class Described(Body):
    """What a catalogue says of a camera."""

    gb_id: GbId | None = None
    """Twenty digits of GB/T 28181; once in an organization."""
    region: Region | None = None
    """Administrative code (GB/T 2260); null: that of `gb_id`."""
    manufacturer: Short = ""
    model: Short = ""
    ptz: Ptz | None = None
    room: Room | None = None
    direction: Direction | None = None
    resolution: Short = ""
    height_m: Height | None = None
    """Metres above the ground."""
    pitch_deg: Pitch | None = None
    """Degrees below the horizon; 90 looks straight down."""
    smallest_px: Pixels | None = None
    """Shorter side of the smallest thing that shall be seen, in pixels of its picture."""
    night: Night | None = None
    """Whether it sees at night, by lamps or by infrared."""
    secrecy: Secrecy = "open"
    parent: Short = ""
    """Id of what the camera hangs on at its source."""
    nvr: Short = ""
    """Cameras behind one recorder share its sessions; empty: host and port of the address."""
    source: Source = "typed"
    source_id: Short | None = None
    """The camera's id at its source; once in an organization and source."""
    tags: Tags = Field(default_factory=list)
    group: Group = ""

    def details(self, before: Details | None = None) -> Details:
        """Return the fields that were sent; the others are as before, or nothing."""
        sent = {name: getattr(self, name) for name in Described.model_fields.keys() & self.told}
        if "tags" in sent:
            sent["tags"] = tuple(sent["tags"])
        if "source_id" in sent:
            sent["source_id"] = sent["source_id"] or None
        return _changed(before or Details(), sent)

    @property
    def told(self) -> set[str]:
        """Names of the fields that were sent."""
        return self.model_fields_set


def _changed(before: Details, sent: dict[str, Any]) -> Details:
    kept = {name: getattr(before, name) for name in Details.__dataclass_fields__}
    if "gb_id" in sent and "region" not in sent:
        kept["region"] = None  # it follows the new id
    return Details(**kept | sent)


class CameraIn(Described):
    """A new camera, of the caller's organization unless another one below it is named."""

    owner_id: UUID | None = None
    name_zh: Line
    name_en: Line
    url: Url
    place: Place = ""
    longitude: Longitude | None = None
    latitude: Latitude | None = None
    coordinate_system: System = "wgs84"


class CameraPatch(Described):
    """What shall be different; a position is changed as a whole."""

    name_zh: Line | None = None
    name_en: Line | None = None
    url: Url | None = None
    place: Place | None = None
    longitude: Longitude | None = None
    latitude: Latitude | None = None
    coordinate_system: System = "wgs84"
    enabled: bool | None = None


class CodedOut(BaseModel):
    """One part of a device id; a number nobody named stands for itself."""

    code: str
    zh: str
    en: str

    @classmethod
    def of(cls, coded: Coded) -> Self:
        """Return it as it is told."""
        return cls(code=coded.code, zh=coded.name.zh, en=coded.name.en)


class GbOut(BaseModel):
    """A device id (GB/T 28181) taken apart."""

    industry: CodedOut
    type: CodedOut
    network: CodedOut
    serial: str
    is_camera: bool
    """Whether the id says that one can look through the device."""

    @classmethod
    def of(cls, gb_id: str | None) -> Self | None:
        """Return what an id says."""
        parsed = gb28181.parse(gb_id or "")
        if parsed is None:
            return None
        parts = {
            name: CodedOut.of(getattr(parsed, name)) for name in ("industry", "type", "network")
        }
        return cls(serial=parsed.serial, is_camera=parsed.is_camera, **parts)


class RegionOut(BaseModel):
    """Where an administrative code is, from the province down."""

    code: str
    zh: str
    en: str

    @classmethod
    def of(cls, code: str | None) -> Self | None:
        """Return a code with its names."""
        regions = gb28181.regions_of(code or "")
        if not regions:
            return None
        names = [one.name for one in regions]
        joined = Text(" ".join(n.zh for n in names), ", ".join(n.en for n in reversed(names)))
        return cls(code=str(code), zh=joined.zh, en=joined.en)


class CameraOut(BaseModel):
    """A camera as the API shows it; its position is in WGS-84."""

    id: UUID
    owner_id: UUID
    owner_zh: str
    owner_en: str
    name_zh: str
    name_en: str
    url: str
    place: str
    longitude: float | None
    latitude: float | None
    coordinate_system: System
    gb_id: str | None
    gb: GbOut | None
    region: RegionOut | None
    manufacturer: str
    model: str
    ptz: Ptz | None
    room: Room | None
    direction: Direction | None
    resolution: str
    height_m: float | None
    pitch_deg: float | None
    smallest_px: int | None
    night: Night | None
    secrecy: Secrecy
    parent: str
    nvr: str
    source: Source
    source_id: str | None
    tags: list[str]
    group: str
    state: State
    state_reason: ReasonOut | None
    state_since: datetime
    picture_reason: ReasonOut | None
    """What is wrong with its picture, also where it can still be used."""
    last_inferred_at: datetime | None
    stream: Stream | None
    enabled: bool
    subscriptions: int
    revision: int


class Wanted(BaseModel):
    """Which cameras are wanted."""

    state: State | None = None
    tag: Tag | None = None
    group: Group | None = None
    """This group and all below it."""
    region: Region | None = None
    """This administrative code and all below it."""
    industry: Annotated[str, Field(pattern=r"^[0-9]{2}$")] | None = None
    """Industry of the device id (GB/T 28181)."""
    device_type: Annotated[str, Field(pattern=r"^[0-9]{3}$")] | None = None
    """Kind of device of the device id (GB/T 28181)."""
    owner_id: UUID | None = None
    """This organization and all below it."""
    source: Source | None = None
    lacks: Mark | None = None
    """Only cameras without this mark of a good entry, as `/cameras/quality` counts them."""
    bbox: Annotated[str, StringConstraints(max_length=200)] | None = None
    """`west,south,east,north` in degrees (WGS-84)."""
    q: Sought | None = None
    """Found in names and places; a whole device id is found too."""

    def filter(self) -> Filter:
        """Return it as a filter; raises `BoxInvalid`."""
        return Filter(
            state=self.state,
            tag=self.tag,
            group=self.group or None,
            region=self.region,
            industry=self.industry,
            device_type=self.device_type,
            owner_id=self.owner_id,
            source=self.source,
            lacks=self.lacks,
            box=Box.parse(self.bbox) if self.bbox else None,
            text=self.q,
        )


WantedQuery = Annotated[Wanted, Query()]
