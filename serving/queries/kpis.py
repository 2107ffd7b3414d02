"""What the keys of key figures are called: units, districts and algorithms."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization, ids_of
from accounts.scope import Scope
from cases.kpi.counts import By
from cases.places import service as places
from core.text import Text
from registry.catalogue.model import Algorithm


def names(session: Session, scope: Scope, by: By, keys: Collection[Any]) -> Mapping[Any, Text]:
    """Return names by key; of months none, and none of a district without an outline."""
    match by:
        case "unit":
            found = select(Organization.id, Organization.name_zh, Organization.name_en)
            statement = found.where(Organization.id.in_(keys))
        case "algorithm":
            found = select(Algorithm.id, Algorithm.title_zh, Algorithm.title_en)
            statement = found.where(Algorithm.id.in_(keys))
        case "district":
            return places.names(session, _cities(session, scope), keys)
        case "month":
            return {}
    return {one: Text(zh, en) for one, zh, en in session.execute(statement)}


def _cities(session: Session, scope: Scope) -> Collection[Any]:
    """Return the cities the caller is in or above."""
    path = scope.user.organization_path
    below = select(Organization.id).filter_by(kind="city")
    return [*ids_of(path), *session.scalars(below.where(Organization.path.startswith(path)))]
