"""Emergencies come of points and of fires' cases by themselves, change as those do, and tell who is to know.

One process does this, beside the fusion of water; it writes beside the revision, which is people's.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from accounts.audit.service import record
from cases.emergency.calls import TOPIC, call, told_so_far
from cases.emergency.levels import Levels, assess, reassess
from cases.emergency.model import Emergency
from cases.emergency.rules import table_of
from cases.lifecycle.model import Case
from cases.lifecycle.transitions import OVER
from cases.water.model import WaterPoint
from cases.water.standing import sightings_of
from core import feed, ground
from core.clock import ManualClock
from core.ids import uuid7
from core.settings import Settings

FIRE = "fire"
FIRE_REACH_M = 200.0
"""How far around a fire is taken to be affected until somebody draws it."""
LATE = timedelta(days=1)
"""A case that was filed longer ago begins no emergency any more."""
_TABLE: Any = Emergency.__table__


def follow(session: Session, settings: Settings, now: datetime) -> None:
    """Begin emergencies, and let those there are follow what they are about."""
    for point in _points(session):
        _follow_point(session, point, settings, now)
    for case in _fires(session, now):
        _begin_fire(session, case, settings, now)
    for emergency in _burnt_out(session):
        _over(session, emergency, settings, now)


def levels_of(session: Session, emergency: Emergency, measures: dict[str, Any]) -> Levels:
    """Return how grave an emergency is by its city's rules; what people set prevails."""
    table = table_of(session, emergency.owner_id)
    known = measures | emergency.entered
    now = Levels(emergency.warning, emergency.response, emergency.grade)
    found = reassess(table.rules, emergency.kind, known, now)
    chosen = {"warning": found.warning, "response": found.response, "grade": found.grade}
    return Levels(**(chosen | emergency.chosen))


def _points(session: Session) -> Sequence[WaterPoint]:
    open_ = select(Emergency.point_id).where(
        Emergency.point_id.is_not(None), Emergency.over_at.is_(None), Emergency.ended_at.is_(None)
    )
    return session.scalars(
        select(WaterPoint)
        .where(or_(WaterPoint.ended_at.is_(None), WaterPoint.id.in_(open_)))
        .order_by(WaterPoint.started_at, WaterPoint.id)
    ).all()


def _follow_point(session: Session, point: WaterPoint, settings: Settings, now: datetime) -> None:
    emergency = session.scalar(select(Emergency).filter_by(point_id=point.id).with_for_update())
    measures = _measured(session, point)
    if emergency is None:
        _begin_water(session, point, measures, settings, now)
    elif emergency.ended_at is None and point.ended_at is not None:
        _write(session, emergency, measures=measures, trend=None, updated_at=now)
        _over(session, emergency, settings, now)
    elif emergency.ended_at is None:
        _change(session, emergency, point, measures, settings, now)


def _measured(session: Session, point: WaterPoint) -> dict[str, Any]:
    seen = sightings_of(session, point.id)
    is_confirmed = any(event.review == "confirmed" for event in seen)
    return {
        "depth_cm": point.depth_cm,
        "area_m2": point.area_m2,
        "confirmed": float(is_confirmed),
    }


def _begin_water(
    session: Session, point: WaterPoint, measures: dict[str, Any], settings: Settings, now: datetime
) -> None:
    levels = assess(table_of(session, point.owner_id).rules, "waterlogging", measures)
    if levels.are_none:
        return
    emergency = _new(point.owner_id, "waterlogging", point, levels, now)
    emergency.point_id, emergency.measures, emergency.trend = point.id, measures, point.trend
    emergency.area, emergency.area_m2 = point.area, point.area_m2
    _begin(session, emergency, settings, now)


def _fires(session: Session, now: datetime) -> Sequence[Case]:
    is_fire = or_(Case.event_type == FIRE, Case.event_type.startswith(f"{FIRE}."))
    return session.scalars(
        select(Case)
        .where(
            is_fire,
            Case.filed_at >= now - LATE,
            Case.state.not_in(OVER),
            ~exists().where(Emergency.case_id == Case.id),
        )
        .order_by(Case.filed_at, Case.id)
    ).all()


