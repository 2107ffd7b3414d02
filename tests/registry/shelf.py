"""What aliases mean, for tests in which nobody moves them, and people who do."""

from uuid import UUID

from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.scope import Scope
from accounts.users.model import User
from core.clock import ManualClock
from core.ids import uuid7
from registry.catalogue import aliases
from registry.catalogue.model import STABLE, Algorithm
from registry.catalogue.reasons import by_hand
from tests import make


def mean(session: Session, algorithm_id: UUID, version_id: UUID | None, name: str = STABLE) -> None:
    """Let an alias mean a version, or nothing."""
    algorithm = session.get_one(Algorithm, algorithm_id)
    aliases.point(session, algorithm, name, version_id, by_hand("test"), ManualClock())


def somebody(session: Session, owner: Organization, role: Role, action: str) -> Scope:
    """Return the scope of a new user, whose password nobody needs."""
    now = ManualClock().now()
    user = User(
        owner_id=owner.id, login=f"u{uuid7().hex[-12:]}", name="张三", language="zh", roles=[role],
        password_hash="none", enabled=True, failures=0, created_at=now, password_changed_at=now,
    )  # fmt: skip
    session.add(user)
    session.flush()
    return make.scope_of(user, action)
