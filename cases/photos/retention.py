"""Photos go when the evidence of their case does: so many days after it was over."""

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from cases.lifecycle.model import Case, CaseStep
from cases.lifecycle.transitions import OVER
from cases.photos.model import CasePhoto
from core.clock import Clock
from core.settings import Settings

BATCH = 200


def purge(session: Session, settings: Settings, clock: Clock) -> tuple[str, ...]:
    """Delete one batch of photos whose time is over, with a line for each owner; return their digests."""
    before = clock.now() - timedelta(days=settings.retention_closed_days)
    last = select(func.max(CaseStep.at)).where(CaseStep.case_id == Case.id).scalar_subquery()
    over = (
        select(CasePhoto.id)
        .join(Case, Case.id == CasePhoto.case_id)
        .where(Case.state.in_(OVER), last < before)
        .order_by(CasePhoto.at)
        .limit(BATCH)
    )
    gone = session.execute(
        delete(CasePhoto)
        .where(CasePhoto.id.in_(over))
        .returning(CasePhoto.owner_id, CasePhoto.case_id, CasePhoto.digest, CasePhoto.bytes)
        .execution_options(synchronize_session=False)
    ).all()
    for owner_id in sorted({one.owner_id for one in gone}):
        of_owner = [one for one in gone if one.owner_id == owner_id]
        told = {
            "class": "photos",
            "cases": sorted({one.case_id for one in of_owner}),
            "pieces": len(of_owner),
            "bytes": sum(one.bytes for one in of_owner),
        }
        owner = session.get_one(Organization, owner_id)
        record(session, None, "evidence.purge", owner, after=told, clock=clock)
    return tuple(one.digest for one in gone)
