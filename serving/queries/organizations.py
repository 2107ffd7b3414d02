"""What an organization holds, counted over all packages."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.users.model import User
from cases.assignment.model import Assignment
from cases.lifecycle.model import Case
from cases.lifecycle.transitions import OVER
from cases.responsibility.model import Responsibility
from cases.sinks.model import Sink
from core.text import Text
from registry.catalogue.model import Algorithm
from video.cameras.model import Camera
from video.sources.model import CameraSource


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
    children = select(func.count()).where(
        Organization.parent_id == organization.id, Organization.removed_at.is_(None)
    )
    return Counts(
        session.scalar(users) or 0,
        session.scalar(cameras.where(Camera.removed_at.is_(None))) or 0,
        session.scalar(children) or 0,
    )


def held(session: Session, organization: Organization) -> list[Text]:
    """Return what keeps an organization from being removed, with how many of each there are."""
    return [
        Text(f"{zh} {count}", f"{count} {en}")
        for zh, en, condition in _holds(organization.id)
        if (count := session.scalar(select(func.count()).where(condition)) or 0)
    ]


def _holds(own: UUID) -> Iterator[tuple[str, str, ColumnElement[bool]]]:
    """Yield what may hold an organization: its name, and the condition of the rows to count."""
    yield (
        "下级组织",
        "organizations below",
        ((Organization.parent_id == own) & Organization.removed_at.is_(None)),
    )
    yield "启用的用户", "people who may sign in", (User.owner_id == own) & User.enabled
    yield "摄像机", "cameras", (Camera.owner_id == own) & Camera.removed_at.is_(None)
    yield (
        "视频平台",
        "video platforms",
        ((CameraSource.owner_id == own) & CameraSource.removed_at.is_(None)),
    )
    yield "案件接收方", "receivers", (Sink.owner_id == own) & Sink.removed_at.is_(None)
    yield "算法", "algorithms", Algorithm.owner_id == own
    yield "未办结的案件", "open cases", _open_case(own)
    yield (
        "责任规则",
        "rules of responsibility",
        ((Responsibility.unit_id == own) | (Responsibility.owner_id == own)),
    )


def _open_case(own: UUID) -> ColumnElement[bool]:
    """Return the condition of a case that is its own, or that it is to deal with."""
    assigned = select(Assignment.case_id).where(Assignment.unit_id == own)
    mine = (Case.owner_id == own) | Case.id.in_(assigned)
    return Case.state.not_in(OVER) & mine
