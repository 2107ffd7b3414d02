"""Asking for approvals and voting on them: two administrators, those who own what is asked for, or both."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.approvals.errors import (
    AlreadyDecided,
    AlreadyRequested,
    AlreadyVoted,
    NotAsked,
    OwnRequest,
    SamePerson,
)
from accounts.approvals.model import Approval, Choice, State, Vote
from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.policy import ROLE_NAMES, Role
from accounts.scope import Scope
from core.clock import Clock
from core.feed import publish
from core.ids import uuid7
from core.text import Text

APPROVAL = Text("审批", "approval")
TOPIC = "approval"
VOTERS = frozenset({Role.SYSTEM, Role.SECURITY})
"""One administrator of each kind: what a request takes unless it says otherwise."""


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
    *,
    voters: Collection[Role] = VOTERS,
    owners: Collection[UUID] = (),
) -> Approval:
    """Ask for the approval of an object; raises `AlreadyRequested` while it waits.

    It takes a yes of one administrator of each of the `voters`, and the consent of each of the `owners`.
    """
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
    session.add_all(Vote(id=uuid7(), approval_id=row.id, role=role) for role in sorted(voters))
    _ask_owners(session, row, owners)
    after = about | ({"owners": sorted(owners)} if owners else {})
    record(session, scope, "approval.request", row, after=after, reason=reason, clock=clock)
    _tell(session, row)
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
    """Vote on a request; the vote that completes it carries out its effect. One no is enough to reject.

    Who votes for an owner votes for every owner at and below his organization that has not spoken.
    """
    approval = scope.fetch(session, Approval, approval_id, kind=APPROVAL, for_update=True)
    voices = voices_of(session, approval)
    mine = _own_voices(session, scope, approval, voices)
    for one in mine:
        one.user_id, one.vote, one.reason, one.at = scope.user.id, choice, reason, clock.now()
    session.flush()
    _record(session, scope, approval, mine, choice, reason, clock)
    if choice == "reject":
        _decide(session, scope, approval, "rejected", reason, effects, clock)
    elif all(one.vote for one in voices):
        _decide(session, scope, approval, "approved", reason, effects, clock)
    _tell(session, approval)
    return approval


def withdraw(
    session: Session, scope: Scope, approval_id: UUID, reason: str, clock: Clock
) -> Approval:
    """Take a request back; its object stays as it is."""
    approval = scope.fetch(session, Approval, approval_id, kind=APPROVAL, for_update=True)
    if approval.state != "waiting":
        raise AlreadyDecided(title=_title(approval))
    _end(session, scope, approval, "withdrawn", reason, clock)
    _tell(session, approval)
    return approval


def ask_again(
    session: Session,
    scope: Scope,
    approval: Approval,
    owners: Collection[UUID],
    reason: str,
    effects: Mapping[str, Effect],
    clock: Clock,
) -> None:
    """Have a waiting request, whose lock the caller holds, ask these owners from now on.

    What an owner said stays. Where nobody's word is missing any more, it is approved at once.
    """
    voices = voices_of(session, approval)
    asked = {one.organization_id for one in voices if one.organization_id}
    needless = [one for one in voices if one.organization_id in asked - {*owners} and not one.vote]
    if not needless and asked >= {*owners}:
        return
    for one in needless:
        session.delete(one)
    _ask_owners(session, approval, {*owners} - asked)
    after = {"owners": sorted(owners)}
    record(session, scope, "approval.ask", approval, after=after, reason=reason, clock=clock)
    if all(one.vote for one in voices_of(session, approval)):
        _decide(session, scope, approval, "approved", reason, effects, clock)
    _tell(session, approval, asked)


def lapse(
    session: Session,
    scope: Scope,
    approval: Approval,
    reason: str,
    effects: Mapping[str, Effect],
    clock: Clock,
) -> None:
    """Reject a waiting request, whose lock the caller holds, of which nothing is left to decide."""
    _decide(session, scope, approval, "rejected", reason, effects, clock)
    _tell(session, approval)


def voices_of(session: Session, approval: Approval) -> Sequence[Vote]:
    """Return the voices that a request takes, those that have spoken first, in their order."""
    found = select(Vote).filter_by(approval_id=approval.id)
    return session.scalars(found.order_by(Vote.at.nulls_last(), Vote.id)).all()


def consents_of(session: Session, approval_id: UUID) -> frozenset[UUID]:
    """Return the owners who said yes to a request."""
    said = select(Vote.organization_id).filter_by(approval_id=approval_id, vote="approve")
    return frozenset(one for one in session.scalars(said) if one is not None)


def _ask_owners(session: Session, approval: Approval, owners: Collection[UUID]) -> None:
    session.add_all(
        Vote(id=uuid7(), approval_id=approval.id, role=Role.SUBSCRIBER, organization_id=one)
        for one in sorted(owners)
    )
    session.flush()


def _own_voices(
    session: Session, scope: Scope, approval: Approval, voices: Sequence[Vote]
) -> list[Vote]:
    """Return the voices the caller votes with, or raise why he may not."""
    title, user = _title(approval), scope.user
    if approval.state != "waiting":
        raise AlreadyDecided(title=title)
    if approval.requested_by == user.id:
        raise OwnRequest(title=title)
    below = _below(session, scope, voices)
    seats = [one for one in voices if one.role in user.roles and one.organization_id in below]
    said = [one for one in voices if one.user_id == user.id]
    if said and any(one.organization_id is None for one in (*said, *seats)):
        raise SamePerson(title=title)
    if not seats:
        raise NotAsked(title=title)
    if not (free := [one for one in seats if one.vote is None]):
        raise AlreadyVoted(title=title, role=ROLE_NAMES[Role(seats[0].role)])
    return free


def _below(session: Session, scope: Scope, voices: Sequence[Vote]) -> set[UUID | None]:
    """Return the owners among the voices that the caller may speak for; None stands for nobody's."""
    asked = [one.organization_id for one in voices if one.organization_id]
    inside = Organization.path.startswith(scope.user.organization_path)
    return {
        None,
        *session.scalars(select(Organization.id).where(Organization.id.in_(asked), inside)),
    }


def _record(
    session: Session,
    scope: Scope,
    approval: Approval,
    mine: Sequence[Vote],
    choice: Choice,
    reason: str,
    clock: Clock,
) -> None:
    """Note a vote for who asked, and a consent for who gave it, too."""
    owners = [one.organization_id for one in mine if one.organization_id]
    after = {"role": mine[0].role, "vote": choice} | ({"owners": owners} if owners else {})
    record(session, scope, "approval.vote", approval, after=after, reason=reason, clock=clock)
    about = {"approval_id": approval.id, "vote": choice}
    for one in session.scalars(select(Organization).where(Organization.id.in_(owners))):
        record(session, scope, "approval.consent", one, after=about, reason=reason, clock=clock)


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


def _tell(session: Session, approval: Approval, before: Collection[UUID] = ()) -> None:
    """Tell who asked, every owner who is asked, and those who were before."""
    asked = {one.organization_id for one in voices_of(session, approval) if one.organization_id}
    for one in {approval.owner_id, *asked, *before}:
        publish(session, TOPIC, approval.id, one)


def _title(approval: Approval) -> Text:
    return Text(approval.title_zh, approval.title_en)
