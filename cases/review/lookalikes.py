"""Look-alikes: what one model keeps seeing at one camera, rejected at once and taken back at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from accounts.scope import Scope
from algorithms.contract.values import Box
from cases.events.errors import EVENT
from cases.events.model import Event
from cases.review import claims
from cases.review.errors import NoLookalikes
from cases.review.model import Claim, Verdict
from cases.review.service import Said, apply, check_reason, take_back, written
from core.clock import Clock
from core.errors import NotFound
from core.ids import uuid7
from core.settings import Settings
from core.text import Text

MOST = 500
"""Events that are rejected at once at the most."""
BATCH_KIND = Text("批量驳回", "rejection at once")


@dataclass(frozen=True, slots=True)
class Likeness:
    """What looks alike: how many hours apart at the most, and how much the boxes overlap at the least."""

    hours: float
    overlap: float
    """Intersection over union of the surest boxes, from 0 (anywhere in the picture) to 1."""


def alike(
    session: Session, scope: Scope, event: Event, likeness: Likeness, clock: Clock
) -> list[Event]:
    """Return events that wait at the same camera for the same algorithm and type, the event itself first.

    Those that others are at are left out. At most `MOST`, the nearest in time first.
    """
    span = timedelta(hours=likeness.hours)
    statement = _of_one_kind(scope, event).where(
        Event.opened_at.between(event.opened_at - span, event.opened_at + span)
    )
    others = ~claims.claimed(clock.now()) | claims.claimed(clock.now(), by=scope.user.id)
    found = session.scalars(
        statement.where(others).order_by(Event.opened_at.desc()).limit(4 * MOST)
    )
    near = [one for one in found if _overlap(one, event) >= likeness.overlap or one.id == event.id]
    return sorted(near, key=lambda one: (abs(one.opened_at - event.opened_at), one.id))[:MOST]


def reject(
    session: Session,
    scope: Scope,
    event_id: UUID,
    event_ids: Sequence[UUID],
    said: Said,
    *,
    settings: Settings,
    clock: Clock,
) -> Sequence[Verdict]:
    """Reject those of the events that still look like the first, in one batch; the others are passed over.

    Raises `NoLookalikes` where none is left.
    """
    check_reason(said.verdict, said.reason)
    pattern = scope.fetch(session, Event, event_id, kind=EVENT)
    _require_reached(session, scope, event_ids)
    events = session.scalars(
        _of_one_kind(scope, pattern)
        .where(Event.id.in_(event_ids))
        .order_by(Event.id)
        .with_for_update(of=Event, skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    taken = _claims(session, events)
    free = [one for one in events if _free(taken.get(one.id), scope, clock)]
    if not free:
        raise NoLookalikes
    for claim in (taken[one.id] for one in free if one.id in taken):
        claims.finish(claim, "judged" if claim.until > clock.now() else "lapsed", clock.now())
    batch_id = uuid7()
    made = [_rejected(session, scope, one, said, batch_id, settings, clock) for one in free]
    session.flush()
    return made


def undo(session: Session, scope: Scope, batch_id: UUID, clock: Clock) -> int:
    """Take a whole batch back before it takes effect; return how many events wait again."""
    found = session.scalars(
        scope.limit(select(Verdict).where(Verdict.batch_id == batch_id), Verdict)
        .order_by(Verdict.event_id)
        .with_for_update()
    ).all()
    if not found:
        raise NotFound(kind=BATCH_KIND, id=batch_id)
    for verdict in found:
        take_back(session, scope, verdict, clock)
    return len(found)


def overlap(one: Box, other: Box) -> float:
    """Return the intersection of two boxes over their union, from 0 to 1."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    common = max(width, 0.0) * max(height, 0.0)
    union = _area(one) + _area(other) - common
    return common / union if union > 0 else 0.0


def _rejected(
    session: Session,
    scope: Scope,
    event: Event,
    said: Said,
    batch_id: UUID,
    settings: Settings,
    clock: Clock,
) -> Verdict:
    event.claimed_at = event.claimed_at or clock.now()
    verdict = written(event, scope.user.id, said, "deciding", settings, clock)
    verdict.batch_id = batch_id
    session.add(verdict)
    apply(session, scope, event, verdict, clock)
    return verdict


def _require_reached(session: Session, scope: Scope, event_ids: Sequence[UUID]) -> None:
    found = scope.limit(select(Event.id).where(Event.id.in_(event_ids)), Event)
    missing = set(event_ids) - set(session.scalars(found))
    if missing:
        raise NotFound(kind=EVENT, id=min(missing))


def _of_one_kind(scope: Scope, event: Event) -> Select[Event]:
    return scope.limit(
        select(Event).where(
            Event.wants == "verdict",
            Event.camera_id == event.camera_id,
            Event.algorithm_id.is_not_distinct_from(event.algorithm_id),
            Event.event_type == event.event_type,
        ),
        Event,
    )


def _claims(session: Session, events: Iterable[Event]) -> dict[UUID, Claim]:
    ids = [one.id for one in events]
    found = select(Claim).where(Claim.event_id.in_(ids), Claim.ended_at.is_(None))
    rows = session.scalars(found.with_for_update())
    return {one.event_id: one for one in rows}


def _free(claim: Claim | None, scope: Scope, clock: Clock) -> bool:
    return claim is None or claim.until <= clock.now() or claim.user_id == scope.user.id


def _overlap(one: Event, other: Event) -> float:
    """Return how much the surest boxes overlap; where one has none, it is the whole picture."""
    return overlap(_box(one), _box(other))


def _box(event: Event) -> Box:
    found = event.detections[0]["box"] if event.detections else None
    return tuple(found) if found else (0.0, 0.0, 1.0, 1.0)


def _area(box: Box) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)
