"""A version's life: every step along the table of transitions, with its line, its trail and what follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from accounts.users.model import User
from algorithms.contract.manifest import Manifest
from core.clock import Clock
from core.feed import publish
from core.text import Text
from registry.catalogue import aliases, subscribed
from registry.catalogue.aliases import TOPIC
from registry.catalogue.errors import (
    NotYourVersionStep,
    VersionStepIncomplete,
    VersionStepRefused,
)
from registry.catalogue.model import STABLE, Algorithm, Version, VersionStep
from registry.catalogue.reasons import by_hand, by_itself
from registry.catalogue.shelf import VERSION
from registry.catalogue.transitions import NAMES, SERVED, TRANSITIONS, State, Transition, allowed

_TOLD = frozenset({State.DEPRECATED, State.WITHDRAWN, State.REJECTED, State.QUARANTINED})
"""States that say why."""
_NO_REASON = Text("请填写理由", "say why")
_NO_DATE = Text("请填写下架日期，且须晚于现在", "name the date, later than now")
_FIRST = Text("首个上架版本", "the first one on the shelf")
_EXPIRED = Text("已到预告的下架日期", "the date it was deprecated until has come")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to do with a version: the action, why, and for a deprecation until when."""

    action: str
    reason: str = ""
    until: datetime | None = None


def begin(
    session: Session, scope: Scope | None, version: Version, action: str, clock: Clock
) -> None:
    """Add a version that begins with an action: it was uploaded, or came with a release."""
    version.state = TRANSITIONS[action].target
    session.add(version)
    session.flush()
    _note(session, scope, version, action, None, None, clock)


def act(session: Session, scope: Scope, version_id: UUID, wish: Wish, clock: Clock) -> Version:
    """Let somebody take a step with a version of his.

    Raises `NotYourVersionStep`, `VersionStepRefused`, and `VersionStepIncomplete` for what the step needs.
    """
    version = scope.fetch(session, Version, version_id, kind=VERSION, for_update=True)
    transition = TRANSITIONS[wish.action]
    if transition.by_vote or not transition.roles & scope.user.roles:
        raise NotYourVersionStep(action=transition.name)
    require(version, wish.action)
    _require_complete(transition, wish, clock)
    why = by_hand(wish.reason) if wish.reason else None
    take(session, scope, version, wish.action, clock, why=why, until=wish.until)
    return version


def require(version: Version, action: str) -> None:
    """Raise `VersionStepRefused` unless the action leads on from where the version stands."""
    transition, state = TRANSITIONS[action], State(version.state)
    if state not in transition.sources:
        raise VersionStepRefused(
            version=version.version, state=NAMES[state], action=transition.name
        )


def take(
    session: Session,
    scope: Scope | None,
    version: Version,
    action: str,
    clock: Clock,
    *,
    why: dict[str, Any] | None = None,
    until: datetime | None = None,
) -> None:
    """Take a step and let follow what does; the caller holds the version's lock.

    No scope: the product itself. Raises `VersionStepRefused`.
    """
    require(version, action)
    before, target = _shown(version), TRANSITIONS[action].target
    version.state, version.state_reason = target, why if target in _TOLD else None
    if until is not None:
        version.deprecated_until = until
    if target is State.PUBLISHED:
        _offer(session, version, clock)
    session.flush()
    _note(session, scope, version, action, before, why, clock)
    if target not in SERVED:
        cause = why or by_itself(action, TRANSITIONS[action].name)
        aliases.fall_back(session, version, cause, clock)
    # Those pinned to it, those who try it, and where it is still served those whose alias means it.
    subscribed.tell(session, or_(subscribed.meaning(version), subscribed.trying(version)))


def quarantine(session: Session, version: Version, code: str, why: Text, clock: Clock) -> None:
    """Take a version off every alias; the newest other published one follows, or nothing."""
    take(session, None, version, "quarantine", clock, why=by_itself(code, why))


def withdraw_due(session: Session, clock: Clock) -> int:
    """Withdraw the versions whose date has come, and return how many there were."""
    due = select(Version).where(
        Version.state == State.DEPRECATED, Version.deprecated_until <= clock.now()
    )
    found = session.scalars(due.order_by(Version.id).with_for_update(skip_locked=True)).all()
    for version in found:
        take(session, None, version, "expire", clock, why=by_itself("expired", _EXPIRED))
    return len(found)


def steps(
    session: Session, versions: Sequence[Version]
) -> dict[UUID, list[tuple[VersionStep, str | None]]]:
    """Return the steps of versions, the first one first, each with the name of who took it."""
    ids = [one.id for one in versions]
    rows = session.execute(
        select(VersionStep, User.name)
        .outerjoin(User, User.id == VersionStep.user_id)
        .where(VersionStep.version_id.in_(ids))
        .order_by(VersionStep.id)
    ).all()
    return {one: [(step, by) for step, by in rows if step.version_id == one] for one in ids}


def actions(session: Session, scope: Scope, versions: Sequence[Version]) -> dict[UUID, list[str]]:
    """Return what the caller may do with each of these versions."""
    mine = select(Version.id).where(
        Version.id.in_([one.id for one in versions]), scope.reached(Version, "version.act")
    )
    reached, roles = {*session.scalars(mine)}, scope.user.roles
    return {
        one.id: allowed(State(one.state), roles) if one.id in reached else [] for one in versions
    }


def _require_complete(transition: Transition, wish: Wish, clock: Clock) -> None:
    if "reason" in transition.needs and not wish.reason:
        raise VersionStepIncomplete(action=transition.name, fault=_NO_REASON)
    dated = wish.until is not None and wish.until > clock.now()
    if "until" in transition.needs and not dated:
        raise VersionStepIncomplete(action=transition.name, fault=_NO_DATE)


def _offer(session: Session, version: Version, clock: Clock) -> None:
    """Let a version lie on the shelf: its words are the algorithm's, and the first one is the stable one."""
    version.published_at = clock.now()
    algorithm = session.get_one(Algorithm, version.algorithm_id, with_for_update=True)
    manifest = Manifest.model_validate(version.manifest)
    algorithm.title_zh, algorithm.title_en = manifest.title.zh, manifest.title.en
    algorithm.summary_zh, algorithm.summary_en = manifest.summary.zh, manifest.summary.en
    session.flush()
    if aliases.read(session, algorithm.id, STABLE).version_id is None:
        why = by_itself("first", _FIRST)
        aliases.point(session, algorithm, STABLE, version.id, why, clock)


def _note(
    session: Session,
    scope: Scope | None,
    version: Version,
    action: str,
    before: dict[str, Any] | None,
    why: dict[str, Any] | None,
    clock: Clock,
) -> None:
    """Keep the line of a step, and put it on the trail and the feed."""
    step = VersionStep(
        version_id=version.id,
        action=action,
        from_state=before["state"] if before else None,
        to_state=version.state,
        at=clock.now(),
        user_id=scope.user.id if scope else None,
        reason=why,
        until=version.deprecated_until if action == "deprecate" else None,
    )
    session.add(step)
    after, reason = _shown(version), why["en"] if why else None
    record(
        session,
        scope,
        f"version.{action}",
        version,
        before=before,
        after=after,
        reason=reason,
        clock=clock,
    )
    publish(session, TOPIC, version.id, version.owner_id)


def _shown(version: Version) -> dict[str, Any]:
    names = ("version", "state", "digest", "deprecated_until")
    return {name: value for name in names if (value := getattr(version, name)) is not None}
