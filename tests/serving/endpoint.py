"""An endpoint of somebody's, for tests of who may do what with it."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.http.services import Services
from core.ids import uuid7
from registry.remote.model import RemoteEndpoint
from registry.remote.service import credential_context


def endpoint(session: Session, owner_id: UUID, services: Services) -> UUID:
    """Register an endpoint that waits to be let in."""
    endpoint_id = uuid7()
    context = credential_context(endpoint_id)
    one = RemoteEndpoint(
        id=endpoint_id,
        owner_id=owner_id,
        name="main",
        url="https://localhost:9",
        header="authorization",
        sealed_credential=services.keyring.seal("geheim", context=context),
        created_at=services.clock.now(),
    )
    session.add(one)
    session.flush()
    return one.id
