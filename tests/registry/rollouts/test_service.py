"""Trials are begun by those who may move aliases, on cameras that follow `stable`, one at a time."""

from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from accounts.audit.model import AuditEntry
from accounts.organizations import service as organizations
from accounts.policy import Role
from accounts.scope import Scope
from core.clock import ManualClock
from core.errors import Forbidden, NotFound, Stale
from core.feed import Change
from core.http.etag import Precondition
from core.http.page import PageQuery
from core.ids import uuid7
from core.text import Text
from registry.catalogue.model import Version
from registry.rollouts import cameras as by_camera
from registry.rollouts import service
from registry.rollouts.cameras import SAMPLES_MOST, Counted
from registry.rollouts.errors import (
    NotForTrial,
    RolloutOfStable,
    RolloutOver,
    RolloutReachesNobody,
    RolloutRuns,
    RolloutUnclear,
)
from registry.rollouts.figures import figures
from registry.rollouts.model import Mode, Rollout, RolloutCamera
from registry.rollouts.running import trials
from registry.rollouts.service import Part, Wish
from registry.subscriptions import service as subscriptions
from registry.subscriptions.model import Subscription
from tests.registry import shelf
from tests.registry.conftest import City, Install
from tests.registry.rollouts.conftest import Begin, follow

ANY = Precondition("*")


def taking_part(session: Session, scope: Scope) -> set[UUID]:
    """Return the cameras whose departments are told of a trial."""
    _, listed = subscriptions.page(session, scope.on("subscription.read"), PageQuery(limit=100))
    return {one.camera.id for one in listed if one.rollout is not None}


@pytest.mark.parametrize("mode", ["shadow", "canary"])
def test_a_share_of_those_who_follow_takes_part_and_is_told(
    session: Session, gardener: Scope, trial: Version, eyes: list[UUID], begin: Begin,
    clock: ManualClock, mode: Mode,
) -> None:  # fmt: skip
    pinned = [follow(session, gardener, trial, clock, meant=trial.id) for _ in range(5)]
    rollout = begin(mode)
    part = {one for one in eyes if rollout.has(one)}
    assert part == {*eyes[:6]}
    assert taking_part(session, gardener) == part
    assert figures(session, rollout, clock.now()).cameras == len(part)
    [(algorithm_id, running)] = trials(session).items()
    assert (algorithm_id, running.model.version_id) == (trial.algorithm_id, trial.id)
    assert running.shadow == (mode == "shadow")
    assert not any(running.has(one, trial.id) for one in pinned)
    line = session.scalars(select(AuditEntry).filter_by(action="rollout.begin")).one()
    assert (line.object_id, line.reason) == (rollout.id, "误报更少")


def test_raising_the_share_only_adds_cameras_and_lowering_it_only_takes_some_away(
    session: Session, gardener: Scope, vendor: Scope, eyes: list[UUID], begin: Begin, clock: ManualClock
) -> None:  # fmt: skip
    rollout = begin(permille=500)
    parts: dict[int, set[UUID]] = {}
    changer = vendor.on("rollout.update")
    for permille in (500, 200, 400):
        service.change(session, changer, rollout.id, Part(permille), "调整", ANY, clock)
        parts[permille] = taking_part(session, gardener)
    assert parts == {500: {*eyes[:12]}, 200: {*eyes[:3]}, 400: {*eyes[:9]}}
    with pytest.raises(Stale):
        service.change(session, changer, rollout.id, Part(300), "晚了", Precondition('"1"'), clock)


def test_those_who_leave_and_those_who_come_are_told(
    session: Session, vendor: Scope, eyes: list[UUID], begin: Begin, clock: ManualClock
) -> None:
    rollout = begin(permille=400)
    part = {one for one in eyes if rollout.has(one)}
    last = session.scalar(select(Change.id).order_by(Change.id.desc()))
    service.end(session, vendor.on("rollout.update"), rollout.id, "看够了", clock)
    told = select(Change.topic, Change.object_id).where(Change.id > last)
    changes = {*map(tuple, session.execute(told))}
    concerned = select(Subscription.id).where(Subscription.camera_id.in_(part))
    assert {("rollout", rollout.id)} | {
        ("subscription", one) for one in session.scalars(concerned)
    } <= changes
    assert trials(session) == {}


def test_a_system_administrator_chooses_cameras_and_a_vendor_sees_none(
    session: Session, vendor: Scope, trial: Version, eyes: list[UUID], clock: ManualClock
) -> None:
    operator = organizations.operator(session)
    keeper = shelf.somebody(session, operator, Role.SYSTEM, "rollout.create")
    wish = Wish(trial.id, "shadow", Part(camera_ids=eyes[:2]), "先看两路")
    with pytest.raises(Forbidden):
        service.begin(session, vendor, trial.algorithm_id, wish, clock)
    rollout = service.begin(session, keeper, trial.algorithm_id, wish, clock)
    assert {one for one in eyes if rollout.has(one)} == {*eyes[:2]}
    gone = Wish(trial.id, "shadow", Part(camera_ids=[uuid7()]), "无")
    with pytest.raises(NotFound):
        service.begin(session, keeper, trial.algorithm_id, gone, clock)


