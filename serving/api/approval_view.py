"""How requests for approval are shown: who said what, whose word is missing, and what each is about."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from accounts.approvals.model import Approval, Choice, State
from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.scope import Scope
from core.http.reasons import ReasonOut
from registry.catalogue.remote import RemoteOut, remotes
from registry.gate.view import GateReportOut
from registry.subscriptions.sharing import Consent
from serving.queries import approvals
from serving.queries.approvals import ApprovalRow, Voice

ObjectType = Literal["organizations", "subscription_requests", "versions"]


class PersonOut(BaseModel):
    """Somebody, by his name."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    login: str
    name: str


class OwnerOut(BaseModel):
    """An owner whose consent is asked for."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name_zh: str
    name_en: str


class MissingOwnerOut(OwnerOut):
    """An owner who has not spoken yet."""

    yours: bool
    """Whether the reader, where he may vote, votes for it."""


class VoteOut(BaseModel):
    """What one administrator said, or somebody for an owner."""

    role: Role
    organization: OwnerOut | None
    """For which owner; none: an administrator's vote."""
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
    """Kinds of administrators whose vote is missing."""
    missing_owners: list[MissingOwnerOut]
    """Owners whose consent is missing."""
    remote: RemoteOut | None
    """Set where it is about a version that runs outside the platform."""


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


class AskedCameraOut(BaseModel):
    """A camera by its name."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name_zh: str
    name_en: str


class AskedOwnerOut(OwnerOut):
    """An owner, and which of his cameras are asked for."""

    cameras: int
    named: list[AskedCameraOut]
    """The first of them by name, as far as the reader may see them."""


class SubscriptionFacts(BaseModel):
    """The subscriptions a request is about, what they are over, and whose cameras they take."""

    object_type: Literal["subscription_requests"] = "subscription_requests"
    algorithm_id: UUID
    title_zh: str
    title_en: str
    cameras: int
    interval_s: float
    looks_per_minute: float
    why: ReasonOut
    """What it is over, or whose consent it takes, as it was asked for."""
    owners: list[AskedOwnerOut]
    """Whose cameras are shared to be subscribed with consent, at present."""
    barred: int
    """Cameras that are not shared any more, or to be seen only: they are left out."""


Facts = OrganizationFacts | SubscriptionFacts | VersionFacts


class ApprovalDetailOut(ApprovalOut):
    """A request with the facts of what it is about."""

    object: Annotated[Facts, Field(discriminator="object_type")]


def detail(session: Session, scope: Scope, row: ApprovalRow) -> ApprovalDetailOut:
    """Show one request with the facts of what it is about."""
    facts = _FACTS[row.approval.object_type](session, scope, row.approval)
    outside = _outside(session, scope, [row])
    return ApprovalDetailOut(**_fields(row, scope, outside), object=facts)


def outs(session: Session, scope: Scope, rows: Sequence[ApprovalRow]) -> list[ApprovalOut]:
    """Show requests to a reader, in their order."""
    outside = _outside(session, scope, rows)
    return [ApprovalOut(**_fields(row, scope, outside)) for row in rows]


def _outside(session: Session, scope: Scope, rows: Sequence[ApprovalRow]) -> dict[UUID, RemoteOut]:
    """Return where versions run that do not run here, by the approvals that are about them."""
    about = approvals.meant(session, [row.approval for row in rows])
    found = remotes(session, scope, about.values())
    return {key: found[one.id] for key, one in about.items() if one.id in found}


def _fields(row: ApprovalRow, scope: Scope, outside: Mapping[UUID, RemoteOut]) -> dict[str, Any]:
    approval = row.approval
    plain = {name: getattr(approval, name) for name in _PLAIN}
    waits = approval.state == "waiting"
    missing = [one for one in row.voices if waits and one.vote.vote is None]
    return plain | {
        "owner_zh": row.owner.name_zh,
        "owner_en": row.owner.name_en,
        "requested_by": PersonOut.model_validate(row.asker) if row.asker else None,
        "votes": [_vote(one) for one in row.voices if one.vote.vote is not None],
        "missing": sorted(Role(one.vote.role) for one in missing if one.owner is None),
        "missing_owners": [_missing(one.owner, scope) for one in missing if one.owner],
        "remote": outside.get(approval.id),
    }


_PLAIN = ApprovalOut.model_fields.keys() - {
    "owner_zh", "owner_en", "requested_by", "votes", "missing", "missing_owners",
    "remote",
}  # fmt: skip


def _missing(owner: Organization, scope: Scope) -> MissingOwnerOut:
    yours = owner.path.startswith(scope.user.organization_path)
    return MissingOwnerOut(id=owner.id, name_zh=owner.name_zh, name_en=owner.name_en, yours=yours)


def _vote(voice: Voice) -> VoteOut:
    said = voice.vote
    return VoteOut.model_validate(
        {
            "role": said.role,
            "organization": voice.owner and OwnerOut.model_validate(voice.owner),
            "vote": said.vote,
            "reason": said.reason,
            "at": said.at,
            "user": PersonOut.model_validate(voice.user),
        }
    )


def _organization(session: Session, _scope: Scope, approval: Approval) -> OrganizationFacts:
    return OrganizationFacts.model_validate(approvals.organization(session, approval))


def _version(session: Session, _scope: Scope, approval: Approval) -> VersionFacts:
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


def _subscriptions(session: Session, scope: Scope, approval: Approval) -> SubscriptionFacts:
    request, algorithm = approvals.subscriptions(session, approval)
    now = approvals.subscribed(session, request)
    count = len(request.camera_ids)
    return SubscriptionFacts(
        algorithm_id=algorithm.id,
        title_zh=algorithm.title_zh,
        title_en=algorithm.title_en,
        cameras=count,
        interval_s=request.interval_s,
        looks_per_minute=count * 60 / request.interval_s,
        why=ReasonOut.model_validate(request.why),
        owners=[_asked(session, scope, one) for one in now.consents],
        barred=now.barred,
    )


def _asked(session: Session, scope: Scope, one: Consent) -> AskedOwnerOut:
    owner, named = one.owner, approvals.names(session, scope, one.camera_ids)
    return AskedOwnerOut(
        id=owner.id,
        name_zh=owner.name_zh,
        name_en=owner.name_en,
        cameras=len(one.camera_ids),
        named=[AskedCameraOut.model_validate(camera) for camera in named],
    )


_FACTS: Mapping[str, Callable[[Session, Scope, Approval], Facts]] = {
    "organizations": _organization,
    "subscription_requests": _subscriptions,
    "versions": _version,
}
