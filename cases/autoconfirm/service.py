"""Switching it on where it is earned, and off."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from cases.autoconfirm.errors import (
    SWITCH,
    VERSION,
    AutoConfirmOn,
    AutoConfirmUnearned,
    SampleTooSmall,
)
from cases.autoconfirm.measure import Measured, measured
from cases.autoconfirm.model import AutoConfirm
from cases.events.model import Event
from core import feed
from core.clock import Clock, ManualClock
from core.errors import NotFound
from core.ids import uuid7
from core.settings import Settings

TOPIC = "auto_confirm"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which version's events shall be confirmed, from which score on, how many of them by people."""

    version_id: UUID
    threshold: float
    sample_share: float


def switch_on(
    session: Session, scope: Scope, wanted: Wanted, settings: Settings, clock: Clock
) -> AutoConfirm:
    """Switch it on for the caller's organization.

    Raises `AutoConfirmUnearned` unless what people said of the version's events there allows it.
    """
    owner_id, now = scope.user.organization_id, clock.now()
    algorithm_id = _algorithm(session, owner_id, wanted.version_id)
    if wanted.sample_share < settings.auto_confirm_sample:
        raise SampleTooSmall(least=f"{settings.auto_confirm_sample:.0%}")
    _require_earned(session, owner_id, algorithm_id, wanted, settings, now)
    row = AutoConfirm(
        id=uuid7(),
        owner_id=owner_id,
        algorithm_id=algorithm_id,
        version_id=wanted.version_id,
        threshold=wanted.threshold,
        sample_share=wanted.sample_share,
        user_id=scope.user.id,
        on_at=now,
    )
    _insert(session, row)
    record(session, scope, "auto_confirm.create", row, after=_shown(row), clock=clock)
    feed.publish(session, TOPIC, row.id, row.owner_id)
    return row


def switch_off(session: Session, scope: Scope, switch_id: UUID, clock: Clock) -> None:
    """Switch it off by hand; what is off stays as it is."""
    row = scope.fetch(session, AutoConfirm, switch_id, kind=SWITCH, for_update=True)
    if row.off_at is not None:
        return
    row.off_at, row.off_by = clock.now(), scope.user.id
    session.flush()
    record(session, scope, "auto_confirm.delete", row, before=_shown(row), clock=clock)
    feed.publish(session, TOPIC, row.id, row.owner_id)


def watch(session: Session, settings: Settings, now: datetime) -> int:
    """Switch off what is not earned any more, with the reason; return how many."""
    found = session.scalars(select(AutoConfirm).filter_by(off_at=None).with_for_update()).all()
    stands = [(row, standing(session, row, settings, now)) for row in found]
    lost = [(row, said.told(settings)) for row, said in stands if not said.enough(settings)]
    for row, why in lost:
        row.off_at = now
        row.off_reason = {"code": "unearned", "zh": why.zh, "en": why.en}
        session.flush()
        clock, before = ManualClock(now), _shown(row)
        record(session, None, "auto_confirm.delete", row, before=before, reason=why.en, clock=clock)
        feed.publish(session, TOPIC, row.id, row.owner_id)
    return len(lost)


def listed(scope: Scope, algorithm_id: UUID | None = None) -> Select[AutoConfirm]:
    """Return what is and was switched on where the caller may see it."""
    statement = scope.limit(select(AutoConfirm), AutoConfirm)
    if algorithm_id is not None:
        statement = statement.where(AutoConfirm.algorithm_id == algorithm_id)
    return statement


def standing(session: Session, row: AutoConfirm, settings: Settings, now: datetime) -> Measured:
    """Return what people said of late of the events that it is about."""
    found = measured(session, row.owner_id, row.threshold, settings, now, row.version_id)
    return next(iter(found), Measured(row.algorithm_id, row.version_id, 0, 0))


def _algorithm(session: Session, owner_id: UUID, version_id: UUID) -> UUID:
    """Return the algorithm of a version that has seen something for the organization."""
    seen = select(Event.algorithm_id).where(
        Event.owner_id == owner_id, Event.version_id == version_id
    )
    found = session.scalar(seen.where(Event.algorithm_id.is_not(None)).limit(1))
    if found is None:
        raise NotFound(kind=VERSION, id=version_id)
    return found


def _require_earned(
    session: Session,
    owner_id: UUID,
    algorithm_id: UUID,
    wanted: Wanted,
    settings: Settings,
    now: datetime,
) -> None:
    found = measured(session, owner_id, wanted.threshold, settings, now, wanted.version_id)
    said = next(iter(found), Measured(algorithm_id, wanted.version_id, 0, 0))
    if not said.enough(settings):
        raise AutoConfirmUnearned(threshold=f"{wanted.threshold:g}", **said.figures(settings))


def _insert(session: Session, row: AutoConfirm) -> None:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise AutoConfirmOn from error


def _shown(row: AutoConfirm) -> dict[str, Any]:
    names = ("algorithm_id", "version_id", "threshold", "sample_share")
    return {name: getattr(row, name) for name in names}
