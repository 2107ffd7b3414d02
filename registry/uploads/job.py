"""Putting packages through the gate, one at a time; killed at any point, it goes on where it was.

It runs in a process of its own, and what is a vendor's is only ever opened by that process's confined
children.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from accounts.users import service as users
from accounts.users.model import User
from core.database.engine import Sessions, transaction
from core.errors import AlgomartError, Invalid, NotFound
from core.http.services import Services
from core.text import Text
from registry.catalogue import handing_in
from registry.gate import service as gate
from registry.gate.findings import Finding, Result
from registry.gate.unpacking import Handed, unpack
from registry.packages.reader import Package
from registry.uploads import spool
from registry.uploads.errors import GateStuck
from registry.uploads.model import AT_WORK, Upload
from registry.uploads.service import shown

ATTEMPTS = 3
_SHELF = Text("上架条件", "Place on the shelf")


@dataclass(frozen=True, slots=True)
class Begun:
    """An upload at work."""

    id: UUID
    owner_id: UUID
    scope: Scope


def run_due(services: Services) -> int:
    """Put every upload that is whole through the gate and return how many there were."""
    count = 0
    while (upload_id := _next(services.sessions)) is not None:
        run(services, upload_id)
        count += 1
    return count


def is_due(sessions: Sessions) -> bool:
    """Tell whether an upload waits for the gate."""
    return _next(sessions) is not None


def run(services: Services, upload_id: UUID) -> None:
    """Put one upload through the gate; what is no fault of the package ends it as failed, with words."""
    try:
        begun = _begin(services, upload_id)
        if begun is not None:
            _examine(services, begun)
    except AlgomartError as error:
        _end(services, upload_id, "failed", failure=_reason(error))


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
        begun = Begun(one.id, one.owner_id, _scope(session, one.user_id))
    if stuck:
        raise GateStuck(attempts=ATTEMPTS)
    return begun


def _scope(session: Session, user_id: UUID) -> Scope:
    """Return the scope of who handed it in, for the trail."""
    return Scope(users.principal(session, session.get_one(User, user_id)), "package.upload")


def _examine(services: Services, begun: Begun) -> None:
    with spool.opened(services.settings.home, begun.id) as file:
        handed = unpack(file, services.blobs)
    package = handed.package
    if package is None:
        _end(services, begun.id, "refused", report=_report(services, handed))
        return
    try:
        version_id = _registered(services, begun, package)
    except (Invalid, handing_in.Refused) as error:
        handed.results["shelf"] = _off_the_shelf(error)
        _end(services, begun.id, "refused", report=_report(services, handed))
        return
    found = handing_in.examine(services, version_id, package, begun.scope)
    state = "passed" if found["passed"] else "refused"
    _end(services, begun.id, state, report=_report(services, handed, found))


def _registered(services: Services, begun: Begun, package: Package) -> UUID:
    """Give the package its place: an uploaded version, from here on seen by its vendor."""
    with transaction(services.sessions) as session:
        version = handing_in.hand_in(
            session, begun.scope, package, begun.owner_id, services.settings, services.clock
        )
        session.get_one(Upload, begun.id).version_id = version.id
        return version.id


def _off_the_shelf(error: AlgomartError) -> Result:
    what = Text(error.message("zh"), error.message("en"))
    remedy = Text("请改正后重新上传。", "Correct this and upload it again.")
    return Result("shelf", 1, _SHELF, "failed", (Finding(what, remedy),))


def _report(
    services: Services, handed: Handed, found: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return what was found of the archive, before what was found of the version it became."""
    before = [one.as_json() for one in handed.results.values()]
    if found is None:
        return gate.heading(services.clock) | {"passed": False, "checks": before}
    return found | {"checks": [*before, *found["checks"]]}


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
        scope = _scope(session, one.user_id)
        clock = services.clock
        record(session, scope, "package.gate", one, before=before, after=shown(one), clock=clock)
    spool.forget(services.settings.home, upload_id)
