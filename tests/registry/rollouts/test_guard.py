"""A trial goes on while nothing speaks against it, and is rolled back by what rows say, with the figures."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from accounts.audit.model import AuditEntry
from accounts.users.model import User
from cases.events.model import Event
from cases.review.model import Verdict
from core.clock import ManualClock
from core.ids import uuid7
from registry.catalogue.model import Version
from registry.catalogue.strikes import strike
from registry.rollouts import guard
from registry.rollouts.cameras import Counted, note
from registry.rollouts.figures import Figures, Looks, Paced
from registry.rollouts.guard import JUDGED, LOST, STRIKES, why_back
from registry.rollouts.model import Rollout
from registry.rollouts.running import trials
from registry.rollouts.verdicts import Judged
from registry.subscriptions.model import Subscription
from tests.registry import shelf
from tests.registry.rollouts.conftest import Begin


def judge(session: Session, version: Version, said: str, count: int, clock: ManualClock) -> None:
    """Let so many events of a version be there, each judged alike by somebody."""
    now = clock.now()
    somebody = session.scalars(select(User.id).limit(1)).one()
    camera_id = session.scalars(select(Subscription.camera_id).limit(1)).one()
    events = [
        Event(
            id=uuid7(), owner_id=version.owner_id, watcher_id=uuid7(), camera_id=camera_id,
            algorithm_id=version.algorithm_id, version_id=version.id, event_type="fire.flame",
            title_zh="明火", title_en="Fire", severity="major", incident_key="fire.flame", rule={},
            detections=[], score=0.9, looks=2, width=64, height=36, place="", opened_at=now,
            updated_at=now, ended_at=now, rank_at=now,
        )
        for _ in range(count)
    ]  # fmt: skip
    session.add_all(events)
    session.flush()
    session.add_all(
        Verdict(
            owner_id=version.owner_id, event_id=one.id, version_id=version.id, user_id=somebody,
            verdict=said, reason="reflection" if said == "reject" else None,
            duplicate_of=one.id if said == "duplicate" else None, at=now, effective_at=now,
        )
        for one in events
    )  # fmt: skip
    session.flush()


def code(rollout: Rollout) -> str | None:
    return None if rollout.ending is None else str(rollout.ending["code"])


def test_a_quiet_trial_goes_on(
    session: Session, eyes: list[UUID], begin: Begin, clock: ManualClock
) -> None:
    rollout = begin()
    clock.advance(3600)
    assert guard.watch(session, clock) == 0
    assert rollout.state == "running"


def test_one_that_crashes_on_some_frames_is_rolled_back_before_it_is_quarantined(
    session: Session, trial: Version, eyes: list[UUID], begin: Begin, clock: ManualClock
) -> None:
    strike(session, trial.id, eyes[0], "before", "child_failed", clock)
    clock.advance(1)
    rollout = begin(permille=500)
    [camera_id, *_] = [one for one in eyes if rollout.has(one)]
    for number in range(STRIKES):
        assert guard.watch(session, clock) == 0, "a frame of before counts for nothing"
        strike(session, trial.id, camera_id, f"frame {number}", "child_failed", clock)
    assert guard.watch(session, clock) == 1
    assert (rollout.state, code(rollout)) == ("rolled_back", "crashes")
    assert rollout.figures is not None
    assert rollout.figures["strikes"] == STRIKES
    assert trial.state == "published"
    assert trials(session) == {}
    line = session.scalars(select(AuditEntry).filter_by(action="rollout.roll_back")).one()
    assert (line.user_id, line.object_id) == (None, rollout.id)
    assert line.after is not None
    assert line.after["figures"]["strikes"] == STRIKES


def test_one_camera_of_a_trial_does_not_condemn_a_version(
    session: Session, trial: Version, eyes: list[UUID], begin: Begin, clock: ManualClock
) -> None:
    rollout = begin(permille=500)
    part = [one for one in eyes if rollout.has(one)]
    struck = [
        strike(session, trial.id, part[0], f"frame {n}", "child_failed", clock) for n in range(9)
    ]
    assert not any(struck)


def test_one_that_loses_looks_the_stable_version_sees_is_rolled_back(
    session: Session, eyes: list[UUID], begin: Begin, clock: ManualClock
) -> None:
    rollout = begin(permille=500)
    place = (rollout.id, eyes[0])
    note(session, {place: Counted({"lost": LOST - 1, "looks": 9})})
    assert guard.watch(session, clock) == 0
    note(session, {place: Counted({"lost": 1})})
    assert guard.watch(session, clock) == 1
    assert code(rollout) == "lost"


def test_one_whose_cameras_are_late_while_others_are_not_is_rolled_back(
    session: Session, eyes: list[UUID], begin: Begin, clock: ManualClock
) -> None:
    rollout = begin(permille=500)
    part = [one for one in eyes if rollout.has(one)]
    looking = update(Subscription).values(state="running", state_since=clock.now())
    session.execute(looking)
    clock.advance(5)
    late = update(Subscription).values(state="late", state_since=clock.now())
    session.execute(late.where(Subscription.camera_id.in_(part)))
    assert guard.watch(session, clock) == 0, "late for a moment says nothing"
    clock.advance(60)
    assert guard.watch(session, clock) == 1
    assert code(rollout) == "late"
    assert rollout.figures is not None
    assert rollout.figures["trial_pace"] == {"looking": len(part), "late": len(part)}
    assert rollout.figures["stable_pace"] == {"looking": len(eyes) - len(part), "late": 0}


def test_one_that_is_late_with_all_others_goes_on(
    session: Session, eyes: list[UUID], begin: Begin, clock: ManualClock
) -> None:
    rollout = begin(permille=500)
    clock.advance(5)
    session.execute(update(Subscription).values(state="late", state_since=clock.now()))
    clock.advance(60)
    assert guard.watch(session, clock) == 0
    assert rollout.state == "running"


def test_one_whose_events_are_rejected_more_often_is_rolled_back(
    session: Session, stable: Version, trial: Version, eyes: list[UUID], begin: Begin, clock: ManualClock
) -> None:  # fmt: skip
    judge(session, trial, "reject", 50, clock)
    clock.advance(timedelta(days=1).total_seconds())
    rollout = begin()
    judge(session, stable, "confirm", 45, clock)
    judge(session, stable, "reject", 5, clock)
    judge(session, trial, "reject", JUDGED - 1, clock)
    assert guard.watch(session, clock) == 0, "too few are judged, and what was before is over"
    judge(session, trial, "duplicate", 1, clock)
    assert guard.watch(session, clock) == 1
    assert (code(rollout), rollout.ending and rollout.ending["zh"]) == (
        "imprecise",
        "20 个研判过的事件中 19 个被驳回，稳定版为 50 个中 5 个",
    )


def test_a_shadow_is_not_judged_by_what_it_never_raised(
    session: Session, stable: Version, trial: Version, eyes: list[UUID], begin: Begin, clock: ManualClock
) -> None:  # fmt: skip
    begin("shadow")
    judge(session, trial, "reject", 40, clock)
    judge(session, stable, "confirm", 40, clock)
    assert guard.watch(session, clock) == 0


def test_a_trial_is_over_once_stable_moves_and_promoted_where_it_moves_there(
    session: Session, stable: Version, trial: Version, eyes: list[UUID], begin: Begin, clock: ManualClock
) -> None:  # fmt: skip
    rollout = begin()
    shelf.mean(session, trial.algorithm_id, trial.id)
    assert trials(session) == {}, "at once, before the row says so"
    assert guard.watch(session, clock) == 1
    assert (rollout.state, code(rollout), rollout.ended_by) == ("ended", "promoted", None)


@pytest.mark.parametrize("state", ["withdrawn", "quarantined", "deprecated"])
def test_a_version_that_leaves_the_shelf_takes_its_trial_along(
    session: Session, trial: Version, eyes: list[UUID], begin: Begin, clock: ManualClock, state: str
) -> None:
    rollout = begin()
    trial.state = state
    session.flush()
    assert trials(session) == {}
    assert guard.watch(session, clock) == 1
    assert (rollout.state, code(rollout)) == ("rolled_back", state)
    assert rollout.ending is not None
    assert "{" not in rollout.ending["zh"] + rollout.ending["en"]


def seen(**told: object) -> Figures:
    nothing = {
        "cameras": 4, "looks": Looks(), "strikes": 0, "trial_pace": Paced(), "stable_pace": Paced(),
        "trial_judged": Judged(), "stable_judged": Judged(),
    }  # fmt: skip
    return Figures(**(nothing | told))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({}, None),
        ({"looks": Looks(looks=5000, lost=LOST)}, None),
        ({"looks": Looks(looks=900, lost=LOST)}, "lost"),
        ({"trial_pace": Paced(1, 1), "stable_pace": Paced(3, 0)}, None),
        ({"trial_pace": Paced(1, 1), "stable_pace": Paced(20, 0)}, "late"),
        ({"trial_pace": Paced(4, 4), "stable_pace": Paced(20, 15)}, None),
        ({"trial_judged": Judged(20, 20), "stable_judged": Judged(22, 18)}, None),
        ({"trial_judged": Judged(20, 20), "stable_judged": Judged(95, 5)}, "imprecise"),
        ({"trial_judged": Judged(95, 5), "stable_judged": Judged(20, 20)}, None),
    ],
)
def test_levels(told: dict[str, object], code: str | None) -> None:
    why = why_back(seen(**told))
    assert (None if why is None else why["code"]) == code
    figures = seen(**told)
    assert Figures.restored(figures.stored()) == figures
