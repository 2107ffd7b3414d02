"""Test sets as the operator handles them: announced, listed, retired."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from core.clock import Clock
from core.feed import publish
from core.text import Text
from registry.testsets.errors import NotTheOperator, TestSetRetired
from registry.testsets.model import CityPicture, CityTestSet
from registry.uploads import service as uploads
from registry.uploads.model import Kind, Upload
from registry.uploads.service import File

TEST_SET = Text("测试集", "test set")
TOPIC = "test_set"
KIND: Kind = "test_set"


def announce(
    session: Session, scope: Scope, file: File, about: dict[str, Any], clock: Clock
) -> Upload:
    """Announce the archive of a test set; raises `NotTheOperator`, `UploadsOpen`."""
    require_operator(scope)
    return uploads.announce(session, scope, KIND, file, clock, about)


def require_operator(scope: Scope) -> None:
    """Raise `NotTheOperator` unless the caller is one of the operator's own people."""
    if not scope.user.at_root:
        raise NotTheOperator


def fetch(
    session: Session, scope: Scope, test_set_id: UUID, *, for_update: bool = False
) -> CityTestSet:
    """Return one test set the caller may see."""
    return scope.fetch(session, CityTestSet, test_set_id, kind=TEST_SET, for_update=for_update)


def pictures(session: Session, test_set_id: UUID) -> list[CityPicture]:
    """Return the pictures of a set in their order; never handed out by a route."""
    wanted = select(CityPicture).filter_by(test_set_id=test_set_id).order_by(CityPicture.number)
    return [*session.scalars(wanted)]


def retire(session: Session, scope: Scope, test_set_id: UUID, reason: str, clock: Clock) -> None:
    """Measure nothing new on a set; what was measured stays. Raises `TestSetRetired`."""
    one = fetch(session, scope, test_set_id, for_update=True)
    require_in_use(one)
    before = shown(one)
    one.retired_at, one.retired_reason = clock.now(), reason
    session.flush()
    record(
        session, scope, "test_set.retire", one,
        before=before, after=shown(one), reason=reason, clock=clock,
    )  # fmt: skip
    publish(session, TOPIC, one.id, one.owner_id)


def require_in_use(one: CityTestSet) -> None:
    """Raise `TestSetRetired` for a set that is retired."""
    if one.retired_at is not None:
        raise TestSetRetired(name=one.name, version=one.version)


def shown(one: CityTestSet) -> dict[str, object]:
    """Return what the trail keeps of a set."""
    names = ("name", "version", "digest", "covers", "negative_hours", "retired_at")
    return {name: getattr(one, name) for name in names}
