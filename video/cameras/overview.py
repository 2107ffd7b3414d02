"""`/cameras/…`: the whole catalogue at a glance: map, quality, duplicates, export, changes at once."""

from collections.abc import Mapping
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from accounts.api.deps import allow
from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.scope import Scope
from core.grid import SINGLE_ZOOM, Box
from core.http import deps
from core.http.deps import ClockDep, ServicesDep, SessionDep
from core.http.fields import Body
from core.sheet import workbook
from core.text import Language, Text, language_of
from video.cameras import bulk, clusters, export, quality, values
from video.cameras.errors import BulkInvalid
from video.cameras.fields import CodedOut, Group, Tag, Wanted
from video.cameras.gb28181 import INDUSTRIES, REGIONS, TYPES, coded
from video.cameras.state import State

routes = deps.router("/cameras", tags=["cameras"])

Reader = Annotated[Scope, allow("camera.read")]
Exporter = Annotated[Scope, allow("camera.export")]
Changer = Annotated[Scope, allow("camera.update")]


class MapWanted(Wanted):
    """Which part of the map, at which zoom, with which cameras on it."""

    bbox: Annotated[str, StringConstraints(max_length=200)] = "-180,-90,180,90"
    """`west,south,east,north` in degrees (WGS-84)."""
    zoom: Annotated[int, Field(ge=0, le=22)] = 0
    """As of the web's maps: 0 shows the world in one tile of 256 pixels, each further one doubles it."""


class ExportWanted(Wanted):
    """Which cameras, and as what kind of file."""

    format: Literal["csv", "xlsx"] = "csv"
    language: Language | None = None
    """Of the headings and words; null: the caller's browser says it."""


class ClusterOut(BaseModel):
    """Cameras that stand close together at this zoom."""

    model_config = ConfigDict(from_attributes=True)

    longitude: float
    latitude: float
    count: int
    states: Annotated[dict[State, int], Field(validation_alias="parts")]


class PinOut(BaseModel):
    """One camera on the map."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name_zh: str
    name_en: str
    longitude: float
    latitude: float
    state: State


class MapOut(BaseModel):
    """Clusters, or from zoom 16 on the cameras themselves where there are at most 2,000 of them."""

    clusters: list[ClusterOut]
    cameras: list[PinOut]


class FiguresOut(BaseModel):
    """Numbers of cameras in an organization and all below it."""

    model_config = ConfigDict(from_attributes=True)

    total: int
    located: int
    """With a position."""
    reachable: int
    """Answering now, whatever their picture."""
    in_view: int
    named: int
    """With a place beside the name."""
    gb_valid: int
    """With a device id (GB/T 28181) whose type is a camera's."""
    described: int
    """With place, position and valid device id."""
    same_address: int | None
    """Sharing their address with another camera the caller sees; null where it was not asked for."""
    same_position: int | None
    """Sharing their position with another camera the caller sees; null where it was not asked for."""


class PartOut(BaseModel):
    """An organization with the figures of its whole subtree."""

    organization_id: UUID
    name_zh: str
    name_en: str
    figures: FiguresOut


