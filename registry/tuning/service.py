"""Which versions are to be tuned on this machine, and what is served for one that was."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, desc, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from core.clock import Clock
from core.feed import publish
from registry.catalogue.model import Version
from registry.evaluation.model import Evaluation
from registry.evaluation.service import MEASURED, runtime
from registry.sandbox import ONNX_RUNTIME
from registry.tuning.choice import Choice
from registry.tuning.model import Tuning

TOPIC = "tuning"
ATTEMPTS = 2
"""A tuning that was ended so often by something else is not begun again."""


@dataclass(frozen=True, slots=True)
class Served:
    """What is run for a version."""

    digest: str
    engine: str
    """Name of what runs it (`registry.sandbox.engine`)."""

    @classmethod
    def as_handed_in(cls, version: Version) -> "Served":
        """Return the vendor's file, run as it was examined."""
        return cls(version.model_digest, ONNX_RUNTIME.name)


def served(session: Session, version: Version, here: str) -> Served:
    """Return what is run for a version on this kind of machine (`registry.tuning.machine`)."""
    plain = Served.as_handed_in(version)
    found = session.execute(
        select(Tuning.variant_digest, Tuning.engine).where(
            Tuning.version_id == version.id, Tuning.machine == here, Tuning.state == "done"
        )
    ).one_or_none()
    return Served(found.variant_digest or plain.digest, found.engine) if found else plain


def of(session: Session, version_id: UUID) -> list[Tuning]:
    """Return how a version is run on each kind of machine it was tuned on."""
    over = select(Tuning).where(Tuning.version_id == version_id, Tuning.finished_at.is_not(None))
    return [*session.scalars(over.order_by(Tuning.machine))]


def due(here: str) -> Select[Evaluation]:
    """Select measured versions that were not tuned on this machine, with their largest set first."""
    ended = Tuning.state.in_(("done", "failed")) | (Tuning.attempts >= ATTEMPTS)
    over = (
        select(Tuning.id)
        .where(Tuning.version_id == Evaluation.version_id, Tuning.machine == here, ended)
        .correlate(Evaluation)
        .exists()
    )
    return (
        select(Evaluation)
        .join(Version, Version.id == Evaluation.version_id)
        .where(
            Evaluation.state == "done",
            Evaluation.runtime == runtime(),
            Version.state.in_(MEASURED),
            ~over,
        )
        .order_by(desc(Version.state == "published"), desc(Evaluation.pictures), Evaluation.id)
        .limit(1)
    )


def begin(session: Session, measured: Evaluation, here: str, clock: Clock) -> Tuning:
    """Note that a version is being tuned; one that was broken off is begun again."""
    version_id = measured.version_id
    one = session.scalar(
        select(Tuning).filter_by(version_id=version_id, machine=here).with_for_update()
    )
    if one is None:
        one = Tuning(
            owner_id=measured.owner_id,
            version_id=version_id,
            test_set_id=measured.test_set_id,
            machine=here,
            attempts=0,
            created_at=clock.now(),
        )
        session.add(one)
    one.state, one.attempts = "running", one.attempts + 1
    session.flush()
    return one


def end(session: Session, tuning_id: UUID, choice: Choice, run: Served, clock: Clock) -> None:
    """Note what was chosen; what runs the version takes it up by itself."""
    one = session.get_one(Tuning, tuning_id, with_for_update=True)
    one.state = "failed" if choice.why == "fails" else "done"
    one.choice, one.finished_at = choice.as_json(), clock.now()
    file = session.get_one(Version, one.version_id).model_digest
    one.variant_digest = None if run.digest == file else run.digest
    one.engine = run.engine
    record(session, None, "version.tune", one, after=shown(one), clock=clock)
    publish(session, TOPIC, one.id, one.owner_id)


def give_up(session: Session, version_id: UUID, here: str, clock: Clock) -> None:
    """Serve the vendor's file as handed in again: another way failed in service on this kind of machine."""
    known = select(Tuning).filter_by(version_id=version_id, machine=here).with_for_update()
    one = session.scalar(known)
    plain = ONNX_RUNTIME.name
    if one is None or (one.variant_digest is None and one.engine == plain):
        return
    before = shown(one)
    one.variant_digest, one.engine = None, plain
    one.choice = (one.choice or {}) | {"path": "fp32", "why": "fails"}
    record(session, None, "version.tune", one, before=before, after=shown(one), clock=clock)
    publish(session, TOPIC, one.id, one.owner_id)


def shown(one: Tuning) -> dict[str, Any]:
    """Return a tuning as the audit log keeps it."""
    said = {"version_id": str(one.version_id), "machine": one.machine, "choice": one.choice}
    return said | {"variant_digest": one.variant_digest, "engine": one.engine}
