"""A vendor moves an alias and takes a version off the shelf with a real browser; a department pins one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect
from sqlalchemy import select

from accounts.api.deps import COOKIE
from accounts.policy import Role
from core.clock import ManualClock
from core.database.engine import transaction
from core.http.services import Services
from registry.catalogue import service as catalogue
from registry.catalogue.model import Algorithm, Version
from registry.subscriptions.model import Subscription
from serving.api.server import bind, serving
from tests.e2e.browser import page_of
from tests.registry import goods
from tests.serving.conftest import World

PATIENCE_MS = 30_000


@pytest.fixture
def origin(app: FastAPI) -> Iterator[str]:
    """The address of the API and the built console."""
    listener = bind("127.0.0.1", 0)
    with serving(app, listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def shelf(services: Services, world: World, clock: ManualClock, tmp_path: Path) -> Algorithm:
    """Two versions of the vendor's own goods; the newer one is stable."""
    vendor_id = world.users[Role.VENDOR].owner_id
    with transaction(services.sessions) as session:
        for version in ("1.0.0", "1.1.0"):
            clock.advance(60)
            described = goods.manifest(version)
            folder = goods.write(tmp_path / f"fire-{version}", described=described)
            catalogue.install_builtin(
                session, folder, vendor_id, "0.1.0", services.blobs, services.settings, clock
            )
        return session.scalars(select(Algorithm).filter_by(owner_id=vendor_id)).one()


def opened(page: Page, origin: str, world: World, role: Role, path: str) -> None:
    """Open a page as somebody of a role."""
    page.set_default_timeout(PATIENCE_MS)
    page.context.add_cookies([{"name": COOKIE, "value": world.secrets[role], "url": origin}])
    page.goto(f"{origin}{path}")


def test_a_vendor_moves_an_alias_and_withdraws_a_version(
    origin: str, world: World, shelf: Algorithm, services: Services
) -> None:
    with page_of(origin) as page:
        opened(page, origin, world, Role.VENDOR, f"/algorithms?algorithm={shelf.id}")
        page.get_by_role("button", name="切换稳定版").click()
        dialog = page.get_by_role("dialog")
        dialog.locator(".ant-select").click()
        page.locator(".ant-select-item-option", has_text="1.0.0").click()
        dialog.locator("textarea").fill("新版本误报偏多")
        dialog.get_by_role("button", name="切换").click()
        alias = page.locator(".algorithm-alias").first
        expect(alias).to_contain_text("1.0.0")
        alias.locator("summary").click()
        expect(alias).to_contain_text("1.1.0 → 1.0.0")
        expect(alias).to_contain_text("新版本误报偏多")
        newer = page.locator(".algorithm-version", has_text="1.1.0").first
        newer.get_by_role("button", name="下架", exact=True).click()
        dialog = page.get_by_role("dialog", name="下架 · 1.1.0")
        dialog.locator("textarea").fill("发现缺陷")
        dialog.get_by_role("button", name="下架").click()
        expect(newer).to_contain_text("已下架")
        expect(newer).to_contain_text("发现缺陷")
    with transaction(services.sessions) as session:
        assert catalogue.runnable(session, shelf.id).manifest.version == "1.0.0"


def test_a_department_pins_a_version(
    origin: str, world: World, shelf: Algorithm, services: Services
) -> None:
    camera = world.mine["camera_id"]
    with page_of(origin) as page:
        path = f"/subscriptions/new?algorithm={shelf.id}&camera={camera}"
        opened(page, origin, world, Role.SUBSCRIBER, path)
        chosen = page.locator(".subscribe-meant")
        expect(chosen).to_contain_text("跟随稳定版（1.1.0）")
        chosen.click()
        page.locator(".ant-select-item-option", has_text="固定 1.0.0").click()
        for step in ("间隔与时段", "区域与阈值", "核对并确认"):
            page.get_by_role("button", name=f"下一步：{step}").click()
        page.get_by_role("button", name="订阅 1 台").click()
        row = page.get_by_role("row", name="1.0.0")
        expect(row).to_contain_text("固定")
    with transaction(services.sessions) as session:
        [made] = session.scalars(select(Subscription).filter_by(algorithm_id=shelf.id)).all()
        pinned = session.get_one(Version, made.version_id)
        assert pinned.version == "1.0.0"
