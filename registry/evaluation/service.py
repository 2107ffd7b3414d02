"""Evaluations: asked for by the operator or planned by the product, and what a finished one does."""

from functools import cache
from importlib.metadata import version as installed
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, column, exists, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from core.clock import Clock
from core.feed import publish
from core.text import Text
from registry.catalogue import life
from registry.catalogue.model import Version
from registry.catalogue.shelf import VERSION
from registry.evaluation.errors import (
    EvaluationOver,
    MeasuredAlready,
    NotCovered,
    NotMeasurable,
)
from registry.evaluation.model import AT_WORK, Evaluation
from registry.packages.errors import ModelElsewhere
from registry.testsets import service as test_sets
from registry.testsets.model import CityTestSet

EVALUATION = Text("评测", "evaluation")
TOPIC = "evaluation"
METHOD = 1
"""Raised when the same looks would give other figures: all is measured anew then."""
MEASURED = ("checked", "evaluated", "approved", "published", "deprecated")
"""States of a version in which it is measured."""


@cache
def runtime() -> str:
    """Return what figures of today hold for."""
    return f"figures {METHOD}, onnxruntime {installed('onnxruntime')}"


def start(
    session: Session, scope: Scope, version_id: UUID, test_set_id: UUID, clock: Clock
) -> Evaluation:
    """Have a version measured on a set.

    Raises `ModelElsewhere`, `NotMeasurable`, `TestSetRetired`, `NotCovered`, `MeasuredAlready`.
    """
    version = scope.fetch(session, Version, version_id, kind=VERSION, for_update=True)
    on = test_sets.fetch(session, scope, test_set_id, for_update=True)
    if version.is_remote:
        raise ModelElsewhere(
            zh="测试集的图片不会发往厂商，因此不作评测。运行效果见其成绩单",
            en="pictures of test sets are not sent there, so it is not measured. Its scorecard tells how "
            "it does in the field",
        )
    if version.state not in MEASURED:
        raise NotMeasurable(version=version.version, state=version.state)
    test_sets.require_in_use(on)
    raised = [event["event_type"] for event in version.manifest["events"]]
    if not set(raised).intersection(on.covers):
        raise NotCovered(name=on.name, covers=", ".join(on.covers), events=", ".join(raised))
    if session.scalar(_known(version.id, on.id).where(Evaluation.state.in_((*AT_WORK, "done")))):
        raise MeasuredAlready(name=on.name)
    return _added(session, scope, version, on, clock)


def _known(version_id: Any, test_set_id: Any) -> Any:
    return select(Evaluation.id).where(
        Evaluation.version_id == version_id,
        Evaluation.test_set_id == test_set_id,
        Evaluation.runtime == runtime(),
    )


def is_planned(session: Session) -> bool:
    """Tell whether a version waits to be measured on a set that covers one of its events."""
    return session.execute(_missing().limit(1)).first() is not None


def plan(session: Session, clock: Clock) -> int:
    """Queue what was never measured under today's runtime, nor tried; return how many that were."""
    found = session.execute(_missing().with_for_update(of=CityTestSet)).all()
    for version, on in found:
        _added(session, None, version, on, clock)
    return len(found)


def _missing() -> Any:
    """Return versions with the sets they fit and were not measured on; those yet to be approved first."""
    tried = _known(Version.id, CityTestSet.id).correlate(Version, CityTestSet).exists()
    waits = Version.state.in_(("checked", "evaluated"))
    return (
        select(Version, CityTestSet)
        .join(CityTestSet, _covered())
        .where(Version.state.in_(MEASURED), ~Version.is_remote)
        .where(CityTestSet.retired_at.is_(None), ~tried)
        .order_by(waits.desc(), Version.created_at, CityTestSet.id)
    )


def _covered() -> ColumnElement[bool]:
    event = func.jsonb_array_elements(Version.manifest["events"]).table_valued(
        column("value", JSONB)
    )
    named = event.c.value["event_type"].astext
    return exists(
        select(literal(1)).select_from(event).where(func.jsonb_exists(CityTestSet.covers, named))
    )


def _added(
    session: Session, scope: Scope | None, version: Version, on: CityTestSet, clock: Clock
) -> Evaluation:
    one = Evaluation(
        owner_id=version.owner_id,
        version_id=version.id,
        test_set_id=on.id,
        model_digest=version.model_digest,
        set_digest=on.digest,
        runtime=runtime(),
        user_id=scope.user.id if scope else None,
        state="queued",
        pictures=on.counts["pictures"],
        created_at=clock.now(),
    )
    session.add(one)
    session.flush()
    record(session, scope, "evaluation.start", one, after=shown(one), clock=clock)
    publish(session, TOPIC, one.id, one.owner_id)
    return one


def fetch(
    session: Session, scope: Scope, evaluation_id: UUID, *, for_update: bool = False
) -> Evaluation:
    """Return one evaluation the caller may see."""
    return scope.fetch(session, Evaluation, evaluation_id, kind=EVALUATION, for_update=for_update)


def cancel(session: Session, scope: Scope, evaluation_id: UUID, clock: Clock) -> None:
    """End an evaluation before it is done; raises `EvaluationOver`."""
    one = fetch(session, scope, evaluation_id, for_update=True)
    if one.state not in AT_WORK:
        raise EvaluationOver
    before = shown(one)
    one.state, one.finished_at = "cancelled", clock.now()
    session.flush()
    record(session, scope, "evaluation.cancel", one, before=before, after=shown(one), clock=clock)
    publish(session, TOPIC, one.id, one.owner_id)


def end(
    session: Session,
    one: Evaluation,
    clock: Clock,
    *,
    figures: dict[str, Any] | None = None,
    failure: dict[str, Any] | None = None,
) -> None:
    """Write down the figures, or why there are none; with the last of its sets a version is evaluated."""
    before = shown(one)
    one.state = "failed" if figures is None else "done"
    one.figures, one.failure, one.finished_at = figures, failure, clock.now()
    session.flush()
    record(session, None, "evaluation.end", one, before=before, after=shown(one), clock=clock)
    publish(session, TOPIC, one.id, one.owner_id)
    become_evaluated(session, one.version_id, clock)


def become_evaluated(session: Session, version_id: UUID, clock: Clock) -> bool:
    """Let a checked version be evaluated once it has figures and no more are on their way; tell whether."""
    version = session.get_one(Version, version_id, with_for_update=True, populate_existing=True)
    if version.state != "checked" or not is_measured(session, version_id):
        return False
    life.take(session, None, version, "evaluate", clock)
    return True


def is_measured(session: Session, version_id: UUID) -> bool:
    """Tell whether a version has figures of today's runtime and none are on their way."""
    states = select(Evaluation.state).filter_by(version_id=version_id, runtime=runtime())
    found = {*session.scalars(states)}
    return "done" in found and not found.intersection(AT_WORK)


def tell(session: Session, one: Evaluation) -> None:
    """Tell followers that an evaluation has come further."""
    publish(session, TOPIC, one.id, one.owner_id)


def shown(one: Evaluation) -> dict[str, object]:
    """Return what the trail keeps of an evaluation."""
    names = ("version_id", "test_set_id", "model_digest", "set_digest", "runtime", "state")
    return {name: getattr(one, name) for name in names}