def test_what_cannot_be_tried_says_why(
    session: Session, vendor: Scope, stable: Version, trial: Version, eyes: list[UUID], clock: ManualClock
) -> None:  # fmt: skip
    def attempt(version: Version, part: Part, mode: Mode = "canary") -> Rollout:
        wish = Wish(version.id, mode, part, "试")
        return service.begin(session, vendor, trial.algorithm_id, wish, clock)

    with pytest.raises(RolloutOfStable, match=r"1\.0\.0"):
        attempt(stable, Part(100))
    for unclear in (Part(), Part(100, eyes[:1])):
        with pytest.raises(RolloutUnclear):
            attempt(trial, unclear)
    session.execute(update(Subscription).values(enabled=False))
    with pytest.raises(RolloutReachesNobody):
        attempt(trial, Part(500))


@pytest.mark.parametrize(
    ("state", "mode", "role", "fits"),
    [
        ("published", "canary", Role.VENDOR, True),
        ("approved", "canary", Role.SYSTEM, False),
        ("approved", "shadow", Role.VENDOR, True),
        ("checked", "shadow", Role.VENDOR, False),
        ("checked", "shadow", Role.SYSTEM, True),
        ("uploaded", "shadow", Role.SYSTEM, False),
        ("deprecated", "shadow", Role.SYSTEM, False),
    ],
)
def test_a_canary_is_published_and_a_shadow_passed_the_gate(
    session: Session, city: City, trial: Version, eyes: list[UUID], begin: Begin,
    state: str, mode: Mode, role: Role, fits: bool,
) -> None:  # fmt: skip
    home = city.vendor if role is Role.VENDOR else organizations.operator(session)
    scope = shelf.somebody(session, home, role, "rollout.create")
    trial.state = state
    session.flush()
    if fits:
        assert begin(mode, 500, scope).version_id == trial.id
        assert [one.model.version_id for one in trials(session).values()] == [trial.id]
    else:
        with pytest.raises(NotForTrial, match=r"1\.1\.0"):
            begin(mode, 500, scope)


def test_one_trial_of_an_algorithm_runs_at_a_time_and_one_that_is_over_stays(
    session: Session, vendor: Scope, eyes: list[UUID], begin: Begin, install: Install, clock: ManualClock
) -> None:  # fmt: skip
    first = begin(permille=500)
    with pytest.raises(RolloutRuns, match=r"1\.1\.0"):
        begin(permille=500)
    changer = vendor.on("rollout.update")
    service.end(session, changer, first.id, "看够了", clock)
    assert (first.state, first.ended_by) == ("ended", vendor.user.id)
    assert first.ending is not None
    assert first.ending["zh"] == "看够了"
    with pytest.raises(RolloutOver):
        service.end(session, changer, first.id, "再来一次", clock)
    clock.advance(1)
    second = begin(permille=500)
    _, rows = service.page(session, vendor.on("rollout.read"), second.algorithm_id, PageQuery())
    assert [one.id for one in rows] == [second.id, first.id]


def test_strangers_begin_and_see_nothing(
    session: Session, city: City, trial: Version, eyes: list[UUID], begin: Begin
) -> None:
    rollout = begin(permille=500)
    other = organizations.create(
        session, None, organizations.operator(session), "vendor", Text("他厂", "Other Vendor")
    )
    stranger = shelf.somebody(session, other, Role.VENDOR, "rollout.create")
    with pytest.raises(NotFound):
        begin(permille=500, scope=stranger)
    with pytest.raises(NotFound):
        service.fetch(session, stranger.on("rollout.read"), rollout.id)


def test_what_workers_count_is_summed_and_the_last_looks_that_differ_stay(
    session: Session, eyes: list[UUID], begin: Begin, clock: ManualClock
) -> None:
    rollout, camera_id = begin("shadow", 500), eyes[0]
    place = (rollout.id, camera_id)
    for number in range(SAMPLES_MOST):
        samples = [{"at": f"{number} {which}", "seen": "only_trial"} for which in "ab"]
        gained = {"looks": 2, "agree": 1, "only_trial": 1, "stable_s": 0.2, "trial_s": 0.3}
        by_camera.note(session, {place: Counted(gained, samples)})
    by_camera.note(session, {(uuid7(), camera_id): Counted({"looks": 1})})
    row = session.scalars(select(RolloutCamera)).one()
    assert (row.looks, row.agree, row.only_trial) == (10, 5, 5)
    assert [one["at"] for one in row.samples] == ["2 b", "3 a", "3 b", "4 a", "4 b"]
    seen = figures(session, rollout, clock.now()).looks
    assert (seen.looks, round(seen.trial_s, 6)) == (10, 1.5)
