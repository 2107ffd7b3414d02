"""Approvals: what waits for a system and a security administrator, and what their decision does."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from accounts.api.deps import allow
from accounts.approvals import service
from accounts.approvals.model import Approval, Choice, State, Vote
from accounts.approvals.service import Effect
from accounts.organizations import service as organizations
from accounts.policy import Role
from accounts.scope import Scope
from accounts.users.model import User
from core.http.deps import ClockDep, PageQueryDep, SessionDep, router
from core.http.fields import Body, Note, Reason
from core.http.page import Page
from core.http.reasons import ReasonOut
from registry.catalogue import approval as versions
from registry.gate.view import GateReportOut
from registry.subscriptions import requests as subscriptions
from serving.queries import approvals
from serving.queries.approvals import ApprovalRow

EFFECTS: Mapping[str, Effect] = {
    "organizations": organizations.decide,
    "subscription_requests": subscriptions.decide,
    "versions": versions.decide,
}
"""What a decision does, by the table of the object it is about."""

ObjectType = Literal["organizations", "subscription_requests", "versions"]

routes = router(tags=["accounts"])
Reader = Annotated[Scope, allow("approval.read")]


class PersonOut(BaseModel):
    """Somebody, by his name."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    login: str
    name: str


class VoteOut(BaseModel):
    """What one administrator said."""

    role: Role
    vote: Choice
    reason: str
    at: datetime
    user: PersonOut


class ApprovalOut(BaseModel):
    """A request, the votes on it, and whose vote is missing."""

    id: UUID
    object_type: ObjectType
    object_id: UUID
    title_zh: str
    title_en: str
    owner_id: UUID
    owner_zh: str
    owner_en: str
    requested_by: PersonOut | None
    requested_at: datetime
    reason: str
    state: State
    decided_at: datetime | None
    votes: list[VoteOut]
    missing: list[Role]


class OrganizationFacts(BaseModel):
    """The organization a request is about."""

    model_config = ConfigDict(from_attributes=True)

    object_type: Literal["organizations"] = "organizations"
    kind: str
    name_zh: str
    name_en: str
    state: str


class VersionFacts(BaseModel):
    """The version a request is about, with the gate's report."""

    object_type: Literal["versions"] = "versions"
    algorithm_id: UUID
    slug: str
    version: str
    state: str
    digest: str
    size: int
    created_at: datetime
    licence_code: str | None
    licence_weights: str | None
    gate: GateReportOut
    readme: str


class SubscriptionFacts(BaseModel):
    """The subscriptions a request is about, and what they are over."""

    object_type: Literal["subscription_requests"] = "subscription_requests"
    algorithm_id: UUID
    title_zh: str
    title_en: str
    cameras: int
    interval_s: float
    looks_per_minute: float
    why: ReasonOut


Facts = OrganizationFacts | SubscriptionFacts | VersionFacts


class ApprovalDetailOut(ApprovalOut):
    """A request with the facts of what it is about."""

    object: Annotated[Facts, Field(discriminator="object_type")]


class VoteIn(Body):
    """A vote with its reason."""

    vote: Choice
    reason: Reason


class SubmissionIn(Body):
    """Why a version shall be approved."""

    reason: Note = ""


class ResubmissionIn(Body):
    """What has changed since a vendor was rejected."""

    reason: Reason


class WithdrawalIn(Body):
    """Why a request is taken back."""

    reason: Reason


@routes.get("/approvals")
def list_approvals(
    session: SessionDep,
    scope: Reader,
    query: PageQueryDep,
    state: State | None = None,
    object_type: ObjectType | None = None,
) -> Page[ApprovalOut]:
    """List requests for approval, newest first."""
    rows, found = approvals.page(session, scope, query, state=state, object_type=object_type)
    return rows.page([ApprovalOut(**_fields(row)) for row in found])


@routes.get("/approvals/{approval_id}")
def read_approval(approval_id: UUID, session: SessionDep, scope: Reader) -> ApprovalDetailOut:
    """Show one request with its votes and the facts of its object."""
    return _detail(session, approvals.fetch(session, scope, approval_id))


