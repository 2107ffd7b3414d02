"""One organization with what it holds, counted over the packages, and its removal."""

from typing import Annotated
from uuid import UUID

from fastapi import Response, status

from accounts.api.deps import allow
from accounts.organizations import service
from accounts.organizations.api import OrganizationOut
from accounts.scope import Scope
from core.http.deps import ClockDep, IfMatch, SessionDep, router
from core.http.etag import etag
from serving.queries.organizations import counts, held

routes = router("/organizations", tags=["accounts"])


class OrganizationDetailOut(OrganizationOut):
    """An organization; users and cameras are its own and those of all below it."""

    users: int
    cameras: int
    children: int


@routes.get("/{organization_id}")
def read_organization(
    organization_id: UUID,
    response: Response,
    session: SessionDep,
    scope: Annotated[Scope, allow("organization.read")],
) -> OrganizationDetailOut:
    """Show one organization of the caller's part of the tree."""
    row = service.fetch(session, scope, organization_id)
    has = counts(session, row)
    response.headers["ETag"] = etag(row)
    return OrganizationDetailOut(
        **OrganizationOut.model_validate(row).model_dump(),
        users=has.users,
        cameras=has.cameras,
        children=has.children,
    )


@routes.delete("/{organization_id}", status_code=status.HTTP_204_NO_CONTENT)
def remove_organization(
    organization_id: UUID,
    session: SessionDep,
    clock: ClockDep,
    if_match: IfMatch,
    scope: Annotated[Scope, allow("organization.delete")],
) -> None:
    """Remove an organization that holds nothing any more; what it did keeps its name.

    Refused, with what there is and how much, while it has organizations below it, people who may sign in,
    cameras, receivers, open cases, or rules of responsibility.
    """
    row = service.fetch(session, scope, organization_id, for_update=True)
    if_match.require(row)
    service.remove(session, scope, row, held(session, row), clock)
