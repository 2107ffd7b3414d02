"""Strikes: how a version that misbehaves on many frames of many cameras comes off the shelf by itself."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.clock import Clock
from core.ids import uuid7
from core.text import Text
from registry.catalogue.life import quarantine
from registry.catalogue.model import Strike, Version
from registry.catalogue.subscribed import meaning, subscriptions, trying
from registry.catalogue.transitions import TRANSITIONS

FRAMES = 5
CAMERAS = 3
WINDOW = timedelta(days=1)


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
    if version.state not in TRANSITIONS["quarantine"].sources or not _enough(
        session, version, clock
    ):
        return False
    why = Text(
        f"在多路摄像机的多帧画面上失败（{cause}），已自动隔离",
        f"failed on many frames of several cameras ({cause}); quarantined automatically",
    )
    quarantine(session, version, "strikes", why, clock)
    return True


def _enough(session: Session, version: Version, clock: Clock) -> bool:
    counted = select(
        func.count(Strike.frame.distinct()), func.count(Strike.camera_id.distinct())
    ).where(Strike.version_id == version.id, Strike.at > clock.now() - WINDOW)
    frames, cameras = session.execute(counted).one()
    running = session.scalar(
        select(func.count(subscriptions.c.camera_id.distinct())).where(
            or_(meaning(version), trying(version)), subscriptions.c.enabled
        )
    )
    return frames >= FRAMES and cameras >= min(CAMERAS, max(1, running or 0))
