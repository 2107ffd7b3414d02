"""Beginning a rollout, changing how many cameras take part, and ending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.policy import Role
from accounts.scope import Scope
from core.clock import Clock
from core.errors import NotFound
from core.feed import publish
from core.http.etag import Precondition
from core.http.page import PageQuery, Rows, paginate
from core.text import Text
from registry.catalogue import aliases, shelf, subscribed
from registry.catalogue.errors import NoHealthyVersion, NotExaminedAgain
from registry.catalogue.model import STABLE, Algorithm, Version
from registry.catalogue.reasons import by_hand
from registry.catalogue.subscribed import subscriptions, takes_part
from registry.catalogue.transitions import NAMES, TRANSITIONS, State
from registry.gate import service as gate
from registry.packages.errors import ModelElsewhere
from registry.rollouts.errors import (
    NotForTrial,
    RolloutOfStable,
    RolloutOver,
    RolloutReachesNobody,
    RolloutRuns,
    RolloutUnclear,
)
from registry.rollouts.figures import figures
from registry.rollouts.model import FIT, Mode, Rollout
from registry.subscriptions.cameras import require_visible

ROLLOUT = Text("试运行", "trial")
TOPIC = "rollout"
SHADOW_ALONE = FIT["shadow"] - TRANSITIONS["approve"].sources
"""What a vendor may try in the shadow; before the votes only who runs the city may."""


@dataclass(frozen=True, slots=True)
class Part:
    """Who takes part: so many of a thousand cameras, or these."""

    permille: int | None = None
    camera_ids: Sequence[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to try, on which cameras, and why."""

    version_id: UUID
    mode: Mode
    part: Part
    reason: str


def begin(session: Session, scope: Scope, algorithm_id: UUID, wish: Wish, clock: Clock) -> Rollout:
    """Begin to try a version of the caller's algorithm beside its stable one.

    Raises `NotFound`, `NotForTrial`, `NotExaminedAgain`, `RolloutOfStable`, `RolloutRuns`, `RolloutUnclear`
    and `RolloutReachesNobody`.
    """
    algorithm = scope.fetch(session, Algorithm, algorithm_id, kind=shelf.ALGORITHM)
    version = _version(session, scope, algorithm, wish)
    aliases.lock(session, algorithm_id)
    stable_id = _stable(session, algorithm)
    if stable_id == version.id:
        raise RolloutOfStable(version=version.version)
    rollout = Rollout(
        owner_id=algorithm.owner_id,
        algorithm_id=algorithm_id,
        version_id=version.id,
        stable_version_id=stable_id,
        mode=wish.mode,
        reason=wish.reason,
        state="running",
        begun_at=clock.now(),
        user_id=scope.user.id,
    )
    _let_take_part(session, scope, rollout, wish.part)
    _insert(session, rollout)
    _require_somebody(session, rollout)
    after = shown(rollout)
    record(session, scope, "rollout.begin", rollout, after=after, reason=wish.reason, clock=clock)
    _tell(session, rollout)
    return rollout


def change(
    session: Session,
    scope: Scope,
    rollout_id: UUID,
    part: Part,
    reason: str,
    precondition: Precondition,
    clock: Clock,
) -> Rollout:
    """Let more cameras take part, or fewer; those of a smaller share are all in a larger one."""
    rollout = _running(session, scope, rollout_id)
    precondition.require(rollout)
    before = shown(rollout)
    subscribed.tell(session, _part(rollout))
    _let_take_part(session, scope, rollout, part)
    session.flush()
    _require_somebody(session, rollout)
    after = shown(rollout)
    record(
        session,
        scope,
        "rollout.change",
        rollout,
        before=before,
        after=after,
        reason=reason,
        clock=clock,
    )
    _tell(session, rollout)
    return rollout


def end(session: Session, scope: Scope, rollout_id: UUID, reason: str, clock: Clock) -> Rollout:
    """End a trial: its cameras look on with the stable version alone."""
    rollout = _running(session, scope, rollout_id)
    close(session, scope, rollout, "ended", by_hand(reason), clock)
    return rollout


def close(
    session: Session,
    scope: Scope | None,
    rollout: Rollout,
    state: str,
    why: dict[str, Any],
    clock: Clock,
) -> None:
    """Let a rollout be over, with what came of it; no scope: the product itself ends it."""
    before, now = shown(rollout), clock.now()
    rollout.figures = figures(session, rollout, now).stored()
    rollout.state, rollout.ended_at, rollout.ending = state, now, why
    rollout.ended_by = scope.user.id if scope else None
    session.flush()
    after = shown(rollout) | {"figures": rollout.figures}
    action = "rollout.end" if state == "ended" else "rollout.roll_back"
    record(
        session,
        scope,
        action,
        rollout,
        before=before,
        after=after,
        reason=why["en"],
        clock=clock,
    )
    _tell(session, rollout)


