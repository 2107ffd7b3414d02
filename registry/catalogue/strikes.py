"""Strikes: how a version that misbehaves on many frames of many cameras comes off the shelf by itself."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import column, func, select, table
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.audit.service import record
from core.clock import Clock
from core.feed import publish
from core.ids import uuid7
from registry.catalogue.model import Alias, Strike, Version
from registry.catalogue.service import point

FRAMES = 5
CAMERAS = 3
WINDOW = timedelta(days=1)

_subscriptions = table(
    "subscriptions",
    column("id"),
    column("owner_id"),
    column("algorithm_id"),
    column("camera_id"),
    column("enabled"),
)


def strike(
    session: Session, version_id: UUID, camera_id: UUID, frame: str, cause: str, clock: Clock
) -> bool:
    """Count a frame against a version; return whether this strike put it into quarantine.

    Neither one poison frame, however often it is seen, nor one camera among several condemns a version.
    """
    version = session.get_one(Version, version_id, with_for_update=True, populate_existing=True)
    row = {"id": uuid7(), "version_id": version_id, "camera_id": camera_id}
    session.execute(
        insert(Strike)
        .values(row | {"frame": frame, "cause": cause, "at": clock.now()})
        .on_conflict_do_nothing()
    )
    if version.state == "quarantined" or not _enough(session, version, clock):
        return False
    _quarantine(session, version, cause, clock)
    return True


def _enough(session: Session, version: Version, clock: Clock) -> bool:
    counted = select(
        func.count(Strike.frame.distinct()), func.count(Strike.camera_id.distinct())
    ).where(Strike.version_id == version.id, Strike.at > clock.now() - WINDOW)
    frames, cameras = session.execute(counted).one()
    running = session.scalar(
        select(func.count(_subscriptions.c.camera_id.distinct())).where(
            _subscriptions.c.algorithm_id == version.algorithm_id, _subscriptions.c.enabled
        )
    )
    return frames >= FRAMES and cameras >= min(CAMERAS, max(1, running or 0))


def _quarantine(session: Session, version: Version, cause: str, clock: Clock) -> None:
    """Take the version off every alias; the newest other published one follows, or nothing."""
    version.state = "quarantined"
    version.state_reason = {
        "code": "strikes",
        "zh": f"在多路摄像机的多帧画面上失败（{cause}），已自动隔离",
        "en": f"failed on many frames of several cameras ({cause}); quarantined automatically",
    }
    session.flush()
    following = _previous(session, version)
    for name in session.scalars(select(Alias.name).filter_by(version_id=version.id)).all():
        point(session, version.algorithm_id, name, following)
    after = {"state": version.state, "cause": cause, "falls_back_to": following}
    record(session, None, "version.quarantine", version, after=after, clock=clock)
    _tell_subscribers(session, version)


def _previous(session: Session, version: Version) -> UUID | None:
    return session.scalar(
        select(Version.id)
        .filter_by(algorithm_id=version.algorithm_id, state="published")
        .order_by(Version.published_at.desc())
        .limit(1)
    )


def _tell_subscribers(session: Session, version: Version) -> None:
    affected = select(_subscriptions.c.id, _subscriptions.c.owner_id).where(
        _subscriptions.c.algorithm_id == version.algorithm_id
    )
    for subscription_id, owner_id in session.execute(affected).all():
        publish(session, "subscription", subscription_id, owner_id)
