"""`/organizations`: the caller's part of the tree."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from accounts.api.deps import allow
from accounts.organizations import service
from accounts.organizations.model import Kind, Organization, State
from accounts.scope import Scope
from core.http.deps import ClockDep, PageQueryDep, SessionDep, router
from core.http.fields import Body, Line
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


@routes.get("")
def find(
    session: SessionDep, query: PageQueryDep, scope: Annotated[Scope, allow("organization.read")]
) -> Page[OrganizationOut]:
    """List the caller's organization and all below it, parents first."""
    seen = scope.limit(select(Organization), Organization)
    keys = [Organization.path, Organization.id]
    rows = paginate(session, seen, keys, query, descending=False)
    return rows.page([OrganizationOut.model_validate(row) for row in rows.rows])


@routes.post("", status_code=201)
def create(
    body: OrganizationIn,
    session: SessionDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("organization.create")],
) -> OrganizationOut:
    """Add an organization below one of the caller's."""
    parent = service.fetch(session, scope, body.parent_id or scope.user.organization_id)
    name = Text(body.name_zh, body.name_en)
    row = service.create(session, scope, parent, body.kind, name, clock)
    return OrganizationOut.model_validate(row)
