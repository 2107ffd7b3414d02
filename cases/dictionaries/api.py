"""Routes of a city's dictionary of matters, and of which matter each event type is."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response, status
from pydantic import BaseModel, Field, StringConstraints

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.dictionaries import service
from cases.dictionaries.limit import Kind, Limit
from cases.dictionaries.model import Matter, MatterMapping
from cases.dictionaries.service import Extension, Reach
from core.http.deps import ClockDep, IfMatch, PageQueryDep, SessionDep, SettingsDep, router
from core.http.etag import etag
from core.http.fields import Body, Line, Sought
from core.http.page import Page, paginate
from core.settings import Settings

routes = router("/organizations/{organization_id}", tags=["dictionary"])
Reader = Annotated[Scope, allow("matter.read")]
Code = Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
ClassCode = Annotated[str, StringConstraints(pattern=r"^\d{2}$")]
Emergency = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{5}$")]
EventType = Annotated[
    str, StringConstraints(max_length=100, pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$")
]
Limits = dict[Kind, Limit]


class OlderOut(BaseModel):
    """What a matter was in an earlier standard; `inferred`: after a rule or its name, not read there."""

    standard_ref: str
    code: str
    inferred: bool


class MatterOut(BaseModel):
    """A kind of thing the city deals with."""

    id: UUID
    code: str
    standard_ref: str
    class_code: str
    class_zh: str
    class_en: str
    name_zh: str
    name_en: str
    emergency_code: str | None
    older: list[OlderOut]
    limits: Limits
    examples: bool
    """Whether the limits are the examples we came with, which no city has confirmed."""
    local: bool
    enabled: bool
    revision: int


class MatterNew(Body):
    """A local extension. Without a code the next free one of its class is given, from 999 downwards."""

    class_code: ClassCode
    name_zh: Line
    name_en: Line
    matter_code: Code | None = None
    emergency_code: Emergency | None = None
    limits: Limits | None = None


class MatterChange(Body):
    """What to change; what is not given stays. Names are changed of local extensions only."""

    name_zh: Line | None = None
    name_en: Line | None = None
    emergency_code: Emergency | None = None
    limits: Limits | None = None
    enabled: bool | None = None


class MappingOut(BaseModel):
    """Which matter an event type is, and within how many metres and seconds its events are one incident.

    Where it says null, the default that stands beside it counts.
    """

    id: UUID
    event_type: str
    matter: MatterOut
    together_m: float | None
    together_s: float | None
    together_m_default: float
    together_s_default: float


class MappingIn(Body):
    """An event type, or its first word for its whole family, and the matter that its cases are."""

    event_type: EventType
    matter_id: UUID
    together_m: Annotated[float | None, Field(ge=0, le=100_000)] = None
    together_s: Annotated[float | None, Field(ge=0, le=30 * 86400)] = None


@routes.get("/matters")
def list_matters(
    organization_id: UUID,
    scope: Reader,
    session: SessionDep,
    query: PageQueryDep,
    text: Annotated[Sought | None, Query()] = None,
    class_code: Annotated[Sought | None, Query()] = None,
    local: bool | None = None,
    enabled: bool | None = None,
) -> Page[MatterOut]:
    """Return the dictionary of an organization's city by code; older standards' codes are found, too."""
    statement = service.matters(
        session,
        scope,
        organization_id,
        text=text,
        class_code=class_code,
        local=local,
        enabled=enabled,
    )
    rows = paginate(session, statement, [Matter.code, Matter.id], query, descending=False)
    return rows.page([_out(row) for row in rows.rows])


@routes.post("/matters", status_code=status.HTTP_201_CREATED)
def create_matter(
    organization_id: UUID,
    body: MatterNew,
    scope: Annotated[Scope, allow("matter.create")],
    session: SessionDep,
    clock: ClockDep,
    response: Response,
) -> MatterOut:
    """Add a local extension to a city's dictionary."""
    given = body.model_dump(mode="json")
    given["code"] = given.pop("matter_code")
    row = service.extend(session, scope, organization_id, Extension(**given), clock)
    response.headers["ETag"] = etag(row)
    return _out(row)


@routes.patch("/matters/{matter_id}")
def change_matter(
    organization_id: UUID,
    matter_id: UUID,
    body: MatterChange,
    scope: Annotated[Scope, allow("matter.update")],
    session: SessionDep,
    clock: ClockDep,
    precondition: IfMatch,
    response: Response,
) -> MatterOut:
    """Change a matter; limits hold for clocks that begin from now on."""
    edit: dict[str, Any] = body.model_dump(mode="json", exclude_unset=True)
    given = {k: v for k, v in edit.items() if v is not None or k == "emergency_code"}
    row = service.change(session, scope, organization_id, matter_id, given, precondition, clock)
    response.headers["ETag"] = etag(row)
    return _out(row)


@routes.get("/matter-mappings")
def list_mappings(
    organization_id: UUID,
    scope: Reader,
    session: SessionDep,
    settings: SettingsDep,
    query: PageQueryDep,
) -> Page[MappingOut]:
    """Return which matter each event type is in an organization's city."""
    keys = [MatterMapping.event_type, MatterMapping.id]
    statement = service.mappings(session, scope, organization_id)
    rows = paginate(session, statement, keys, query, descending=False)
    return rows.page([_mapping(matter, row, settings) for row, matter in rows.rows])


@routes.post("/matter-mappings")
def set_mapping(
    organization_id: UUID,
    body: MappingIn,
    scope: Annotated[Scope, allow("matter.map")],
    session: SessionDep,
    settings: SettingsDep,
    clock: ClockDep,
) -> MappingOut:
    """Say which matter an event type is from now on, whatever it was before."""
    wanted = Reach(**body.model_dump())
    found = service.set_mapping(session, scope, organization_id, wanted, clock)
    return _mapping(*found, settings)


@routes.delete("/matter-mappings/{mapping_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_mapping(
    organization_id: UUID,
    mapping_id: UUID,
    scope: Annotated[Scope, allow("matter.map")],
    session: SessionDep,
    clock: ClockDep,
) -> None:
    """Take a mapping away."""
    service.unmap(session, scope, organization_id, mapping_id, clock)


def _out(row: Matter) -> MatterOut:
    return MatterOut(**{name: getattr(row, name) for name in MatterOut.model_fields})


def _mapping(matter: Matter, row: MatterMapping, settings: Settings) -> MappingOut:
    return MappingOut(
        id=row.id,
        event_type=row.event_type,
        matter=_out(matter),
        together_m=row.together_m,
        together_s=row.together_s,
        together_m_default=settings.together_m,
        together_s_default=settings.together_s,
    )
