"""Aliases: which version `stable` and `trial` mean, moved by hand, and falling back by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from accounts.audit.service import record
from accounts.scope import Scope
from accounts.users.model import User
from core.clock import Clock
from core.errors import NotFound
from core.feed import publish
from core.http.etag import Precondition
from registry.catalogue import subscribed
from registry.catalogue.errors import NotExaminedAgain, NotPublished
from registry.catalogue.model import Algorithm, Alias, AliasMove, Version
from registry.catalogue.reasons import by_hand
from registry.catalogue.shelf import ALGORITHM, VERSION
from registry.catalogue.transitions import NAMES, State
from registry.gate import service as gate

Name = Literal["stable", "trial"]
NAMED: tuple[Name, ...] = get_args(Name)
TOPIC = "version"
MOVES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Unset:
    """An alias that never meant anything."""

    version_id: None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Moved:
    """One move of an alias beside the versions it is about, and who made it."""

    move: AliasMove
    from_version: str | None
    to_version: str | None
    by: str | None
    """The person's name; none: the product itself."""


def read(session: Session, algorithm_id: UUID, name: str) -> Alias | Unset:
    """Return an alias as it is now."""
    return session.get(Alias, (algorithm_id, name)) or Unset()


def may_move(session: Session, scope: Scope, algorithm_id: UUID) -> bool:
    """Tell whether the caller may move the aliases of an algorithm."""
    reached = scope.reached(Algorithm, "alias.move")
    return (
        session.scalar(select(Algorithm.id).where(Algorithm.id == algorithm_id, reached))
        is not None
    )


def move(
    session: Session,
    scope: Scope,
    algorithm_id: UUID,
    name: str,
    version_id: UUID,
    reason: str,
    precondition: Precondition,
    clock: Clock,
) -> None:
    """Let an alias mean another published version; whoever follows it runs that within seconds.

    Moving it back is the same act. Raises `NotFound`, `Stale`, and `NotPublished` or `NotExaminedAgain` where
    the version would not run.
    """
    algorithm = scope.fetch(session, Algorithm, algorithm_id, kind=ALGORITHM)
    of = select(Version).filter_by(id=version_id, algorithm_id=algorithm_id)
    version = session.scalar(of.with_for_update())
    if version is None:
        raise NotFound(kind=VERSION, id=version_id)
    lock(session, algorithm_id)
    precondition.require(read(session, algorithm_id, name))
    if version.state != State.PUBLISHED:
        raise NotPublished(version=version.version, state=NAMES[State(version.state)])
    if not gate.is_current(version.gate, version.model_digest):
        raise NotExaminedAgain(version=version.version)
    point(session, algorithm, name, version_id, by_hand(reason), clock, scope)


def point(
    session: Session,
    algorithm: Algorithm,
    name: str,
    version_id: UUID | None,
    why: dict[str, Any],
    clock: Clock,
    scope: Scope | None = None,
) -> None:
    """Let an alias mean a version, or nothing; where it does already, nothing happens."""
    key = (algorithm.id, name)
    alias = session.get(Alias, key, with_for_update=True) or Alias(
        algorithm_id=algorithm.id, name=name
    )
    before = alias.version_id
    if before == version_id:
        return
    alias.version_id = version_id
    session.add(alias)
    session.add(
        AliasMove(
            algorithm_id=algorithm.id,
            name=name,
            from_version_id=before,
            to_version_id=version_id,
            at=clock.now(),
            user_id=scope.user.id if scope else None,
            reason=why,
        )
    )
    session.flush()
    _note(session, scope, algorithm, name, before, version_id, why, clock)


def fall_back(session: Session, version: Version, why: dict[str, Any], clock: Clock) -> None:
    """Take a version off every alias: the newest other published one follows, or nothing."""
    algorithm = lock(session, version.algorithm_id)
    names = session.scalars(select(Alias.name).filter_by(version_id=version.id)).all()
    for name in names:
        point(session, algorithm, name, _newest_published(session, algorithm.id), why, clock)


def moves(session: Session, algorithm_id: UUID, name: str) -> Sequence[Moved]:
    """Return the last moves of an alias, the newest first."""
    before, after = aliased(Version), aliased(Version)
    statement = (
        select(AliasMove, before.version, after.version, User.name)
        .outerjoin(before, before.id == AliasMove.from_version_id)
        .outerjoin(after, after.id == AliasMove.to_version_id)
        .outerjoin(User, User.id == AliasMove.user_id)
        .where(AliasMove.algorithm_id == algorithm_id, AliasMove.name == name)
        .order_by(AliasMove.at.desc(), AliasMove.id.desc())
        .limit(MOVES_SHOWN)
    )
    return [Moved(*row) for row in session.execute(statement)]


def lock(session: Session, algorithm_id: UUID) -> Algorithm:
    """Let nobody else move an alias of the algorithm; who locks a version as well has done so before."""
    return session.get_one(Algorithm, algorithm_id, with_for_update=True)


def _newest_published(session: Session, algorithm_id: UUID) -> UUID | None:
    return session.scalar(
        select(Version.id)
        .filter_by(algorithm_id=algorithm_id, state=State.PUBLISHED)
        .order_by(Version.published_at.desc())
        .limit(1)
    )


def _note(
    session: Session,
    scope: Scope | None,
    algorithm: Algorithm,
    name: str,
    before: UUID | None,
    after: UUID | None,
    why: dict[str, Any],
    clock: Clock,
) -> None:
    """Put a move on the trail and the feed; those who follow the alias are told."""
    record(
        session,
        scope,
        "alias.move",
        algorithm,
        before={"alias": name, "version_id": before},
        after={"alias": name, "version_id": after},
        reason=why["en"],
        clock=clock,
    )
    for version_id in filter(None, (before, after)):
        publish(session, TOPIC, version_id, algorithm.owner_id)
    subscribed.tell(session, subscribed.following(algorithm.id, name))