class DuplicateOut(BaseModel):
    """One of several cameras that share something."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    owner_id: UUID
    name_zh: str
    name_en: str
    gb_id: str | None


class ValueOut(BaseModel):
    """A tag or a group, and how many cameras have it."""

    value: str
    count: int


class CodeOut(CodedOut):
    """A code with its name, and how many cameras have it."""

    count: int


class HeldRegionOut(CodedOut):
    """A region, how many cameras are in it, and the middle of those with a position (WGS-84)."""

    count: int
    longitude: float | None
    latitude: float | None


class ValuesOut(BaseModel):
    """What can be filtered by: of each field the 500 most frequent values, in their order."""

    tags: list[ValueOut]
    groups: list[ValueOut]
    """A group counts the groups below it too."""
    regions: list[HeldRegionOut]
    """A region counts the regions below it too."""
    industries: list[CodeOut]
    device_types: list[CodeOut]


class BulkIn(Body):
    """Which cameras, by name or by filter, and what shall be done to all of them."""

    camera_ids: Annotated[list[UUID], Field(min_length=1, max_length=1000)] | None = None
    filter: Wanted | None = None
    act: bulk.Act
    tag: Tag | None = None
    """Needed by `tag` and `untag`."""
    group: Group | None = None
    """Needed by `group`; empty takes them out of their groups."""

    def change(self) -> bulk.Change:
        """Return what shall be done; raises `BulkInvalid` where something of it is missing."""
        values = {"tag": self.tag, "untag": self.tag, "group": self.group}
        value = values.get(self.act, "")
        if value is None or (self.camera_ids is None) == (self.filter is None):
            raise BulkInvalid
        return bulk.Change(self.act, value)


class BulkOut(BaseModel):
    """How many cameras are different now."""

    changed: int


@routes.get("/map")
def show_map(session: SessionDep, scope: Reader, wanted: Annotated[MapWanted, Query()]) -> MapOut:
    """Clusters of cameras in a part of the map, with their states; close enough, each camera."""
    chosen, box = wanted.filter(), Box.parse(wanted.bbox)
    if wanted.zoom >= SINGLE_ZOOM:
        pins = clusters.pins(session, scope, chosen)
        if pins is not None:
            return MapOut(clusters=[], cameras=[PinOut.model_validate(pin) for pin in pins])
    found = clusters.clusters(session, scope, chosen, box, wanted.zoom)
    return MapOut(clusters=[ClusterOut.model_validate(one) for one in found], cameras=[])


@routes.get("/quality")
def show_quality(session: SessionDep, scope: Reader, alike: bool = True) -> list[PartOut]:
    """How complete and how alive the catalogue is: the caller's organization first, then each right below.

    Without `alike`, ten times as fast, nobody counts who shares an address or a position.
    """
    top = session.get_one(Organization, scope.user.organization_id)
    return [
        PartOut(
            organization_id=part.organization.id,
            name_zh=part.organization.name_zh,
            name_en=part.organization.name_en,
            figures=_figures(part.figures, alike),
        )
        for part in quality.figures(session, scope, top, alike=alike)
    ]


@routes.get("/values")
def show_values(session: SessionDep, scope: Reader) -> ValuesOut:
    """Which tags, groups, regions, industries and kinds of device the caller's cameras have."""
    found = values.held(session, scope)
    return ValuesOut(
        tags=_counted(found.tags),
        groups=_counted(found.groups),
        regions=[_region(code, held) for code, held in found.regions.items()],
        industries=_coded(found.industries, INDUSTRIES),
        device_types=_coded(found.device_types, TYPES),
    )


@routes.get("/duplicates")
def show_duplicates(
    session: SessionDep, scope: Reader, by: Literal["address", "position"] = "address"
) -> list[list[DuplicateOut]]:
    """Cameras that share an address or a position, the largest groups first, a hundred at most."""
    found = quality.duplicates(session, scope, by_address=by == "address")
    return [[DuplicateOut.model_validate(one) for one in group] for group in found]


@routes.get("/export", response_class=StreamingResponse)
def export_cameras(
    request: Request,
    session: SessionDep,
    services: ServicesDep,
    scope: Exporter,
    wanted: Annotated[ExportWanted, Query()],
) -> StreamingResponse:
    """The wanted cameras as a file an import can read; credentials are hidden, the export is audited."""
    now = services.clock.now()
    own = session.get_one(Organization, scope.user.organization_id)
    told = wanted.model_dump(mode="json", exclude_none=True)
    record(session, scope, "camera.export", own, after=told, clock=services.clock)
    language = wanted.language or language_of(request.headers.get("accept-language"))
    rows = export.rows(services.sessions, scope, wanted.filter(), language)
    file = workbook(rows) if wanted.format == "xlsx" else export.csv(rows)
    name = f"cameras-{now:%Y%m%dT%H%M%SZ}.{wanted.format}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(file, media_type=_MEDIA[wanted.format], headers=headers)


_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@routes.post("/bulk")
def change_cameras(session: SessionDep, scope: Changer, clock: ClockDep, body: BulkIn) -> BulkOut:
    """Tag, untag, group, pause or resume up to 10,000 cameras at once."""
    change = body.change()
    chosen = body.camera_ids if body.filter is None else body.filter.filter()
    assert chosen is not None
    return BulkOut(changed=bulk.change(session, scope, chosen, change, clock))


def _figures(found: quality.Figures, alike: bool) -> FiguresOut:
    told = FiguresOut.model_validate(found)
    unasked = {} if alike else {"same_address": None, "same_position": None}
    return told.model_copy(update=unasked)


def _counted(found: Mapping[str, int]) -> list[ValueOut]:
    return [ValueOut(value=value, count=count) for value, count in found.items()]


def _coded(found: Mapping[str, int], names: Mapping[str, Text]) -> list[CodeOut]:
    named = ((coded(code, names), count) for code, count in found.items())
    return [CodeOut(code=one.code, zh=one.name.zh, en=one.name.en, count=n) for one, n in named]


def _region(code: str, held: values.Held) -> HeldRegionOut:
    last = coded(code, REGIONS)
    longitude, latitude = held.middle or (None, None)
    return HeldRegionOut(
        code=code,
        zh=last.name.zh,
        en=last.name.en,
        count=held.count,
        longitude=longitude,
        latitude=latitude,
    )
