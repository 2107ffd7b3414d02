"""What an organization holds, counted over all packages."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.users.model import User
from video.cameras.model import Camera


@dataclass(frozen=True, slots=True)
class Counts:
    """How many an organization and all below it have; `children` stand right below it."""

    users: int
    cameras: int
    children: int


def counts(session: Session, organization: Organization) -> Counts:
    """Count what an organization holds."""
    below = select(Organization.id).where(Organization.path.startswith(organization.path))
    users = select(func.count()).select_from(User).where(User.owner_id.in_(below))
    cameras = select(func.count()).select_from(Camera).where(Camera.owner_id.in_(below))
    children = select(func.count()).where(Organization.parent_id == organization.id)
    return Counts(
        session.scalar(users) or 0,
        session.scalar(cameras.where(Camera.removed_at.is_(None))) or 0,
        session.scalar(children) or 0,
    )
