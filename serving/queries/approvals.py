"""Approvals beside who asked, who voted, and what they are about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from accounts.approvals import service
from accounts.approvals.model import Approval, State, Vote
from accounts.organizations.model import Organization
from accounts.scope import Scope
from accounts.users.model import User
from core.http.page import PageQuery, Rows, paginate
from registry.catalogue.model import Algorithm, Alias, Version
from registry.subscriptions import sharing
from registry.subscriptions.model import SubscriptionRequest
from registry.subscriptions.sharing import Consent
from video.cameras.model import Camera

NAMES = 20
"""Cameras of an owner that are told by name."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice that a request takes: who spoke, if somebody did, and for which owner, if it is one's."""

    vote: Vote
    user: User | None
    owner: Organization | None


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One request with who owns its object, who asked for it, and what was said."""

    approval: Approval
    owner: Organization
    asker: User | None
    voices: tuple[Voice, ...]


def page(
    session: Session,
    scope: Scope,
    query: PageQuery,
    *,
    state: State | None,
    object_type: str | None,
) -> tuple[Rows, list[ApprovalRow]]:
    """Return one page of requests, the newest first."""
    statement = scope.limit(select(Approval), Approval)
    if state is not None:
        statement = statement.where(Approval.state == state)
    if object_type is not None:
        statement = statement.where(Approval.object_type == object_type)
    rows = paginate(session, statement, (Approval.requested_at, Approval.id), query)
    return rows, joined(session, rows.rows)


def fetch(session: Session, scope: Scope, approval_id: UUID) -> ApprovalRow:
    """Return one request the caller may see."""
    approval = scope.fetch(session, Approval, approval_id, kind=service.APPROVAL)
    return joined(session, [approval])[0]


def joined(session: Session, approvals: Sequence[Approval]) -> list[ApprovalRow]:
    """Return requests beside what they join, in the same order."""
    ids = [one.id for one in approvals]
    rows = session.execute(
        select(Approval.id, Organization, User)
        .join(Organization, Organization.id == Approval.owner_id)
        .outerjoin(User, User.id == Approval.requested_by)
        .where(Approval.id.in_(ids))
    )
    known = {one: (owner, asker) for one, owner, asker in rows}
    voices = session.execute(
        select(Vote, User, Organization)
        .outerjoin(User, User.id == Vote.user_id)
        .outerjoin(Organization, Organization.id == Vote.organization_id)
        .where(Vote.approval_id.in_(ids))
        .order_by(Vote.at.nulls_last(), Vote.id)
    )
    taken: dict[UUID, list[Voice]] = {one: [] for one in ids}
    for vote, user, owner in voices:
        taken[vote.approval_id].append(Voice(vote, user, owner))
    return [ApprovalRow(one, *known[one.id], tuple(taken[one.id])) for one in approvals]


def organization(session: Session, approval: Approval) -> Organization:
    """Return the organization a request is about."""
    return session.get_one(Organization, approval.object_id)


def version(session: Session, approval: Approval) -> tuple[Version, Algorithm]:
    """Return the version a request is about, and its algorithm."""
    found = session.get_one(Version, approval.object_id)
    return found, session.get_one(Algorithm, found.algorithm_id)


def meant(session: Session, found: Sequence[Approval]) -> Mapping[UUID, Version]:
    """Return by approval the versions that are to be let onto the shelf, or subscribed."""
    ids = [one.id for one in found]
    offered = select(Approval.id, Version).join(Version, Version.id == Approval.object_id)
    asked = SubscriptionRequest
    followed = and_(Alias.algorithm_id == asked.algorithm_id, Alias.name == asked.alias)
    subscribed = (
        select(Approval.id, Version)
        .join(asked, asked.id == Approval.object_id)
        .outerjoin(Alias, followed)
        .join(Version, Version.id == func.coalesce(asked.version_id, Alias.version_id))
    )
    rows = (
        row
        for each in (offered, subscribed)
        for row in session.execute(each.where(Approval.id.in_(ids)))
    )
    return {key: one for key, one in rows}


def subscriptions(session: Session, approval: Approval) -> tuple[SubscriptionRequest, Algorithm]:
    """Return the subscriptions a request is about, and the algorithm they are of."""
    found = session.get_one(SubscriptionRequest, approval.object_id)
    return found, session.get_one(Algorithm, found.algorithm_id)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """What a request for subscriptions comes to now: whose consent it takes, what is shared no longer."""

    consents: Sequence[Consent]
    barred: int
    """Cameras that may be subscribed no longer; they are left out."""


def subscribed(session: Session, request: SubscriptionRequest) -> Subscribed:
    """Return how the cameras of a request are shared at present."""
    known = sharing.standings(session, request.owner_id, request.camera_ids)
    free = [one for one in request.camera_ids if one in known and known[one].terms != "see"]
    barred = len(request.camera_ids) - len(free)
    return Subscribed(sharing.consents(session, known, free), barred)


def names(session: Session, scope: Scope, camera_ids: Sequence[UUID]) -> Sequence[Camera]:
    """Return the first cameras by name, of those the reader may see himself."""
    if not scope.may("camera.read"):
        return []
    chosen = select(Camera).where(Camera.id.in_(camera_ids)).order_by(Camera.name_zh, Camera.id)
    seen = scope.on("camera.read").limit(chosen, Camera)
    return session.scalars(seen.limit(NAMES)).all()
