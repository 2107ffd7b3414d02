"""A version on trial: what workers are told of it, and a vendor who tries one with a real browser."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.organizations import service as organizations
from accounts.policy import Role
from accounts.scope import Scope
from accounts.users.model import User
from core.clock import ManualClock
from core.database.engine import transaction
from core.http.services import Services
from registry.catalogue import service as catalogue
from registry.catalogue.model import Algorithm, Version
from registry.rollouts import cameras as by_camera
from registry.rollouts import guard, service
from registry.rollouts.cameras import Counted
from registry.rollouts.model import Mode, Rollout
from registry.rollouts.service import Part, Wish
from registry.subscriptions import service as subscriptions
from registry.subscriptions.service import NewSubscription
from serving.api.server import bind, serving
from serving.cluster.assignment import Watch
from serving.queries.demands import demands
from tests import make
from tests.e2e.browser import page_of
from tests.registry import cameras, goods, shelf
from tests.serving.belongings import signed_in, user
from tests.serving.conftest import World
from tests.serving.test_versions_page import opened

STABLE, TRIAL = "1.0.0", "1.1.0"


@pytest.fixture
def origin(app: FastAPI) -> Iterator[str]:
    """The address of the API and the built console."""
    listener = bind("127.0.0.1", 0)
    with serving(app, listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def algorithm(
    services: Services, world: World, clock: ManualClock, tmp_path: Path
) -> dict[str, UUID]:
    """The vendor's goods by version, the older one stable, followed on twelve cameras of the department."""
    vendor_id = world.users[Role.VENDOR].owner_id
    with transaction(services.sessions) as session:
        follower = scope_of(session, world, Role.SUBSCRIBER, "subscription.create")
        for version in (STABLE, TRIAL):
            described = goods.manifest(version)
            folder = goods.write(tmp_path / f"fire-{version}", described=described)
            catalogue.install_builtin(
                session, folder, vendor_id, "0.1.0", services.blobs, services.settings, clock
            )
        found = session.scalars(select(Algorithm).filter_by(owner_id=vendor_id)).one()
        own = session.scalars(select(Version).filter_by(algorithm_id=found.id))
        versions = {one.version: one.id for one in own}
        shelf.mean(session, found.id, versions[STABLE])
        for number, one in enumerate(cameras.drawn(found.id, 500, 1000, each=6)):
            names = f"东门 {number}", f"East gate {number}"
            new = NewSubscription(cameras.add(session, world.own.id, *names, one), found.id)
            subscriptions.create(session, follower, new, services.settings, clock)
        return versions | {"algorithm": found.id}


def scope_of(session: Session, world: World, role: Role, action: str) -> Scope:
    """Return the scope of somebody of a role."""
    return make.scope_of(session.get_one(User, world.users[role].id), action)


def begin(
    services: Services, world: World, of: dict[str, UUID], mode: Mode, clock: ManualClock
) -> UUID:
    with transaction(services.sessions) as session:
        vendor = scope_of(session, world, Role.VENDOR, "rollout.create")
        wish = Wish(of[TRIAL], mode, Part(500), "误报更少")
        return service.begin(session, vendor, of["algorithm"], wish, clock).id


def watches(services: Services, of: dict[str, UUID]) -> dict[UUID, Watch]:
    """Return how each camera is looked at, of those that look for this algorithm."""
    with transaction(services.sessions) as session:
        found = demands(session).cameras
    return {
        camera_id: watch
        for camera_id, one in found.items()
        for watch in one.watches
        if watch.judged[0].source.algorithm_id == of["algorithm"]
    }


