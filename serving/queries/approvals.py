"""Approvals beside who asked, who voted, and what they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.approvals import service
from accounts.approvals.model import Approval, State, Vote
from accounts.organizations.model import Organization
from accounts.scope import Scope
from accounts.users.model import User
from core.http.page import PageQuery, Rows, paginate
from registry.catalogue.model import Algorithm, Version
from registry.subscriptions.model import SubscriptionRequest


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One request with who owns its object, who asked for it, and what was said."""

    approval: Approval
    owner: Organization
    asker: User | None
    votes: tuple[tuple[Vote, User], ...]


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
    votes = session.execute(
        select(Vote, User)
        .join(User, User.id == Vote.user_id)
        .where(Vote.approval_id.in_(ids))
        .order_by(Vote.at, Vote.id)
    ).all()
    said = {one: tuple((v, u) for v, u in votes if v.approval_id == one) for one in ids}
    return [ApprovalRow(one, *known[one.id], said[one.id]) for one in approvals]


def organization(session: Session, approval: Approval) -> Organization:
    """Return the organization a request is about."""
    return session.get_one(Organization, approval.object_id)


def version(session: Session, approval: Approval) -> tuple[Version, Algorithm]:
    """Return the version a request is about, and its algorithm."""
    found = session.get_one(Version, approval.object_id)
    return found, session.get_one(Algorithm, found.algorithm_id)


def subscriptions(session: Session, approval: Approval) -> tuple[SubscriptionRequest, Algorithm]:
    """Return the subscriptions a request is about, and the algorithm they are of."""
    found = session.get_one(SubscriptionRequest, approval.object_id)
    return found, session.get_one(Algorithm, found.algorithm_id)
