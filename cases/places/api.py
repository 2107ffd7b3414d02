"""Routes of a city's places: the list, the map, the import with its check."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query, Request, status
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict
from shapely.geometry import mapping, shape

from accounts.api.deps import allow, allow_briefly
from accounts.scope import Scope
from cases.places import geojson, service
from cases.places.faults import Fault
from cases.places.model import Kind, Place
from cases.places.service import PlaceFilter, Report
from core.database.engine import Sessions, transaction
from core.grid import Box
from core.http.deps import ClockDep, PageQueryDep, ServicesDep, SessionDep, router
from core.http.fields import Sought
from core.http.page import Page, paginate

routes = router("/organizations", tags=["places"])
single = router("/places", tags=["places"])
Reader = Annotated[Scope, allow("place.read")]
Importer = Annotated[Scope, allow_briefly("place.import")]
FAULTS_MAX = 1000
EVERYWHERE = "-180,-90,180,90"
OUTLINES_MAX = 2000
_DETAIL = 512
"""An outline is drawn to a part of so many of the map's width."""
FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/geo+json": {"schema": {"type": "object"}}},
    }
}
_LARGEST = geojson.LARGEST_MB << 20


class PlaceOut(BaseModel):
    """A district (6-digit code), a street (9) or a grid cell (15)."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: Kind
    code: str
    name_zh: str
    name_en: str
    area_m2: float
    west: float
    south: float
    east: float
    north: float
    """Its bounding box, WGS-84 degrees."""


class PlaceFaultOut(BaseModel):
    """One thing that is wrong with one feature of a file."""

    feature: int
    """Its place in the file, from 1."""
    place: str
    """Its code, where it has one."""
    code: str
    zh: str
    en: str


class PlacesReport(BaseModel):
    """What importing a file does, or would do; with faults, nothing."""

    added: int
    changed: int
    unchanged: int
    fault_count: int
    faults: list[PlaceFaultOut]
    """All of them, up to 1,000."""


class Outline(BaseModel):
    """A GeoJSON feature of a place, its outline as fine as the map shows it."""

    type: Literal["Feature"] = "Feature"
    properties: PlaceOut
    geometry: dict[str, Any]


class Outlines(BaseModel):
    """A GeoJSON feature collection of the places in a part of the map."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[Outline]
    complete: bool
    """False: there are more than 2,000, and some are not shown."""


@single.delete("/{place_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_place(
    place_id: UUID,
    session: SessionDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("place.delete")],
) -> None:
    """Take a place away that was imported by mistake; cases that lie in it keep its code."""
    service.remove(session, scope, place_id, clock)


@routes.get("/{organization_id}/places")
def list_places(
    organization_id: UUID,
    session: SessionDep,
    scope: Reader,
    query: PageQueryDep,
    kind: Kind | None = None,
    q: Sought | None = None,
) -> Page[PlaceOut]:
    """List the places of an organization's city by code; `q` is in names, or begins codes."""
    wanted = service.search(session, scope, organization_id, PlaceFilter(kind, q))
    rows = paginate(session, wanted, [Place.code, Place.id], query, descending=False)
    return rows.page([PlaceOut.model_validate(one) for one in rows.rows])


@routes.get("/{organization_id}/places/map")
def map_places(
    organization_id: UUID,
    session: SessionDep,
    scope: Reader,
    bbox: Annotated[str, Query(max_length=200)] = EVERYWHERE,
    kind: Kind = "district",
) -> Outlines:
    """Return the outlines of one kind of places in a box: `west,south,east,north` in degrees."""
    box = Box.parse(bbox)
    wanted = service.search(session, scope, organization_id, PlaceFilter(kind))
    found = service.within(wanted, box).order_by(Place.code).limit(OUTLINES_MAX + 1)
    rows = [*session.scalars(found)]
    finest = (box.east - box.west) / _DETAIL
    features = [_outline(one, finest) for one in rows[:OUTLINES_MAX]]
    return Outlines(features=features, complete=len(rows) <= OUTLINES_MAX)


@routes.post("/{organization_id}/places/check", max_body_size=_LARGEST, openapi_extra=FILE)
async def check_places(
    organization_id: UUID, request: Request, services: ServicesDep, scope: Importer
) -> PlacesReport:
    """Look through a GeoJSON file of places, say all that is wrong and what importing would do."""
    content = await request.body()

    def checked(session: Any) -> Report:
        return service.check(session, scope, organization_id, content, services.clock)

    return await run_in_threadpool(_within, services.sessions, checked)


@routes.put("/{organization_id}/places", max_body_size=_LARGEST, openapi_extra=FILE)
async def import_places(
    organization_id: UUID, request: Request, services: ServicesDep, scope: Importer
) -> PlacesReport:
    """Add and change the places of a GeoJSON file, all or none; places it does not name stay.

    Properties `code` (6, 9 or 15 digits) and `name`; Polygon or MultiPolygon in WGS-84 degrees.
    """
    content = await request.body()

    def applied(session: Any) -> Report:
        return service.apply(session, scope, organization_id, content, services.clock)

    return await run_in_threadpool(_within, services.sessions, applied)


def _within(sessions: Sessions, work: Any) -> PlacesReport:
    """Do it in a transaction of its own: none is held while the file comes in."""
    with transaction(sessions) as session:
        report: Report = work(session)
    return PlacesReport(
        added=report.added,
        changed=report.changed,
        unchanged=report.unchanged,
        fault_count=len(report.faults),
        faults=[_fault(one) for one in report.faults[:FAULTS_MAX]],
    )


def _fault(one: Fault) -> PlaceFaultOut:
    text = one.text
    return PlaceFaultOut(
        feature=one.feature, place=one.place, code=one.code, zh=text.zh, en=text.en
    )


def _outline(row: Place, finest: float) -> Outline:
    simple = shape(row.geometry).simplify(finest, preserve_topology=True)
    return Outline(properties=PlaceOut.model_validate(row), geometry=mapping(simple))
