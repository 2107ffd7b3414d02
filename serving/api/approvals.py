"""Approvals: what waits for administrators or for the owners of what is asked for, and what follows."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from accounts.api.deps import allow
from accounts.approvals import service
from accounts.approvals.model import Choice, State
from accounts.approvals.service import Effect
from accounts.organizations import service as organizations
from accounts.scope import Scope
from core.http.deps import ClockDep, PageQueryDep, SessionDep, SettingsDep, router
from core.http.fields import Body, Note, Reason
from core.http.page import Page
from core.settings import Settings
from registry.catalogue import approval as versions
from registry.subscriptions import requests as subscriptions
from serving.api import approval_view as view
from serving.api.approval_view import ApprovalDetailOut, ApprovalOut, ObjectType
from serving.queries import approvals

routes = router(tags=["accounts"])
Reader = Annotated[Scope, allow("approval.read")]


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
    return rows.page(view.outs(session, scope, found))


@routes.get("/approvals/{approval_id}")
def read_approval(approval_id: UUID, session: SessionDep, scope: Reader) -> ApprovalDetailOut:
    """Show one request with its votes and the facts of its object."""
    return view.detail(session, scope, approvals.fetch(session, scope, approval_id))


@routes.post("/approvals/{approval_id}/votes", status_code=201)
def vote(
    approval_id: UUID,
    body: VoteIn,
    session: SessionDep,
    settings: SettingsDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("approval.vote")],
) -> ApprovalDetailOut:
    """Vote; one no rejects, the last yes approves, and the object follows at once.

    An administrator votes as such, a subscriber for each owner, of his organization and below, that is asked.
    """
    effects = _effects(settings)
    found = service.vote(session, scope, approval_id, body.vote, body.reason, effects, clock)
    return view.detail(session, scope, approvals.joined(session, [found])[0])


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
    return view.outs(session, scope, approvals.joined(session, [found]))[0]


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
    return view.outs(session, scope, approvals.joined(session, [found]))[0]


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
    return view.outs(session, scope, approvals.joined(session, [found]))[0]


def _effects(settings: Settings) -> Mapping[str, Effect]:
    """Return what a decision does, by the table of the object it is about."""
    return {
        "organizations": organizations.decide,
        "subscription_requests": subscriptions.effect(settings),
        "versions": versions.decide,
    }
