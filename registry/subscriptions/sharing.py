"""What the sharing of cameras lets an organization subscribe, and whose consent that takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.shares.model import Terms
from accounts.shares.reaching import terms_for
from core.errors import NotFound
from core.text import Text
from registry.subscriptions.cameras import CAMERA, CameraFacts, cameras
from registry.subscriptions.errors import ConsentLapsed, ConsentNeeded, SeeOnly
from registry.subscriptions.model import Subscription

NAMED = 3
"""Owners that a message names at most."""
STOPPED: dict[str | None, dict[str, str]] = {
    None: {
        "code": "unshared",
        "zh": "摄像机已不再共享给本组织",
        "en": "the camera is no longer shared with this organization",
    },
    "see": {
        "code": "see_only",
        "zh": "摄像机的共享已改为仅可查看",
        "en": "the camera is shared to be seen only",
    },
}
"""Why a subscription was stopped, by the terms that its organization was left with."""
_CODES = {reason["code"] for reason in STOPPED.values()}


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose a camera is, and what some organization may do with it."""

    owner_id: UUID
    terms: Terms


@dataclass(frozen=True, slots=True)
class Consent:
    """An owner who has to agree, and to which cameras."""

    owner: Organization
    camera_ids: list[UUID]


def standings(
    session: Session, organization_id: UUID, camera_ids: Sequence[UUID]
) -> dict[UUID, Standing]:
    """Return how an organization stands with those of the cameras that it sees."""
    terms = terms_for("cameras", cameras.c.id, cameras.c.owner_id)
    found = (
        select(cameras.c.id, cameras.c.owner_id, terms)
        .join(Organization, Organization.id == organization_id)
        .where(cameras.c.id.in_(camera_ids), cameras.c.removed_at.is_(None))
    )
    return {one: Standing(owner, said) for one, owner, said in session.execute(found) if said}


def consents(
    session: Session, known: Mapping[UUID, Standing], camera_ids: Sequence[UUID]
) -> list[Consent]:
    """Return whose consent it takes to subscribe these cameras, by name."""
    asked: dict[UUID, list[UUID]] = {}
    for one in camera_ids:
        if known[one].terms == "consent":
            asked.setdefault(known[one].owner_id, []).append(one)
    owners = session.scalars(select(Organization).where(Organization.id.in_(asked)))
    by_name = sorted(owners, key=lambda one: (one.name_zh, one.id))
    return [Consent(one, asked[one.id]) for one in by_name]


def needed(asked: Sequence[Consent]) -> ConsentNeeded:
    """Return the refusal that says whose consent is missing."""
    count = sum(len(one.camera_ids) for one in asked)
    return ConsentNeeded(cameras=count, owners=_named([one.owner for one in asked]))


def require_free(session: Session, organization_id: UUID, camera: CameraFacts) -> None:
    """Raise `SeeOnly` or `ConsentNeeded` unless an organization may subscribe a camera as it likes."""
    standing = _standing(session, organization_id, camera)
    if standing.terms == "consent":
        raise needed(consents(session, {camera.id: standing}, [camera.id]))


def require_resuming(session: Session, row: Subscription, camera: CameraFacts) -> None:
    """Raise `SeeOnly` or `ConsentLapsed` unless a subscription may be switched on again.

    What once was agreed to, or was free, stays so unless the owner stopped it since.
    """
    standing = _standing(session, row.owner_id, camera)
    if standing.terms == "consent" and (row.state_reason or {}).get("code") in _CODES:
        owner = session.get_one(Organization, standing.owner_id)
        raise ConsentLapsed(owner=_named([owner]))


def see_only(session: Session, standing: Standing, camera: CameraFacts) -> SeeOnly:
    """Return the refusal of a camera that may be seen and not subscribed."""
    owner = session.get_one(Organization, standing.owner_id)
    return SeeOnly(camera=Text(camera.name_zh, camera.name_en), owner=_named([owner]))


def _standing(session: Session, organization_id: UUID, camera: CameraFacts) -> Standing:
    standing = standings(session, organization_id, [camera.id]).get(camera.id)
    if standing is None:
        raise NotFound(kind=CAMERA, id=camera.id)
    if standing.terms == "see":
        raise see_only(session, standing, camera)
    return standing


def _named(owners: Sequence[Any]) -> Text:
    shown, more = owners[:NAMED], len(owners) - NAMED
    zh = "、".join(f"“{one.name_zh}”" for one in shown)
    en = ", ".join(f"“{one.name_en}”" for one in shown)
    return (
        Text(f"{zh}等 {len(owners)} 个部门", f"{en} and {more} more") if more > 0 else Text(zh, en)
    )
