"""What versions, and the organizations that use them, are called."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from core.text import Text
from registry.catalogue.model import Algorithm, Version


@dataclass(frozen=True, slots=True)
class Goods:
    """A version and its algorithm's title."""

    title: Text
    version: str


def goods(session: Session, version_ids: Collection[UUID]) -> Mapping[UUID, Goods]:
    """Return versions by id."""
    found = select(Version.id, Algorithm.title_zh, Algorithm.title_en, Version.version)
    joined = found.join(Algorithm, Algorithm.id == Version.algorithm_id)
    rows = session.execute(joined.where(Version.id.in_(version_ids)))
    return {one: Goods(Text(zh, en), version) for one, zh, en, version in rows}


def organizations(session: Session, ids: Collection[UUID]) -> Mapping[UUID, Text]:
    """Return organizations' names by id."""
    found = select(Organization.id, Organization.name_zh, Organization.name_en)
    rows = session.execute(found.where(Organization.id.in_(ids)))
    return {one: Text(zh, en) for one, zh, en in rows}
