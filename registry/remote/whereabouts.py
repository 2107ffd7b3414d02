"""Where vendors' models answer, for those who may know it."""

from collections.abc import Collection
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import Session

from accounts.policy import Role
from accounts.scope import Scope
from registry.remote.model import RemoteEndpoint

Place = tuple[UUID, str]
"""A vendor, and by which name its endpoint is registered."""


def may_know(scope: Scope, vendor_id: UUID) -> bool:
    """Say whether a caller may know where a vendor's models answer: other vendors may not.

    Departments may, for their pictures would go there.
    """
    return Role.VENDOR not in scope.user.roles or vendor_id == scope.user.organization_id


def hosts(session: Session, scope: Scope, wanted: Collection[Place]) -> dict[Place, str]:
    """Return the hosts of endpoints that are let in, and of others that the caller may read of."""
    places = [one for one in wanted if may_know(scope, one[0])]
    if not places:
        return {}
    endpoint = RemoteEndpoint
    told = or_(endpoint.state == "approved", scope.reached(endpoint, "remote_endpoint.read"))
    found = select(endpoint.owner_id, endpoint.name, endpoint.url).where(
        tuple_(endpoint.owner_id, endpoint.name).in_(places), told
    )
    return {(owner, name): host_of(url) for owner, name, url in session.execute(found)}


def host_of(url: str) -> str:
    """Return the host of an endpoint's URL, which has one."""
    return urlsplit(url).hostname or ""
