"""Approving versions: a vendor asks, two administrators decide. Putting one on the shelf is another step."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from accounts.approvals import service as approvals
from accounts.approvals.model import Approval
from accounts.approvals.service import Decision
from accounts.scope import Scope
from core.clock import Clock
from core.text import Text
from registry.catalogue import life
from registry.catalogue.errors import VersionNotReady
from registry.catalogue.model import Algorithm, Version
from registry.catalogue.reasons import by_hand
from registry.catalogue.shelf import VERSION
from registry.catalogue.transitions import TRANSITIONS

READY = TRANSITIONS["approve"].sources
"""A version that passed the gate may be approved, whether or not it was evaluated."""


def submit(session: Session, scope: Scope, version_id: UUID, reason: str, clock: Clock) -> Approval:
    """Ask for a version's approval; raises `VersionNotReady` unless the gate let it pass."""
    version = scope.fetch(session, Version, version_id, kind=VERSION, for_update=True)
    if version.state not in READY:
        raise VersionNotReady(version=version.version, state=version.state)
    algorithm = session.get_one(Algorithm, version.algorithm_id)
    title = Text(
        f"{algorithm.title_zh} {version.version}", f"{algorithm.title_en} {version.version}"
    )
    return approvals.request(session, scope, version, version.owner_id, title, reason, clock)


def decide(session: Session, scope: Scope, decision: Decision, clock: Clock) -> None:
    """Carry out what was decided about a version; one that is no longer ready cannot be approved."""
    version = session.get_one(Version, decision.object_id, with_for_update=True)
    if version.state not in READY:
        if decision.approved:
            raise VersionNotReady(version=version.version, state=version.state)
        return
    version.approval = _approval(decision, clock)
    action = "approve" if decision.approved else "reject"
    life.take(session, scope, version, action, clock, why=by_hand(decision.reason))


def _approval(decision: Decision, clock: Clock) -> dict[str, Any]:
    return {
        "by": "votes",
        "approval_id": str(decision.approval_id),
        "approved": decision.approved,
        "at": clock.now().isoformat(),
    }
