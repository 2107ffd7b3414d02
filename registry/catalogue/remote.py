"""Which versions run outside the platform, and where, as callers may know it."""

from collections.abc import Iterable
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.orm import Session

from accounts.scope import Scope
from registry.catalogue.model import Version
from registry.remote.whereabouts import hosts


class RemoteOut(BaseModel):
    """That a version runs outside the platform, at its vendor's: pictures leave."""

    host: str | None
    """Of its vendor's endpoint; unset for other vendors, and while no such endpoint is let in."""


def remotes(
    session: Session, scope: Scope, versions: Iterable[Version | None]
) -> dict[UUID, RemoteOut]:
    """Return where those of the versions run that do not run here, by their ids."""
    places = {
        one.id: (one.owner_id, name)
        for one in versions
        if one is not None and (name := one.endpoint) is not None
    }
    known = hosts(session, scope, {*places.values()})
    return {one: RemoteOut(host=known.get(place)) for one, place in places.items()}
