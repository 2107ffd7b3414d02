"""What became of an endpoint: registered, moved, let in, refused, agreed to, taken back, by whom and why.

These rows are the endpoint's own. The trail has the same, but only auditors read that, and who decides about
an endpoint has to know how it was decided before. A vendor that removes an endpoint and registers it anew
keeps its history: the name is what its manifests mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.scope import Scope
from accounts.users.model import User
from core.clock import Clock
from core.http.page import PageQuery, Rows, paginate
from core.text import Text
from registry.remote.model import Action, RemoteEndpoint, RemoteStep


@dataclass(frozen=True, slots=True)
class Told:
    """One step as a caller may know it."""

    step: RemoteStep
    organization: Text
    """On whose behalf: the vendor, the operator, or the department that agreed."""
    by: str | None
    """The person's name; a vendor is told those of its own people."""
    reason: str | None
    """A vendor is not told why a department agreed."""


def note(
    session: Session,
    scope: Scope,
    endpoint: RemoteEndpoint,
    action: Action,
    clock: Clock,
    reason: str | None = None,
) -> None:
    """Add a step to what became of an endpoint, about the address it has now."""
    step = RemoteStep(
        owner_id=endpoint.owner_id,
        name=endpoint.name,
        endpoint_id=endpoint.id,
        action=action,
        at=clock.now(),
        user_id=scope.user.id,
        organization_id=scope.user.organization_id,
        url=endpoint.url,
        reason=reason,
    )
    session.add(step)


def page(
    session: Session, scope: Scope, endpoint: RemoteEndpoint, query: PageQuery
) -> tuple[Rows, list[Told]]:
    """Return one page of what became of an endpoint and others of its name, the newest first."""
    of = select(RemoteStep).filter_by(owner_id=endpoint.owner_id, name=endpoint.name)
    found = paginate(session, of, (RemoteStep.at, RemoteStep.id), query)
    return found, _told(session, scope, found.rows)


def _told(session: Session, scope: Scope, steps: Sequence[RemoteStep]) -> list[Told]:
    people = _names(session, {one.user_id for one in steps if one.user_id is not None})
    named = select(Organization).where(Organization.id.in_({one.organization_id for one in steps}))
    organizations = {one.id: Text(one.name_zh, one.name_en) for one in session.scalars(named)}
    return [
        Told(
            one,
            organizations[one.organization_id],
            people.get(one.user_id) if one.user_id and _knows(scope, one) else None,
            one.reason if one.action not in AGREEING or _knows(scope, one) else None,
        )
        for one in steps
    ]


AGREEING: frozenset[Action] = frozenset({"agree", "take_back"})


def _knows(scope: Scope, step: RemoteStep) -> bool:
    """Say whether a caller knows who acts in an organization: everybody here, and a vendor of its own."""
    return Role.VENDOR not in scope.user.roles or step.organization_id == scope.user.organization_id


def _names(session: Session, ids: set[UUID]) -> dict[UUID, str]:
    found = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {one: name for one, name in found}
