"""Dealing with what was uploaded, one at a time; killed at any point, it goes on where it was.

It runs in a process of its own, and what others have packed is only ever opened by that process's confined
children.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from accounts.users import service as users
from accounts.users.model import User
from core.database.engine import Sessions, transaction
from core.errors import AlgomartError, NotFound
from core.http.services import Services
from registry.testsets import intake
from registry.uploads import packages, spool
from registry.uploads.errors import GateStuck
from registry.uploads.model import AT_WORK, Upload
from registry.uploads.service import shown
from registry.uploads.work import Begun, Work

ATTEMPTS = 3
WORKS: Mapping[str, Work] = {"package": packages.work, "test_set": intake.work}
"""Who deals with which kind."""
CHECKED = {"package": "package.gate", "test_set": "test_set.check"}
"""What the trail calls its end."""


def run_due(services: Services) -> int:
    """Deal with every upload that is whole and return how many there were."""
    count = 0
    while (upload_id := _next(services.sessions)) is not None:
        run(services, upload_id)
        count += 1
    return count


def is_due(sessions: Sessions) -> bool:
    """Tell whether an upload waits for its turn."""
    return _next(sessions) is not None


def run(services: Services, upload_id: UUID) -> None:
    """Deal with one upload; what is no fault of the file ends it as failed, with words."""
    try:
        begun = _begin(services, upload_id)
        if begun is None:
            return
        with spool.opened(services.settings.home, upload_id) as file:
            found = WORKS[begun.kind](services, begun, file)
    except AlgomartError as error:
        _end(services, upload_id, "failed", failure=_reason(error))
    else:
        _end(services, upload_id, "passed" if found.passed else "refused", report=found.report)


def _next(sessions: Sessions) -> UUID | None:
    due = select(Upload.id).where(Upload.state.in_(AT_WORK)).order_by(Upload.id).limit(1)
    with transaction(sessions) as session:
        return session.scalar(due)


def _begin(services: Services, upload_id: UUID) -> Begun | None:
    with transaction(services.sessions) as session:
        one = session.get(Upload, upload_id, with_for_update=True)
        if one is None or one.state not in AT_WORK:
            return None
        one.attempts += 1
        stuck = one.attempts > ATTEMPTS
        one.state = "running"
        begun = Begun(one.id, one.kind, one.owner_id, _scope(session, one), one.about or {})
    if stuck:
        raise GateStuck(attempts=ATTEMPTS)
    return begun


def _scope(session: Session, one: Upload) -> Scope:
    """Return the scope of who handed it in, for the trail."""
    return Scope(users.principal(session, session.get_one(User, one.user_id)), f"{one.kind}.upload")


def _reason(error: AlgomartError) -> dict[str, Any]:
    return {"code": error.code, "zh": error.message("zh"), "en": error.message("en")}


def _end(
    services: Services,
    upload_id: UUID,
    state: str,
    report: dict[str, Any] | None = None,
    failure: dict[str, Any] | None = None,
) -> None:
    """Write down what became of an upload; its file is no longer needed."""
    with transaction(services.sessions) as session:
        one = session.get(Upload, upload_id, with_for_update=True)
        if one is None:
            raise NotFound(kind="upload", id=upload_id)
        before = shown(one)
        one.state, one.report, one.failure = state, report, failure
        one.finished_at = services.clock.now()
        session.flush()
        scope, clock, what = _scope(session, one), services.clock, CHECKED[one.kind]
        record(session, scope, what, one, before=before, after=shown(one), clock=clock)
    spool.forget(services.settings.home, upload_id)