def test_workers_are_told_which_version_stands_beside_which(
    services: Services, world: World, algorithm: dict[str, UUID], clock: ManualClock
) -> None:
    stable, trial = algorithm[STABLE], algorithm[TRIAL]
    plain = watches(services, algorithm)
    assert {one.version_id for one in plain.values()} == {stable}
    rollout_id = begin(services, world, algorithm, "shadow", clock)
    with transaction(services.sessions) as session:
        part = {one for one in plain if session.get_one(Rollout, rollout_id).has(one)}
    assert (len(part), len(plain)) == (6, 12)
    shadowed = watches(services, algorithm)
    assert {one.version_id for one in shadowed.values()} == {stable}
    beside = {camera_id: one.beside for camera_id, one in shadowed.items() if one.beside}
    assert {*beside} == part
    assert all(one.shadow and one.watch.version_id == trial for one in beside.values())
    with transaction(services.sessions) as session:
        ender = scope_of(session, world, Role.VENDOR, "rollout.update")
        service.end(session, ender, rollout_id, "够了", clock)
    assert watches(services, algorithm) == plain
    begin(services, world, algorithm, "canary", clock)
    tried = watches(services, algorithm)
    assert {camera_id for camera_id, one in tried.items() if one.version_id == trial} == part
    for camera_id in part:
        one = tried[camera_id]
        assert one.beside is not None
        assert (one.beside.watch, one.beside.shadow) == (plain[camera_id], False)
        assert {judged.source.version_id for judged in one.judged} == {trial}
        keys = {(j.source.watcher_id, j.rule.incident_key) for j in one.judged}
        assert keys == {(j.source.watcher_id, j.rule.incident_key) for j in plain[camera_id].judged}
    with transaction(services.sessions) as session:
        shelf.mean(session, algorithm["algorithm"], trial)
    promoted = watches(services, algorithm)
    assert {(one.version_id, one.beside) for one in promoted.values()} == {(trial, None)}


def test_a_vendor_tries_a_version_and_sees_it_rolled_back(
    origin: str, world: World, services: Services, algorithm: dict[str, UUID], clock: ManualClock
) -> None:
    path = f"/algorithms?algorithm={algorithm['algorithm']}"
    with page_of(origin) as page:
        opened(page, origin, world, Role.VENDOR, path)
        page.get_by_role("button", name="开始试运行").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_text("灰度", exact=True).click()
        dialog.locator(".ant-select").click()
        page.locator(".ant-select-item-option", has_text=TRIAL).click()
        dialog.get_by_label("占跟随稳定版的摄像机的比例").fill("50")
        dialog.locator("textarea").fill("误报更少")
        dialog.get_by_role("button", name="开始试运行").click()
        card = page.get_by_role("article", name=f"{TRIAL} 灰度")
        expect(card).to_contain_text("进行中")
        expect(card).to_contain_text("50%")
        expect(card.get_by_text("各摄像机情况")).to_have_count(0)
        with transaction(services.sessions) as session:
            rollout = session.scalars(
                select(Rollout)
                .filter_by(state="running")
                .filter_by(algorithm_id=algorithm["algorithm"])
            ).one()
            place = (
                rollout.id,
                next(one for one in watches(services, algorithm) if rollout.has(one)),
            )
            by_camera.note(session, {place: Counted({"looks": 40, "lost": 10})})
            assert guard.watch(session, clock) >= 1
        page.get_by_text("以往的试运行").click()
        expect(card).to_contain_text("已自动回退")
        expect(card).to_contain_text("10 次查看失败")


def test_a_department_is_told_and_who_runs_the_city_sees_each_camera(
    origin: str, world: World, services: Services, algorithm: dict[str, UUID], clock: ManualClock
) -> None:
    rollout_id = begin(services, world, algorithm, "shadow", clock)
    sample = {
        "at": "2026-11-26T08:00:00+00:00", "seen": "only_trial", "stable": [],
        "trial": [{"label": "fire", "score": 0.91, "box": None, "polygon": None, "attributes": {}}],
    }  # fmt: skip
    with transaction(services.sessions) as session:
        rollout = session.get_one(Rollout, rollout_id)
        camera_id = next(one for one in watches(services, algorithm) if rollout.has(one))
        gained = {"looks": 20, "agree": 19, "only_trial": 1, "stable_s": 2, "trial_s": 3}
        by_camera.note(session, {(rollout_id, camera_id): Counted(gained, [sample])})
    with page_of(origin) as page:
        opened(page, origin, world, Role.SUBSCRIBER, "/subscriptions")
        expect(page.get_by_text(f"{TRIAL} 影子运行中").first).to_be_visible()
    with transaction(services.sessions) as session:
        root = user(session, organizations.operator(session), Role.SYSTEM)
        cookie, _ = signed_in(session, services, root)
    keeper = replace(world, secrets=world.secrets | {Role.SYSTEM: cookie})
    with page_of(origin) as page:
        opened(page, origin, keeper, Role.SYSTEM, f"/algorithms?algorithm={algorithm['algorithm']}")
        card = page.get_by_role("article", name=f"{TRIAL} 影子运行")
        expect(card).to_contain_text("20 次，95.0 % 一致")
        card.get_by_text("各摄像机情况").click()
        expect(card).to_contain_text("东门")
        expect(card).to_contain_text("仅试运行版看到 · 稳定版：–；试运行版：fire 0.91")
