"""A test set that was uploaded: unpacked, looked through, and kept as a version that does not change."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.audit.service import record
from core.clock import Clock
from core.database.engine import transaction
from core.feed import publish
from core.http.services import Services
from core.text import Text
from registry.gate.findings import Finding, Result
from registry.testsets.errors import TestSetKnown
from registry.testsets.model import CityPicture, CityTestSet
from registry.testsets.service import TOPIC, shown
from registry.testsets.unpacking import Handed, counts_of, digest_of, unpack
from registry.uploads.model import Upload
from registry.uploads.work import Begun, Outcome

_MAKING = 0x74657374
_SET = Text("测试集", "Test set")
_BATCH = 500


def work(services: Services, begun: Begun, file: int) -> Outcome:
    """Make a test set of an archive, or tell all that is wrong with it."""
    handed = unpack(file, begun.about, services.blobs)
    if handed.passed:
        try:
            _kept(services, begun, handed)
        except TestSetKnown as known:
            handed.results["set"] = _refused(known)
    checks = [one.as_json() for one in handed.results.values()]
    report = {"at": services.clock.now().isoformat(), "passed": handed.passed, "checks": checks}
    return Outcome(handed.passed, report)


def _refused(known: TestSetKnown) -> Result:
    what = Text(known.message("zh"), known.message("en"))
    remedy = Text("请使用已有的测试集。", "Use the one there is.")
    return Result("set", 1, _SET, "failed", (Finding(what, remedy),))


def _kept(services: Services, begun: Begun, handed: Handed) -> None:
    """Keep the set; a job that died after it finds it kept."""
    with transaction(services.sessions) as session:
        upload = session.get_one(Upload, begun.id)
        if upload.test_set_id is None:
            upload.test_set_id = _made(session, begun, handed, services.clock).id


def _made(session: Session, begun: Begun, handed: Handed, clock: Clock) -> CityTestSet:
    session.execute(select(func.pg_advisory_xact_lock(_MAKING)))
    digest = digest_of(begun.about, handed.pictures)
    known = session.scalar(select(CityTestSet).filter_by(digest=digest))
    if known is not None:
        raise TestSetKnown(name=known.name, version=known.version)
    one = CityTestSet(
        owner_id=begun.owner_id,
        name=begun.about["name"],
        version=_next_version(session, begun.owner_id, begun.about["name"]),
        digest=digest,
        covers=begun.about["covers"],
        classes=handed.classes,
        negative_hours=begun.about["negative_hours"],
        counts=counts_of(begun.about, handed.pictures),
        user_id=begun.scope.user.id,
        created_at=clock.now(),
    )
    session.add(one)
    session.flush()
    rows = [_row(one.id, number, picture) for number, picture in enumerate(handed.pictures)]
    for start in range(0, len(rows), _BATCH):
        session.execute(insert(CityPicture), rows[start : start + _BATCH])
    record(session, begun.scope, "test_set.create", one, after=shown(one), clock=clock)
    publish(session, TOPIC, one.id, one.owner_id)
    return one


def _row(test_set_id: UUID, number: int, picture: Any) -> dict[str, Any]:
    return {
        "test_set_id": test_set_id,
        "number": number,
        "name": picture.name,
        "digest": picture.digest,
        "scene": picture.scene,
        "things": picture.things,
    }


def _next_version(session: Session, owner_id: UUID, name: str) -> int:
    newest = select(func.max(CityTestSet.version)).filter_by(owner_id=owner_id, name=name)
    return (session.scalar(newest) or 0) + 1
