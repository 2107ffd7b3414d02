"""All that the shelf knows of subscriptions, read-only: which of them mean a version, and whom to tell."""

from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, column, exists, or_, select, table
from sqlalchemy.orm import Session

from core import feed
from registry.catalogue.model import Alias, Version

subscriptions = table(
    "subscriptions",
    column("id", Uuid),
    column("owner_id", Uuid),
    column("algorithm_id", Uuid),
    column("camera_id", Uuid),
    column("enabled"),
    column("alias"),
    column("version_id", Uuid),
)


def meaning(version: Version) -> ColumnElement[bool]:
    """Return the condition that a subscription means a version: it is pinned to it, or its alias means it."""
    of = subscriptions.c
    followed = exists().where(
        Alias.algorithm_id == version.algorithm_id,
        Alias.name == of.alias,
        Alias.version_id == version.id,
    )
    meant = or_(of.version_id == version.id, and_(of.version_id.is_(None), followed))
    return and_(of.algorithm_id == version.algorithm_id, meant)


def following(algorithm_id: UUID, alias: str) -> ColumnElement[bool]:
    """Return the condition that a subscription follows an alias of an algorithm."""
    of = subscriptions.c
    return and_(of.algorithm_id == algorithm_id, of.alias == alias, of.version_id.is_(None))


def tell(session: Session, which: ColumnElement[bool]) -> None:
    """Let the feed say that these subscriptions may be about another version now."""
    found = select(subscriptions.c.id, subscriptions.c.owner_id).where(which)
    for subscription_id, owner_id in session.execute(found).all():
        feed.publish(session, "subscription", subscription_id, owner_id)
