"""One organization with what it holds, counted over the packages."""

from typing import Annotated
from uuid import UUID

from fastapi import Response

from accounts.api.deps import allow
from accounts.organizations import service
from accounts.organizations.api import OrganizationOut
from accounts.scope import Scope
from core.http.deps import SessionDep, router
from core.http.etag import etag
from serving.queries.organizations import counts

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
    held = counts(session, row)
    response.headers["ETag"] = etag(row)
    return OrganizationDetailOut(
        **OrganizationOut.model_validate(row).model_dump(),
        users=held.users,
        cameras=held.cameras,
        children=held.children,
    )
