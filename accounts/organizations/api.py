"""`/organizations`: the caller's part of the tree."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, ConfigDict

from accounts.api.deps import allow
from accounts.organizations import service
from accounts.organizations.model import Kind, Organization, State
from accounts.organizations.service import OrganizationChange, OrganizationFilter
from accounts.scope import Scope
from core.http.deps import ClockDep, IfMatch, PageQueryDep, SessionDep, router
from core.http.etag import etag
from core.http.fields import Body, Line, Note, Sought
from core.http.page import Page, paginate
from core.text import Text

routes = router("/organizations", tags=["accounts"])


class OrganizationOut(BaseModel):
    """An organization as the API shows it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    parent_id: UUID | None
    kind: Kind
    name_zh: str
    name_en: str
    state: State
    revision: int


class OrganizationIn(Body):
    """A new organization; without a parent it is set below the caller's."""

    parent_id: UUID | None = None
    kind: Literal["city", "district", "department", "unit", "vendor"]
    name_zh: Line
    name_en: Line
    reason: Note = ""
    """Why a vendor shall be approved; shown to those who decide."""


class OrganizationPatch(Body):
    """What shall be different; a suspended organization's people may not work, nor those below it."""

    name_zh: Line | None = None
    name_en: Line | None = None
    state: Literal["active", "suspended"] | None = None


class Named(BaseModel):
    """An organization as those see it who may only know its name."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    parent_id: UUID | None
    kind: Kind
    name_zh: str
    name_en: str


@routes.get("")
def find(
    session: SessionDep,
    query: PageQueryDep,
    scope: Annotated[Scope, allow("organization.read")],
    q: Sought | None = None,
    kind: Kind | None = None,
    state: State | None = None,
) -> Page[OrganizationOut]:
    """List the caller's organization and all below it, parents first; `q` is found in names."""
    seen = service.search(scope, OrganizationFilter(q, kind, state))
    keys = [Organization.path, Organization.id]
    rows = paginate(session, seen, keys, query, descending=False)
    return rows.page([OrganizationOut.model_validate(row) for row in rows.rows])


@routes.post("", status_code=201)
def create(
    body: OrganizationIn,
    response: Response,
    session: SessionDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("organization.create")],
) -> OrganizationOut:
    """Add an organization below one of the caller's; a vendor waits until two administrators approve it."""
    parent = service.fetch(session, scope, body.parent_id or scope.user.organization_id)
    name = Text(body.name_zh, body.name_en)
    row = service.create(session, scope, parent, body.kind, name, clock, body.reason)
    response.headers["ETag"] = etag(row)
    return OrganizationOut.model_validate(row)


@routes.patch("/{organization_id}")
def change(
    organization_id: UUID,
    body: OrganizationPatch,
    response: Response,
    session: SessionDep,
    clock: ClockDep,
    if_match: IfMatch,
    scope: Annotated[Scope, allow("organization.update")],
) -> OrganizationOut:
    """Rename an organization; suspend or resume one below the caller's own."""
    row = service.fetch(session, scope, organization_id, for_update=True)
    if_match.require(row)
    service.change(session, scope, row, OrganizationChange(**body.model_dump()), clock)
    response.headers["ETag"] = etag(row)
    return OrganizationOut.model_validate(row)


directory = router("/directory", tags=["accounts"])


@directory.get("")
def look_up(
    session: SessionDep,
    query: PageQueryDep,
    scope: Annotated[Scope, allow("organization.directory")],
    q: Sought | None = None,
    kind: Kind | None = None,
) -> Page[Named]:
    """List the names of every organization one may share with, parents first: all but vendors."""
    known = service.search(scope, OrganizationFilter(q, kind, "active"))
    known = known.where(Organization.kind != "vendor")
    keys = [Organization.path, Organization.id]
    rows = paginate(session, known, keys, query, descending=False)
    return rows.page([Named.model_validate(row) for row in rows.rows])
