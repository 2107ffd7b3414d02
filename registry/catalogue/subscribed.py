"""All that the shelf knows of subscriptions, read-only: which of them mean a version, and whom to tell."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Uuid,
    and_,
    any_,
    column,
    exists,
    false,
    func,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core import feed
from registry.catalogue import share
from registry.catalogue.model import STABLE, Alias, Version

subscriptions = table(
    "subscriptions",
    column("id", Uuid),
    column("owner_id", Uuid),
    column("algorithm_id", Uuid),
    column("camera_id", Uuid),
    column("enabled"),
    column("alias"),
    column("version_id", Uuid),
    column("state"),
    column("state_since", DateTime(timezone=True)),
)
_rollouts = table(
    "rollouts",
    column("algorithm_id", Uuid),
    column("version_id", Uuid),
    column("state"),
    column("permille", BigInteger),
    column("camera_ids", ARRAY(Uuid())),
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


def trying(version: Version) -> ColumnElement[bool]:
    """Return the condition that a subscription takes part in a trial of a version."""
    of = _rollouts.c
    part = takes_part(of, subscriptions.c)
    return exists().where(of.version_id == version.id, of.state == "running", part)


def takes_part(rollout: Any, subscription: Any) -> ColumnElement[bool]:
    """Return the condition that a rollout has a subscription's camera; both are given by their columns.

    Only who follows `stable` takes part: a pin is a promise, and who follows `trial` knows what he does.
    """
    chosen = subscription.camera_id == any_(rollout.camera_ids)
    shared = share.within(rollout.algorithm_id, subscription.camera_id, rollout.permille)
    return and_(
        subscription.algorithm_id == rollout.algorithm_id,
        subscription.alias == STABLE,
        subscription.version_id.is_(None),
        func.coalesce(chosen, shared, false()),
    )


def following(algorithm_id: UUID, alias: str) -> ColumnElement[bool]:
    """Return the condition that a subscription follows an alias of an algorithm."""
    of = subscriptions.c
    return and_(of.algorithm_id == algorithm_id, of.alias == alias, of.version_id.is_(None))


def tell(session: Session, which: ColumnElement[bool]) -> None:
    """Let the feed say that these subscriptions may be about another version now."""
    found = select(subscriptions.c.id, subscriptions.c.owner_id).where(which)
    for subscription_id, owner_id in session.execute(found).all():
        feed.publish(session, "subscription", subscription_id, owner_id)
