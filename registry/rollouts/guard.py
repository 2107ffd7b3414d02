"""Automatic rollback: when a version on trial crashes, is late, or is less precise than the stable one.

The levels are written here and in docs/versions.md. Nothing is decided twice: going back is for the product,
going on is for people.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import Clock
from core.text import Text
from registry.catalogue import aliases
from registry.catalogue.model import STABLE, Version
from registry.catalogue.reasons import by_itself
from registry.catalogue.transitions import NAMES, State
from registry.rollouts.figures import Figures, figures
from registry.rollouts.model import FIT, Rollout
from registry.rollouts.service import close
from registry.rollouts.significance import larger

STRIKES = 3
"""Distinct frames on which it crashed, hung or answered nonsense. A quarantine takes more, of more cameras:
it condemns the version, and going back from a trial costs nobody anything."""
LOST, LOST_SHARE = 10, 0.01
"""Looks that it lost while the stable version saw the same frames, and their share of all its looks."""
LATE_CHANCE = 0.05
"""So unlikely must it be that as many of its cameras are late by chance."""
JUDGED = 20
"""Judged events of each version below which nothing is said about precision."""
PRECISION_CHANCE = 0.001
"""The same for rejected events. It is asked after each verdict again, which makes chance likelier: so strict
a level keeps all of that below one in a hundred."""

_CRASHED = Text(
    "在 {strikes} 帧画面上崩溃、超时或给出无效结果",
    "it crashed, hung or answered nonsense on {strikes} frames",
)
_LOST = Text(
    "{lost} 次查看失败，而稳定版在同样的画面上正常",
    "it failed on {lost} looks whose frames the stable version saw",
)
_LATE = Text(
    "{seen} 路中 {late} 路不能按时查看，稳定版为 {seen_beside} 路中 {late_beside} 路",
    "{late} of its {seen} cameras are late, {late_beside} of {seen_beside} with the stable version",
)
_IMPRECISE = Text(
    "{judged} 个研判过的事件中 {wrong} 个被驳回，稳定版为 {judged_beside} 个中 {wrong_beside} 个",
    "{wrong} of its {judged} judged events were rejected, {wrong_beside} of {judged_beside} of the stable "
    "version's",
)
_PROMOTED = Text("已成为稳定版", "it became the stable version")
_MOVED = Text("稳定版已切换到其他版本", "the stable version is another one now")
_OFF = Text("该版本当前“{state}”", "the version is {state}")


def watch(session: Session, clock: Clock) -> int:
    """End the trials that are over and roll back those that must be; return how many there were."""
    running = select(Rollout).filter_by(state="running").order_by(Rollout.id)
    found = session.scalars(running.with_for_update(skip_locked=True)).all()
    return sum(_watched(session, rollout, clock) for rollout in found)


def _watched(session: Session, rollout: Rollout, clock: Clock) -> bool:
    moved = _moved(session, rollout)
    if moved is not None:
        close(session, None, rollout, "ended", moved, clock)
        return True
    why = _off_shelf(session, rollout) or why_back(figures(session, rollout, clock.now()))
    if why is not None:
        close(session, None, rollout, "rolled_back", why, clock)
    return why is not None


def _moved(session: Session, rollout: Rollout) -> dict[str, Any] | None:
    stable_id = aliases.read(session, rollout.algorithm_id, STABLE).version_id
    if stable_id == rollout.stable_version_id:
        return None
    if stable_id == rollout.version_id:
        return by_itself("promoted", _PROMOTED)
    return by_itself("stable_moved", _MOVED)


def _off_shelf(session: Session, rollout: Rollout) -> dict[str, Any] | None:
    state = State(session.get_one(Version, rollout.version_id).state)
    if state in FIT[rollout.mode]:
        return None
    name = NAMES[state]
    return by_itself(str(state), Text(_OFF.zh.format(state=name.zh), _OFF.en.format(state=name.en)))


def why_back(seen: Figures) -> dict[str, Any] | None:
    """Return why a trial with these figures is rolled back: `code`, `zh`, `en`; None where it goes on."""
    return _crashes(seen) or _late(seen) or _imprecise(seen)


def _crashes(seen: Figures) -> dict[str, Any] | None:
    if seen.strikes >= STRIKES:
        return by_itself("crashes", _CRASHED.filled(strikes=seen.strikes))
    lost = seen.looks.lost
    if lost >= LOST and lost >= LOST_SHARE * (seen.looks.looks + lost):
        return by_itself("lost", _LOST.filled(lost=lost))
    return None


def _late(seen: Figures) -> dict[str, Any] | None:
    mine, beside = seen.trial_pace, seen.stable_pace
    if not mine.late or larger(mine.late, mine.looking, beside.late, beside.looking) > LATE_CHANCE:
        return None
    told = _LATE.filled(
        late=mine.late, seen=mine.looking, late_beside=beside.late, seen_beside=beside.looking
    )
    return by_itself("late", told)


def _imprecise(seen: Figures) -> dict[str, Any] | None:
    mine, beside = seen.trial_judged, seen.stable_judged
    if min(mine.total, beside.total) < JUDGED:
        return None
    if larger(mine.wrong, mine.total, beside.wrong, beside.total) > PRECISION_CHANCE:
        return None
    told = _IMPRECISE.filled(
        wrong=mine.wrong,
        judged=mine.total,
        wrong_beside=beside.wrong,
        judged_beside=beside.total,
    )
    return by_itself("imprecise", told)
