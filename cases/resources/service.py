"""Registering, changing and removing resources, and which of them are near."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import cos, radians
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from cases.resources.errors import RESOURCE, ResourceNameTaken
from cases.resources.model import Resource
from core import ground
from core.clock import Clock
from core.http.etag import Precondition
from core.ids import uuid7

NEAREST = 50
"""So many are offered at the most."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a resource shall be; of a change, what is None stays."""

    kind: str | None = None
    name: str | None = None
    quantity: float | None = None
    unit: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    address: str | None = None
    contact: str | None = None
    phone: str | None = None
    enabled: bool | None = None

    def given(self) -> dict[str, Any]:
        """Return what is not None."""
        named = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in named.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Near:
    """A resource and how far away it is, in metres as the crow flies."""

    resource: Resource
    metres: float


def listed(scope: Scope, kind: str | None = None) -> Select[Resource]:
    """Return the statement of the resources a caller may see, of one kind if it is named."""
    statement = scope.limit(select(Resource), Resource)
    return statement if kind is None else statement.where(Resource.kind == kind)


def nearest(
    session: Session, scope: Scope, here: ground.Position, within_m: float, kind: str | None
) -> Sequence[Near]:
    """Return the resources within so many metres that can be sent, the nearest first."""
    north = within_m / ground.METRES_PER_DEGREE
    east = north / max(0.01, cos(radians(here[1])))
    around = listed(scope, kind).where(
        Resource.enabled,
        Resource.longitude.between(here[0] - east, here[0] + east),
        Resource.latitude.between(here[1] - north, here[1] + north),
    )
    found = [
        Near(one, ground.metres_between(here, (one.longitude, one.latitude)))
        for one in session.scalars(around)
    ]
    near = sorted((one for one in found if one.metres <= within_m), key=lambda one: one.metres)
    return near[:NEAREST]


def create(
    session: Session, scope: Scope, owner_id: UUID, wanted: Wanted, clock: Clock
) -> Resource:
    """Register a resource; raises `ResourceNameTaken`."""
    blank = {"unit": "", "address": "", "contact": "", "phone": "", "quantity": 1.0}
    resource = Resource(
        id=uuid7(), owner_id=owner_id, created_at=clock.now(), **(blank | wanted.given())
    )
    session.add(resource)
    _flush(session, resource.name)
    record(session, scope, "resource.create", resource, after=_told(resource), clock=clock)
    return resource


def change(
    session: Session,
    scope: Scope,
    resource_id: UUID,
    precondition: Precondition,
    wanted: Wanted,
    clock: Clock,
) -> Resource:
    """Change what is given; raises `ResourceNameTaken` and `Stale`."""
    resource = scope.fetch(session, Resource, resource_id, kind=RESOURCE, for_update=True)
    precondition.require(resource)
    apply(session, scope, resource, wanted, clock)
    return resource


def apply(session: Session, scope: Scope, resource: Resource, wanted: Wanted, clock: Clock) -> None:
    """Give a resource what is wanted of it, with its line in the trail."""
    before = _told(resource)
    for name, value in wanted.given().items():
        setattr(resource, name, value)
    _flush(session, resource.name)
    after = _told(resource)
    record(session, scope, "resource.update", resource, before=before, after=after, clock=clock)


def remove(session: Session, scope: Scope, resource_id: UUID, clock: Clock) -> None:
    """Remove a resource; calls for it keep its name."""
    resource = scope.fetch(session, Resource, resource_id, kind=RESOURCE, for_update=True)
    record(session, scope, "resource.delete", resource, before=_told(resource), clock=clock)
    session.delete(resource)


def _flush(session: Session, name: str) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        if "uq_resources" in str(error.orig):
            raise ResourceNameTaken(name=name) from error
        raise


def _told(resource: Resource) -> dict[str, Any]:
    return {one.name: getattr(resource, one.name) for one in fields(Wanted)}
