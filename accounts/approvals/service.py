"""Asking for approvals and voting on them: one system and one security administrator, two persons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.approvals.errors import (
    AlreadyDecided,
    AlreadyRequested,
    AlreadyVoted,
    OwnRequest,
    SamePerson,
)
from accounts.approvals.model import Approval, Choice, State, Vote
from accounts.audit.service import record
from accounts.policy import POLICY, ROLE_NAMES, Role
from accounts.scope import Scope
from core.clock import Clock
from core.feed import publish
from core.ids import uuid7
from core.text import Text

APPROVAL = Text("审批", "approval")
TOPIC = "approval"
VOTERS = frozenset(POLICY["approval.vote"].grants)
"""Each of these roles must say yes."""


@dataclass(frozen=True, slots=True)
class Decision:
    """How a request ended, and what the last voter said."""

    approval_id: UUID
    object_id: UUID
    approved: bool
    reason: str


Effect = Callable[[Session, Scope, Decision, Clock], None]
"""What a decision does to its object, in the transaction of the vote that completes it."""


class Subject(Protocol):
    """A row that can be approved: the caller holds its lock."""

    @property
    def id(self) -> Any: ...

    @property
    def __tablename__(self) -> Any: ...


def request(
    session: Session,
    scope: Scope | None,
    subject: Subject,
    owner_id: UUID,
    title: Text,
    reason: str,
    clock: Clock,
) -> Approval:
    """Ask for the approval of an object; raises `AlreadyRequested` while it waits."""
    about = {"object_type": subject.__tablename__, "object_id": subject.id}
    if session.scalar(select(Approval.id).filter_by(**about, state="waiting")) is not None:
        raise AlreadyRequested(title=title)
    row = Approval(
        id=uuid7(),
        owner_id=owner_id,
        title_zh=title.zh,
        title_en=title.en,
        requested_by=scope.user.id if scope else None,
        requested_at=clock.now(),
        reason=reason,
        state="waiting",
        **about,
    )
    session.add(row)
    session.flush()
    record(session, scope, "approval.request", row, after=about, reason=reason, clock=clock)
    publish(session, TOPIC, row.id, owner_id)
    return row


def vote(
    session: Session,
    scope: Scope,
    approval_id: UUID,
    choice: Choice,
    reason: str,
    effects: Mapping[str, Effect],
    clock: Clock,
) -> Approval:
    """Vote on a request; the vote that completes it carries out its effect. One no is enough to reject."""
    approval = scope.fetch(session, Approval, approval_id, kind=APPROVAL, for_update=True)
    given = votes_of(session, approval)
    role = _require_voter(scope, approval, given)
    row = Vote(
        id=uuid7(), approval_id=approval.id, role=role, user_id=scope.user.id, vote=choice,
        reason=reason, at=clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    after = {"role": role, "vote": choice}
    record(session, scope, "approval.vote", approval, after=after, reason=reason, clock=clock)
    if choice == "reject":
        _decide(session, scope, approval, "rejected", reason, effects, clock)
    elif {one.role for one in given} | {role} == VOTERS:
        _decide(session, scope, approval, "approved", reason, effects, clock)
    publish(session, TOPIC, approval.id, approval.owner_id)
    return approval


def withdraw(
    session: Session, scope: Scope, approval_id: UUID, reason: str, clock: Clock
) -> Approval:
    """Take a request back; its object stays as it is."""
    approval = scope.fetch(session, Approval, approval_id, kind=APPROVAL, for_update=True)
    if approval.state != "waiting":
        raise AlreadyDecided(title=_title(approval))
    _end(session, scope, approval, "withdrawn", reason, clock)
    publish(session, TOPIC, approval.id, approval.owner_id)
    return approval


def votes_of(session: Session, approval: Approval) -> Sequence[Vote]:
    """Return the votes on a request, the first one first."""
    found = select(Vote).filter_by(approval_id=approval.id).order_by(Vote.at, Vote.id)
    return session.scalars(found).all()


def _require_voter(scope: Scope, approval: Approval, given: Sequence[Vote]) -> Role:
    """Return the role in which the caller votes, or raise why he may not."""
    title = _title(approval)
    if approval.state != "waiting":
        raise AlreadyDecided(title=title)
    if approval.requested_by == scope.user.id:
        raise OwnRequest(title=title)
    if any(one.user_id == scope.user.id for one in given):
        raise SamePerson(title=title)
    [role] = VOTERS & scope.user.roles
    if any(one.role == role for one in given):
        raise AlreadyVoted(title=title, role=ROLE_NAMES[role])
    return role


def _decide(
    session: Session,
    scope: Scope,
    approval: Approval,
    state: State,
    reason: str,
    effects: Mapping[str, Effect],
    clock: Clock,
) -> None:
    _end(session, scope, approval, state, reason, clock)
    decision = Decision(approval.id, approval.object_id, state == "approved", reason)
    effects[approval.object_type](session, scope, decision, clock)


def _end(
    session: Session, scope: Scope, approval: Approval, state: State, reason: str, clock: Clock
) -> None:
    approval.state, approval.decided_at = state, clock.now()
    session.flush()
    after = {"state": state, "object_type": approval.object_type, "object_id": approval.object_id}
    record(session, scope, "approval.decide", approval, after=after, reason=reason, clock=clock)


def _title(approval: Approval) -> Text:
    return Text(approval.title_zh, approval.title_en)