def _begin_fire(session: Session, case: Case, settings: Settings, now: datetime) -> None:
    """A case is filed for what a person confirmed."""
    measures = {"confirmed": 1.0}
    levels = assess(table_of(session, case.owner_id).rules, FIRE, measures)
    if levels.are_none:
        return
    emergency = _new(case.owner_id, FIRE, case, levels, now)
    emergency.case_id, emergency.measures = case.id, measures
    if case.longitude is not None and case.latitude is not None:
        outlines = ground.discs([((case.longitude, case.latitude), FIRE_REACH_M)])
        emergency.area = [[list(corner) for corner in ring] for ring in outlines]
        emergency.area_m2 = round(ground.area_m2(outlines), 1)
    _begin(session, emergency, settings, now)


def _new(
    owner_id: Any, kind: str, at: WaterPoint | Case, levels: Levels, now: datetime
) -> Emergency:
    return Emergency(
        id=uuid7(),
        owner_id=owner_id,
        kind=kind,
        place=at.place,
        longitude=at.longitude,
        latitude=at.latitude,
        warning=levels.warning,
        response=levels.response,
        grade=levels.grade,
        entered={},
        chosen={},
        area=[],
        area_m2=0.0,
        opened_at=now,
        updated_at=now,
    )


def _begin(session: Session, emergency: Emergency, settings: Settings, now: datetime) -> None:
    session.add(emergency)
    session.flush()
    told = {"kind": emergency.kind, "warning": emergency.warning, "response": emergency.response}
    record(session, None, "emergency.open", emergency, after=told, clock=ManualClock(now))
    call(session, emergency, _audiences(session, emergency), "opened", at=now, settings=settings)


def _change(
    session: Session,
    emergency: Emergency,
    point: WaterPoint,
    measures: dict[str, Any],
    settings: Settings,
    now: datetime,
) -> None:
    drawn = {} if emergency.area_drawn else {"area": point.area, "area_m2": point.area_m2}
    before = Levels(emergency.warning, emergency.response, emergency.grade)
    after = levels_of(session, emergency, measures)
    said = {"measures": measures, "trend": point.trend} | drawn
    is_same = all(getattr(emergency, name) == value for name, value in said.items())
    if is_same and before == after:
        return
    levels = {"warning": after.warning, "response": after.response, "grade": after.grade}
    _write(session, emergency, **said, **levels, updated_at=now)
    if before != after:
        tell_change(session, emergency, before, settings, now)
    feed.publish(session, TOPIC, emergency.id, emergency.owner_id)


def tell_change(
    session: Session, emergency: Emergency, before: Levels, settings: Settings, now: datetime
) -> None:
    """Tell of another level: of a graver one who is to know at it, of a lesser one who was told before."""
    after = Levels(emergency.warning, emergency.response, emergency.grade)
    is_graver = after.weight > before.weight
    told = told_so_far(session, emergency)
    audiences = sorted({*told, *_audiences(session, emergency)}) if is_graver else told
    why = "raised" if is_graver else "lowered"
    call(session, emergency, audiences, why, at=now, settings=settings)
    was = {"warning": before.warning, "response": before.response, "grade": before.grade}
    now_is = {"warning": after.warning, "response": after.response, "grade": after.grade}
    record(
        session,
        None,
        f"emergency.{why}",
        emergency,
        before=was,
        after=now_is,
        clock=ManualClock(now),
    )


def _burnt_out(session: Session) -> Sequence[Emergency]:
    return session.scalars(
        select(Emergency)
        .join(Case, Case.id == Emergency.case_id)
        .where(Emergency.over_at.is_(None), Emergency.ended_at.is_(None), Case.state.in_(OVER))
        .with_for_update(of=Emergency)
    ).all()


def _over(session: Session, emergency: Emergency, settings: Settings, now: datetime) -> None:
    """Its cause is gone. What nobody was sent to ends with it; else a person ends it."""
    ended = {} if emergency.dispatched_at is not None else {"ended_at": now}
    _write(session, emergency, over_at=now, updated_at=now, **ended)
    call(session, emergency, told_so_far(session, emergency), "over", at=now, settings=settings)
    record(
        session,
        None,
        "emergency.over",
        emergency,
        after={"state": emergency.state},
        clock=ManualClock(now),
    )


def _audiences(session: Session, emergency: Emergency) -> Sequence[str]:
    tells = table_of(session, emergency.owner_id).tells
    return list(tells.get(str(emergency.response), ())) if emergency.response else []


def _write(session: Session, emergency: Emergency, **values: Any) -> None:
    session.execute(update(_TABLE).where(_TABLE.c.id == emergency.id).values(**values))
    session.refresh(emergency)