@routes.post("/approvals/{approval_id}/votes", status_code=201)
def vote(
    approval_id: UUID,
    body: VoteIn,
    session: SessionDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("approval.vote")],
) -> ApprovalDetailOut:
    """Vote; one no rejects, the second yes approves, and the object follows at once."""
    found = service.vote(session, scope, approval_id, body.vote, body.reason, EFFECTS, clock)
    return _detail(session, approvals.joined(session, [found])[0])


@routes.post("/approvals/{approval_id}/withdrawal", status_code=201)
def withdraw(
    approval_id: UUID,
    body: WithdrawalIn,
    session: SessionDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("approval.withdraw")],
) -> ApprovalOut:
    """Take a request of one's own organization back."""
    found = service.withdraw(session, scope, approval_id, body.reason, clock)
    return ApprovalOut(**_fields(approvals.joined(session, [found])[0]))


@routes.post("/versions/{version_id}/approval", status_code=201)
def submit(
    version_id: UUID,
    body: SubmissionIn,
    session: SessionDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("version.submit")],
) -> ApprovalOut:
    """Ask for the approval of a version that passed the gate."""
    found = versions.submit(session, scope, version_id, body.reason, clock)
    return ApprovalOut(**_fields(approvals.joined(session, [found])[0]))


@routes.post("/organizations/{organization_id}/approval", status_code=201)
def submit_again(
    organization_id: UUID,
    body: ResubmissionIn,
    session: SessionDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("organization.submit")],
) -> ApprovalOut:
    """Ask again for the approval of a vendor that was rejected."""
    found = organizations.submit(session, scope, organization_id, body.reason, clock)
    return ApprovalOut(**_fields(approvals.joined(session, [found])[0]))


def _detail(session: Session, row: ApprovalRow) -> ApprovalDetailOut:
    facts = _FACTS[row.approval.object_type](session, row.approval)
    return ApprovalDetailOut(**_fields(row), object=facts)


def _fields(row: ApprovalRow) -> dict[str, Any]:
    approval = row.approval
    plain = {name: getattr(approval, name) for name in _PLAIN}
    waits = approval.state == "waiting"
    missing = service.VOTERS - {Role(vote.role) for vote, _ in row.votes} if waits else ()
    return plain | {
        "owner_zh": row.owner.name_zh,
        "owner_en": row.owner.name_en,
        "requested_by": PersonOut.model_validate(row.asker) if row.asker else None,
        "votes": [_vote(vote, user) for vote, user in row.votes],
        "missing": sorted(missing),
    }


_PLAIN = ApprovalOut.model_fields.keys() - {
    "owner_zh", "owner_en", "requested_by", "votes", "missing",
}  # fmt: skip


def _vote(vote: Vote, user: User) -> VoteOut:
    return VoteOut(
        role=Role(vote.role),
        vote="approve" if vote.vote == "approve" else "reject",
        reason=vote.reason,
        at=vote.at,
        user=PersonOut.model_validate(user),
    )


def _organization(session: Session, approval: Approval) -> OrganizationFacts:
    return OrganizationFacts.model_validate(approvals.organization(session, approval))


def _version(session: Session, approval: Approval) -> VersionFacts:
    version, algorithm = approvals.version(session, approval)
    licence = version.manifest.get("license") or {}
    columns = ("version", "state", "digest", "size", "created_at", "readme")
    return VersionFacts(
        algorithm_id=algorithm.id,
        slug=algorithm.slug,
        gate=GateReportOut.of(version.gate),
        licence_code=licence.get("code"),
        licence_weights=licence.get("weights"),
        **{name: getattr(version, name) for name in columns},
    )


def _subscriptions(session: Session, approval: Approval) -> SubscriptionFacts:
    request, algorithm = approvals.subscriptions(session, approval)
    count = len(request.camera_ids)
    return SubscriptionFacts(
        algorithm_id=algorithm.id,
        title_zh=algorithm.title_zh,
        title_en=algorithm.title_en,
        cameras=count,
        interval_s=request.interval_s,
        looks_per_minute=count * 60 / request.interval_s,
        why=ReasonOut.model_validate(request.why),
    )


_FACTS: Mapping[str, Callable[[Session, Approval], Facts]] = {
    "organizations": _organization,
    "subscription_requests": _subscriptions,
    "versions": _version,
}
