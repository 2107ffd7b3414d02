"""Whether pictures of a department may go to an endpoint: its own yes, after that of security."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from algorithms.contract.manifest import RemoteStage
from core.clock import Clock
from core.errors import Conflict, NotFound
from core.feed import publish
from core.http.etag import Precondition
from registry.remote.errors import EndpointNotAgreed, EndpointNotApproved
from registry.remote.history import note
from registry.remote.model import RemoteAgreement, RemoteEndpoint
from registry.remote.service import ENDPOINT, TOPIC
from registry.remote.whereabouts import host_of, may_know


def agree(
    session: Session,
    scope: Scope,
    endpoint_id: UUID,
    reason: str,
    precondition: Precondition,
    clock: Clock,
) -> RemoteAgreement:
    """Note that the caller's department agrees; said again, nothing changes.

    Raises `Stale` where the endpoint is another one than was looked at: it may be at another host.
    """
    endpoint = _approved(session, scope, endpoint_id)
    precondition.require(endpoint)
    known = _of(session, scope, endpoint_id)
    if known is not None:
        return known
    one = RemoteAgreement(
        owner_id=scope.user.organization_id,
        endpoint_id=endpoint_id,
        user_id=scope.user.id,
        reason=reason,
        created_at=clock.now(),
    )
    session.add(one)
    session.flush()
    after = {"endpoint_id": endpoint_id, "url": endpoint.url}
    record(session, scope, "remote_endpoint.agree", one, after=after, reason=reason, clock=clock)
    note(session, scope, endpoint, "agree", clock, reason)
    publish(session, TOPIC, endpoint_id, one.owner_id)
    return one


def revoke(session: Session, scope: Scope, endpoint_id: UUID, clock: Clock) -> None:
    """Take the agreement back: the department's subscriptions send nothing there any more."""
    endpoint = _approved(session, scope, endpoint_id)
    one = _of(session, scope, endpoint_id)
    if one is None:
        raise NotFound(kind=ENDPOINT, id=endpoint_id)
    before = {"endpoint_id": endpoint_id, "url": endpoint.url}
    record(session, scope, "remote_endpoint.revoke", one, before=before, clock=clock)
    note(session, scope, endpoint, "take_back", clock)
    publish(session, TOPIC, endpoint_id, one.owner_id)
    session.delete(one)
    session.flush()


@dataclass(frozen=True, slots=True)
class Permits:
    """Every endpoint that is let in, and who has agreed to it; read once for many subscriptions."""

    endpoints: Mapping[tuple[UUID, str], UUID]
    """By its vendor and its name."""
    agreed: frozenset[tuple[UUID, UUID]]
    """Departments with the endpoints they agree to."""

    @classmethod
    def read(cls, session: Session) -> "Permits":
        """Return them as they are now."""
        endpoint = RemoteEndpoint
        approved = select(endpoint.owner_id, endpoint.name, endpoint.id).filter_by(state="approved")
        agreed = select(RemoteAgreement.owner_id, RemoteAgreement.endpoint_id)
        return cls(
            {(owner, name): one for owner, name, one in session.execute(approved)},
            frozenset((owner, one) for owner, one in session.execute(agreed)),
        )

    def refusal(
        self, stage: RemoteStage | None, vendor_id: UUID, department_id: UUID
    ) -> Conflict | None:
        """Return why a department's pictures are not sent to where a version of a vendor's is asked."""
        if stage is None:
            return None
        endpoint_id = self.endpoints.get((vendor_id, stage.endpoint))
        if endpoint_id is None:
            return EndpointNotApproved(name=stage.endpoint)
        if (department_id, endpoint_id) not in self.agreed:
            return EndpointNotAgreed(name=stage.endpoint, id=endpoint_id)
        return None


@dataclass(frozen=True, slots=True)
class Use:
    """Where a model is asked that stays with its vendor, and whether the caller's department agrees."""

    endpoint_id: UUID | None = None
    """Unset while no such endpoint is let in."""
    revision: int | None = None
    host: str | None = None
    """Unset for other vendors, too."""
    agreed: bool = False
    agreed_at: datetime | None = None
    reason: str | None = None
    may_agree: bool = False


def use(session: Session, scope: Scope, stage: RemoteStage, vendor_id: UUID) -> Use:
    """Return where a version of a vendor's is asked, as the caller sees it."""
    one = session.scalar(
        select(RemoteEndpoint).filter_by(owner_id=vendor_id, name=stage.endpoint, state="approved")
    )
    if one is None:
        return Use()
    known = _of(session, scope, one.id)
    return Use(
        endpoint_id=one.id,
        revision=one.revision,
        host=host_of(one.url) if may_know(scope, vendor_id) else None,
        agreed=known is not None,
        agreed_at=known.created_at if known else None,
        reason=known.reason if known else None,
        may_agree=scope.may("remote_endpoint.agree"),
    )


def require(
    session: Session, stage: RemoteStage | None, vendor_id: UUID, department_id: UUID
) -> None:
    """Raise `EndpointNotApproved` or `EndpointNotAgreed` unless pictures may be sent there."""
    if stage is None:
        return
    refusal = Permits.read(session).refusal(stage, vendor_id, department_id)
    if refusal is not None:
        raise refusal


def _approved(session: Session, scope: Scope, endpoint_id: UUID) -> RemoteEndpoint:
    """Return an endpoint that departments may know of: security has let it in."""
    approved = select(RemoteEndpoint).filter_by(id=endpoint_id, state="approved")
    one = session.scalar(scope.limit(approved, RemoteEndpoint).with_for_update(of=RemoteEndpoint))
    if one is None:
        raise NotFound(kind=ENDPOINT, id=endpoint_id)
    return one


def _of(session: Session, scope: Scope, endpoint_id: UUID) -> RemoteAgreement | None:
    own = {"owner_id": scope.user.organization_id, "endpoint_id": endpoint_id}
    return session.scalar(select(RemoteAgreement).filter_by(**own))