def fetch(session: Session, scope: Scope, rollout_id: UUID, *, for_update: bool = False) -> Rollout:
    """Return one rollout the caller may see."""
    return scope.fetch(session, Rollout, rollout_id, kind=ROLLOUT, for_update=for_update)


def page(
    session: Session, scope: Scope, algorithm_id: UUID, query: PageQuery
) -> tuple[Rows, list[Rollout]]:
    """Return one page of an algorithm's rollouts, the newest first."""
    statement = scope.limit(select(Rollout).filter_by(algorithm_id=algorithm_id), Rollout)
    found = paginate(session, statement, (Rollout.begun_at, Rollout.id), query)
    return found, [*found.rows]


def shown(rollout: Rollout) -> dict[str, Any]:
    """Return a rollout as the trail has it."""
    names = (
        "algorithm_id", "version_id", "stable_version_id", "mode", "permille", "camera_ids", "state",
    )  # fmt: skip
    return {name: value for name in names if (value := getattr(rollout, name)) is not None}


def _version(session: Session, scope: Scope, algorithm: Algorithm, wish: Wish) -> Version:
    of = select(Version).filter_by(id=wish.version_id, algorithm_id=algorithm.id)
    version = session.scalar(of.with_for_update())
    if version is None:
        raise NotFound(kind=shelf.VERSION, id=wish.version_id)
    state = State(version.state)
    if state not in _fit(scope, wish.mode):
        raise NotForTrial(version=version.version, state=NAMES[state])
    if version.is_remote:
        raise ModelElsewhere(
            zh="只发送已同意部门的画面，不能试运行。可上架后让别名“试用版”指向它，由同意的部门自行订阅",
            en="only pictures of departments that agreed are sent there, so it is not tried on others. "
            "Publish it and let the alias “trial” mean it: departments that agree subscribe to that",
        )
    if not gate.is_current(version.gate, version.model_digest):
        raise NotExaminedAgain(version=version.version)
    return version


def _fit(scope: Scope, mode: Mode) -> frozenset[State]:
    if mode == "canary" or Role.SYSTEM in scope.user.roles:
        return FIT[mode]
    return SHADOW_ALONE


def _stable(session: Session, algorithm: Algorithm) -> UUID:
    stable_id = aliases.read(session, algorithm.id, STABLE).version_id
    if stable_id is None:
        raise NoHealthyVersion(slug=algorithm.slug)
    return stable_id


def _let_take_part(session: Session, scope: Scope, rollout: Rollout, part: Part) -> None:
    if (part.permille is None) == (part.camera_ids is None):
        raise RolloutUnclear
    for camera_id in part.camera_ids or ():
        require_visible(session, scope, camera_id)
    rollout.permille = part.permille
    rollout.camera_ids = None if part.camera_ids is None else sorted({*part.camera_ids})


def _insert(session: Session, rollout: Rollout) -> None:
    try:
        with session.begin_nested():
            session.add(rollout)
    except IntegrityError as error:
        runs = select(Version.version).join(Rollout, Rollout.version_id == Version.id)
        of = runs.where(Rollout.algorithm_id == rollout.algorithm_id, Rollout.state == "running")
        raise RolloutRuns(version=session.scalar(of) or "") from error


def _require_somebody(session: Session, rollout: Rollout) -> None:
    of = select(func.count()).select_from(subscriptions)
    if not session.scalar(of.where(_part(rollout), subscriptions.c.enabled)):
        raise RolloutReachesNobody


def _running(session: Session, scope: Scope, rollout_id: UUID) -> Rollout:
    rollout = fetch(session, scope, rollout_id, for_update=True)
    if rollout.state != "running":
        raise RolloutOver
    return rollout


def _part(rollout: Rollout) -> Any:
    """Return the condition that a subscription takes part, as the rollout stands in the database."""
    part = takes_part(Rollout, subscriptions.c)
    return select(Rollout.id).where(Rollout.id == rollout.id, part).exists()


def _tell(session: Session, rollout: Rollout) -> None:
    """Tell the vendor and who runs the city, and the departments whose cameras take part."""
    publish(session, TOPIC, rollout.id, rollout.owner_id)
    publish(session, aliases.TOPIC, rollout.version_id, rollout.owner_id)
    subscribed.tell(session, _part(rollout))
