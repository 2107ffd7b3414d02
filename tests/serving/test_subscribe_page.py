"""A department subscribes a tag's cameras with a real browser, and leaves out the one that does not fit."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from fastapi import FastAPI
from playwright.sync_api import expect

from accounts.api.deps import COOKIE
from accounts.policy import Role
from core.http.services import Services
from serving.api.server import bind, serving
from tests.e2e.browser import page_of
from tests.serving.conftest import World
from tests.serving.test_subscribing import crossing, held

__all__ = ["crossing"]

PATIENCE_MS = 30_000


@pytest.fixture
def origin(app: FastAPI) -> Iterator[str]:
    """The address of the API and the built console."""
    listener = bind("127.0.0.1", 0)
    with serving(app, listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_a_tag_is_taken_checked_and_subscribed(
    origin: str, services: Services, world: World, crossing: list[UUID]
) -> None:
    before = held(services)
    with page_of(origin) as page:
        page.set_default_timeout(PATIENCE_MS)
        held_by = world.secrets[Role.SUBSCRIBER]
        page.context.add_cookies([{"name": COOKIE, "value": held_by, "url": origin}])
        page.goto(f"{origin}/subscriptions/new?algorithm={world.mine['algorithm_id']}")
        page.get_by_role("combobox", name="标签").click()
        page.get_by_text("路口 (3)").click()
        page.get_by_role("button", name="选中全部 3 台").click()
        expect(page.get_by_role("complementary", name="已选")).to_contain_text("标签 路口")
        for step in ("间隔与时段", "区域与阈值", "核对并确认"):
            page.get_by_role("button", name=f"下一步：{step}").click()
        expect(page.get_by_role("grid", name="核对摄像机")).to_contain_text("安装高度 2 米")
        page.get_by_role("button", name="去掉不适配的 1 台").click()
        page.get_by_role("button", name="订阅 2 台").click()
        expect(page).to_have_url(f"{origin}/subscriptions")
        expect(page.get_by_role("grid", name="订阅")).to_contain_text("路口 2")
    assert held(services) == before | {*crossing[1:]}
