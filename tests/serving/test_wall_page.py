"""The video wall in a real browser: live pictures under the console's policy, and a look that ends."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect
from sqlalchemy import select

from accounts.api.deps import COOKIE
from accounts.policy import Role
from accounts.viewings.model import Viewing
from core.database.engine import transaction
from core.http.services import Services
from tests.e2e.browser import page_of
from tests.registry import cameras
from tests.serving.conftest import World
from tests.serving.showing import City, shown

PATIENCE_MS = 30_000
_HIDE = """hidden => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def origin(app: FastAPI) -> Iterator[str]:
    """The address of the API and the built console, beside a cluster that shows pictures."""
    with shown(app, City(), every_s=0.2) as address:
        yield address


def opened(page: Page, origin: str, world: World, path: str) -> None:
    """Open a page of the console as somebody who may look through cameras."""
    page.context.add_cookies(
        [{"name": COOKIE, "value": world.secrets[Role.DISPATCHER], "url": origin}]
    )
    page.goto(origin + path)


def test_a_wall_shows_its_cameras_live_and_ends_its_look_on_leaving(
    origin: str, world: World, services: Services
) -> None:
    with transaction(services.sessions) as session:
        chosen = [world.mine["camera_id"], cameras.add(session, world.own.id, "西门", "West gate")]
    foreign = world.objects["camera_id"]
    with page_of(origin) as page:
        page.set_default_timeout(PATIENCE_MS)
        opened(page, origin, world, "/wall?cameras=" + ",".join(map(str, [*chosen, foreign])))
        expect(page.get_by_text("无权查看，或摄像机已删除")).to_be_visible()
        page.keyboard.press("l")
        page.get_by_text("设备检修").click()
        page.keyboard.press("Enter")
        pictures = page.locator(".tile img[src^='blob:']")
        expect(pictures).to_have_count(2, timeout=PATIENCE_MS)
        first = pictures.first.get_attribute("src")
        expect(pictures.first).not_to_have_attribute("src", first or "")
        page.evaluate(_HIDE, True)
        expect(page.get_by_text("已暂停")).to_be_visible()
        page.evaluate(_HIDE, False)
        expect(page.locator(".page-note")).to_contain_text("实时")
        page.locator("[data-tile='0']").press("ArrowRight")
        page.keyboard.press("Enter")
        expect(page.locator(".large img[src^='blob:']")).to_be_visible()
        expect(page.locator(".large-line")).to_contain_text("西门")
        page.keyboard.press("Escape")
        expect(page.locator(".large")).to_have_count(0)
        with page.expect_response(lambda answer: answer.request.method == "DELETE") as left:
            page.get_by_role("link", name="摄像机", exact=True).click()
        assert left.value.status == 204
    with transaction(services.sessions) as session:
        looked = session.scalars(select(Viewing).filter_by(kind="live")).one()
        assert set(looked.object_ids) == set(chosen), "what is not his was not looked through"
        assert looked.ended_at is not None
