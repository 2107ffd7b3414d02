"""`/resources`: the registry of what can be sent to an emergency."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Request, Response, status
from pydantic import BaseModel, ConfigDict, StringConstraints

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.resources import service, sheet
from cases.resources.fields import Entry, Kind, Phone, Quantity, Words
from cases.resources.model import Resource
from cases.resources.service import Wanted
from core.http.deps import ClockDep, IfMatch, PageQueryDep, SessionDep, router
from core.http.etag import etag
from core.http.fields import Body, Latitude, Line, Longitude
from core.http.page import Page, paginate
from core.text import language_of

routes = router("/resources", tags=["resources"])
Reader = Annotated[Scope, allow("resource.read")]
Importer = Annotated[Scope, allow("resource.import")]
LIST_MAX = 1_000_000
"""Characters of a list."""


class ResourceOut(BaseModel):
    """A resource, where it stands and who answers for it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    owner_id: UUID
    kind: Kind
    name: str
    quantity: float
    unit: str
    longitude: float
    latitude: float
    address: str
    contact: str
    phone: str
    enabled: bool
    created_at: datetime
    revision: int


class ResourceIn(Entry):
    """A resource to register, of the caller's organization unless one below it is named."""

    owner_id: UUID | None = None


class ResourcePatch(Body):
    """What to change; what is not given stays."""

    kind: Kind | None = None
    name: Line | None = None
    quantity: Quantity | None = None
    unit: Words | None = None
    longitude: Longitude | None = None
    latitude: Latitude | None = None
    address: Words | None = None
    contact: Words | None = None
    phone: Phone | None = None
    enabled: bool | None = None


class ResourceList(Body):
    """A list in CSV, its first line the names of its columns; without `applies` it is only looked through."""

    owner_id: UUID | None = None
    text: Annotated[str, StringConstraints(max_length=LIST_MAX, pattern=r"^[^\x00]*$")]
    applies: bool = True


class ListFault(BaseModel):
    """What is wrong with one row; the header is row 1."""

    model_config = ConfigDict(from_attributes=True)

    row: int
    column: str


class ListDone(BaseModel):
    """What became of a list, or would: rows with a fault are passed over."""

    model_config = ConfigDict(from_attributes=True)

    added: int
    changed: int
    unchanged: int
    faults: list[ListFault]


@routes.get("")
def list_resources(
    scope: Reader, session: SessionDep, query: PageQueryDep, kind: Kind | None = None
) -> Page[ResourceOut]:
    """Return resources, the newest first."""
    rows = paginate(session, service.listed(scope, kind), [Resource.created_at, Resource.id], query)
    return rows.page([ResourceOut.model_validate(row) for row in rows.rows])


@routes.get("/template", response_class=Response)
def read_resource_template(request: Request, _scope: Importer) -> Response:
    """Return a list to begin with, its columns named in the caller's language."""
    language = language_of(request.headers.get("accept-language"))
    headers = {"content-disposition": 'attachment; filename="resources.csv"'}
    content = sheet.template(language)
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@routes.post("/import")
def import_resources(
    given: ResourceList, scope: Importer, session: SessionDep, clock: ClockDep
) -> ListDone:
    """Register what a list has and change what is known by its name."""
    owner_id = scope.owner(session, given.owner_id)
    done = sheet.take(session, scope, owner_id, given.text, clock, applies=given.applies)
    return ListDone.model_validate(done)


@routes.post("", status_code=status.HTTP_201_CREATED)
def create_resource(
    given: ResourceIn,
    scope: Annotated[Scope, allow("resource.create")],
    session: SessionDep,
    clock: ClockDep,
    response: Response,
) -> ResourceOut:
    """Register a resource."""
    owner_id = scope.owner(session, given.owner_id)
    wanted = Wanted(**given.model_dump(exclude={"owner_id"}))
    resource = service.create(session, scope, owner_id, wanted, clock)
    response.headers["ETag"] = etag(resource)
    return ResourceOut.model_validate(resource)


@routes.patch("/{resource_id}")
def change_resource(
    resource_id: UUID,
    given: ResourcePatch,
    scope: Annotated[Scope, allow("resource.update")],
    session: SessionDep,
    precondition: IfMatch,
    clock: ClockDep,
    response: Response,
) -> ResourceOut:
    """Change a resource, or say that it cannot be sent."""
    wanted = Wanted(**given.model_dump())
    resource = service.change(session, scope, resource_id, precondition, wanted, clock)
    response.headers["ETag"] = etag(resource)
    return ResourceOut.model_validate(resource)


@routes.delete("/{resource_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_resource(
    resource_id: UUID,
    scope: Annotated[Scope, allow("resource.delete")],
    session: SessionDep,
    clock: ClockDep,
) -> None:
    """Remove a resource."""
    service.remove(session, scope, resource_id, clock)
