"""Which versions are to be tuned on this machine, and what is served for one that was."""

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
from registry.tuning.choice import Choice
from registry.tuning.machine import machine
from registry.tuning.model import Tuning

TOPIC = "tuning"
ATTEMPTS = 2
"""A tuning that was ended so often by something else is not begun again."""


def served(session: Session, version: Version) -> str:
    """Return the digest of what is run for a version on this kind of machine."""
    found = session.scalar(
        select(Tuning.variant_digest).where(
            Tuning.version_id == version.id, Tuning.machine == machine(), Tuning.state == "done"
        )
    )
    return found or version.model_digest


def of(session: Session, version_id: UUID) -> list[Tuning]:
    """Return how a version is run on each kind of machine it was tuned on."""
    over = select(Tuning).where(Tuning.version_id == version_id, Tuning.finished_at.is_not(None))
    return [*session.scalars(over.order_by(Tuning.machine))]


def due() -> Select[Evaluation]:
    """Select measured versions that were not tuned on this machine, with their largest set first."""
    ended = Tuning.state.in_(("done", "failed")) | (Tuning.attempts >= ATTEMPTS)
    over = (
        select(Tuning.id)
        .where(Tuning.version_id == Evaluation.version_id, Tuning.machine == machine(), ended)
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


def begin(session: Session, measured: Evaluation, clock: Clock) -> Tuning:
    """Note that a version is being tuned; one that was broken off is begun again."""
    version_id, here = measured.version_id, machine()
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


def end(
    session: Session, tuning_id: UUID, choice: Choice, variant: str | None, clock: Clock
) -> None:
    """Note what was chosen; what runs the version takes it up by itself."""
    one = session.get_one(Tuning, tuning_id, with_for_update=True)
    one.state = "failed" if choice.why == "fails" else "done"
    one.choice, one.variant_digest = choice.as_json(), variant
    one.finished_at = clock.now()
    record(session, None, "version.tune", one, after=shown(one), clock=clock)
    publish(session, TOPIC, one.id, one.owner_id)


def give_up(session: Session, version_id: UUID, clock: Clock) -> None:
    """Serve the vendor's file again: what was made of it failed in service on this kind of machine."""
    known = select(Tuning).filter_by(version_id=version_id, machine=machine()).with_for_update()
    one = session.scalar(known)
    if one is None or one.variant_digest is None:
        return
    before = shown(one)
    one.variant_digest = None
    one.choice = (one.choice or {}) | {"path": "fp32", "why": "fails"}
    record(session, None, "version.tune", one, before=before, after=shown(one), clock=clock)
    publish(session, TOPIC, one.id, one.owner_id)


def shown(one: Tuning) -> dict[str, Any]:
    """Return a tuning as the audit log keeps it."""
    said = {"version_id": str(one.version_id), "machine": one.machine, "choice": one.choice}
    return said | {"variant_digest": one.variant_digest}
