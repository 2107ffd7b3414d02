"""Measuring versions on test sets, one at a time; killed at any point, it goes on with the next picture.

The model runs in its sandboxed child, as it is served; nothing else of a vendor's is opened.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import cv2
import numpy as np
from pydantic import ValidationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from algorithms.contract.manifest import Manifest
from core.database.engine import Sessions, transaction
from core.errors import AlgomartError
from core.http.services import Services
from core.log import get_logger
from registry.catalogue.model import Version
from registry.evaluation import service
from registry.evaluation.errors import (
    EvaluationStuck,
    EvaluationTooLong,
    ManifestOutdated,
    PictureLost,
)
from registry.evaluation.looking import Eyes, opened_model
from registry.evaluation.measured import Looked, measure
from registry.evaluation.model import AT_WORK, Evaluation, EvaluationPart
from registry.sandbox import Limits
from registry.testsets import service as test_sets
from registry.testsets.model import CityPicture, CityTestSet

_log = get_logger(__name__)
ATTEMPTS = 3
PART = 16
"""Pictures after which is written down what was seen."""
MOST_S = 4 * 3600
"""Of one attempt."""


@dataclass(frozen=True, slots=True)
class Begun:
    """An evaluation at work."""

    id: UUID
    version: Version
    manifest: Manifest
    on: CityTestSet
    pictures: list[CityPicture]


def is_due(sessions: Sessions) -> bool:
    """Tell whether there is something to measure."""
    with transaction(sessions) as session:
        return session.scalar(_due()) is not None or service.is_planned(session)


def run_due(services: Services) -> int:
    """Measure all that is asked for or planned and return how many evaluations there were."""
    count = 0
    with transaction(services.sessions) as session:
        service.plan(session, services.clock)
    while (evaluation_id := _next(services.sessions)) is not None:
        run(services, evaluation_id)
        count += 1
    return count


def run(services: Services, evaluation_id: UUID) -> None:
    """Measure one version on one set; what stops it ends it as failed, with words."""
    try:
        begun = _begin(services, evaluation_id)
        if begun is not None:
            looks = _looked(services, begun)
            if looks is not None:
                _finish(services, begun, looks)
    except AlgomartError as error:
        _fail(services, evaluation_id, error)


def _due() -> Any:
    """Those that somebody asked for go before those that were planned."""
    asked = Evaluation.user_id.is_not(None)
    due = select(Evaluation.id).where(Evaluation.state.in_(AT_WORK))
    return due.order_by(asked.desc(), Evaluation.id).limit(1)


def _next(sessions: Sessions) -> UUID | None:
    with transaction(sessions) as session:
        found: UUID | None = session.scalar(_due())
        return found


def _begin(services: Services, evaluation_id: UUID) -> Begun | None:
    with transaction(services.sessions) as session:
        one = session.get_one(Evaluation, evaluation_id, with_for_update=True)
        if one.state not in AT_WORK:
            return None
        one.attempts += 1
        stuck = one.attempts > ATTEMPTS
        one.state = "running"
        version = session.get_one(Version, one.version_id)
        on = session.get_one(CityTestSet, one.test_set_id)
        pictures = test_sets.pictures(session, on.id)
        session.flush()
        session.expunge_all()
    if stuck:
        raise EvaluationStuck(attempts=ATTEMPTS)
    return Begun(one.id, version, _manifest(version), on, pictures)


def _manifest(version: Version) -> Manifest:
    try:
        return Manifest.model_validate(version.manifest)
    except ValidationError as error:
        raise ManifestOutdated from error


def _looked(services: Services, begun: Begun) -> list[Looked] | None:
    """Return what is seen in every picture, also of earlier attempts; None once it was cancelled."""
    looks, began = _earlier(services.sessions, begun.id), time.monotonic()
    limits = Limits(batch_max=1, memory_mb=services.settings.model_memory_mb)

    def read(name: str) -> bytes:
        return services.blobs.get(begun.version.files[name]["digest"])

    with opened_model(begun.manifest, read, limits) as eyes:
        for some in _parts(begun.pictures[len(looks) :]):
            seen = [_look(eyes, services, picture) for picture in some]
            if not _written(services, begun.id, len(looks), seen):
                return None
            looks += seen
            if time.monotonic() - began > MOST_S:
                raise EvaluationTooLong(looked=len(looks), minutes=MOST_S // 60)
    return looks


def _earlier(sessions: Sessions, evaluation_id: UUID) -> list[Looked]:
    parts = select(EvaluationPart.looks).filter_by(evaluation_id=evaluation_id)
    with transaction(sessions) as session:
        found = session.scalars(parts.order_by(EvaluationPart.first)).all()
    return [Looked.read(look) for looks in found for look in looks]


def _parts(pictures: Sequence[CityPicture]) -> Iterator[Sequence[CityPicture]]:
    for start in range(0, len(pictures), PART):
        yield pictures[start : start + PART]


def _look(eyes: Eyes, services: Services, picture: CityPicture) -> Looked:
    try:
        data = services.blobs.get(picture.digest)
    except AlgomartError as error:
        _log.warning("a picture of a test set cannot be read", reason=error.code)
        raise PictureLost(number=picture.number + 1) from error
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        raise PictureLost(number=picture.number + 1)
    found = eyes.look(np.asarray(pixels, np.uint8))
    return Looked(eyes.seconds[-1], tuple(found))


def _written(services: Services, evaluation_id: UUID, first: int, seen: list[Looked]) -> bool:
    """Write down what was seen in some pictures; return whether the evaluation goes on."""
    with transaction(services.sessions) as session:
        one = session.get_one(Evaluation, evaluation_id, with_for_update=True)
        if one.state != "running":
            _forget(session, evaluation_id)
            return False
        looks = [look.as_json() for look in seen]
        session.add(EvaluationPart(evaluation_id=evaluation_id, first=first, looks=looks))
        one.looked = first + len(seen)
        service.tell(session, one)
        return True


def _finish(services: Services, begun: Begun, looks: list[Looked]) -> None:
    figures = measure(begun.manifest, begun.on, begun.pictures, looks)
    with transaction(services.sessions) as session:
        one = session.get_one(Evaluation, begun.id, with_for_update=True)
        _forget(session, begun.id)
        if one.state == "running":
            service.end(session, one, services.clock, figures=figures)


def _fail(services: Services, evaluation_id: UUID, error: AlgomartError) -> None:
    failure = {"code": error.code, "zh": error.message("zh"), "en": error.message("en")}
    with transaction(services.sessions) as session:
        one = session.get_one(Evaluation, evaluation_id, with_for_update=True)
        _forget(session, evaluation_id)
        if one.state == "running":
            service.end(session, one, services.clock, failure=failure)


def _forget(session: Session, evaluation_id: UUID) -> None:
    session.execute(delete(EvaluationPart).filter_by(evaluation_id=evaluation_id))
