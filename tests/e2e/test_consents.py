"""Two departments before their screens: one lends a camera, the other asks for it, the first agrees."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests import needs
from tests.e2e.browser import page_of, sign_in
from tests.e2e.product import ProductProcess, created, got, until

pytestmark = needs.debian("chromium")

BRIDGE, PARKS, ROADS = "桥头", "绿化处", "养护处"
PATIENCE_MS = 20_000


@pytest.fixture(scope="module")
def departments(product: ProductProcess) -> None:
    """Two departments of the city."""
    with product.client("security") as security:
        city = next(
            one for one in got(security, "/organizations")["items"] if one["kind"] == "city"
        )
        for zh, en in ((PARKS, "Greenery"), (ROADS, "Upkeep")):
            wanted = {"kind": "department", "name_zh": zh, "name_en": en, "parent_id": city["id"]}
            created(security, "/organizations", wanted)


@pytest.mark.usefixtures("departments")
def test_a_camera_is_lent_asked_for_and_agreed_to(product: ProductProcess) -> None:
    parks_word = product.with_password("parks-desk", "subscriber", organization=PARKS)
    roads_word = product.with_password("roads-desk", "subscriber", organization=ROADS)
    with (
        product.client("subscriber", organization=PARKS) as parks,
        product.client("subscriber", organization=ROADS) as roads,
    ):
        url = "rtsp://127.0.0.1:9/1"
        named = {"name_zh": BRIDGE, "name_en": "Bridge", "url": url, "place": "滨河路"}
        camera = created(roads, "/cameras", named)
        try:
            with page_of(product.url) as page:
                sign_in(page, "roads-desk", roads_word)
                _share(page, product.url)
            with page_of(product.url) as page:
                sign_in(page, "parks-desk", parks_word)
                _ask(page, product.url, parks, camera["id"])
            assert got(parks, "/subscriptions")["items"] == []
            with page_of(product.url) as page:
                sign_in(page, "roads-desk", roads_word)
                _agree(page, product.url)
            [made] = until(
                lambda: got(parks, "/subscriptions")["items"], 20, "the camera to be subscribed"
            )
            assert made["camera"]["id"] == camera["id"]
        finally:
            for one in got(parks, "/subscriptions")["items"]:
                assert parks.delete(f"/subscriptions/{one['id']}").status_code == 204
            assert roads.delete(f"/cameras/{camera['id']}").status_code == 204


def _signed_in(page: Page) -> None:
    page.wait_for_selector("nav", timeout=PATIENCE_MS)


def _share(page: Page, url: str) -> None:
    """Lend the camera to the parks, to be subscribed with consent."""
    _signed_in(page)
    page.goto(f"{url}/cameras")
    page.get_by_label(f"选择 {BRIDGE}", exact=True).check()
    page.get_by_role("button", name="共享").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("共享给").fill(PARKS)
    page.get_by_title(f"{PARKS} · 部门").click()
    expect(dialog.get_by_role("radio", name="可直接订阅")).to_be_checked()
    dialog.get_by_role("radio", name="订阅须经同意").check()
    dialog.get_by_role("button", name="共享").click()
    expect(page.get_by_text("已更改 1 台")).to_be_visible(timeout=PATIENCE_MS)


def _ask(page: Page, url: str, parks: httpx.Client, camera_id: str) -> None:
    """Walk through the four steps, say why, and come out at the request."""
    _signed_in(page)
    fire = next(one for one in got(parks, "/algorithms")["items"] if one["slug"] == "fire")
    page.goto(f"{url}/subscriptions/new?algorithm={fire['id']}&camera={camera_id}")
    for step in ("间隔与时段", "区域与阈值", "核对并确认"):
        page.get_by_role("button", name=f"下一步：{step}").click()
    expect(page.get_by_text("须经所属部门同意")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text(f"{ROADS}：1 台")).to_be_visible()
    ask = page.get_by_role("button", name="申请订阅 1 台")
    expect(ask).to_be_disabled()
    page.get_by_label("申请理由").fill("防汛期联合值守")
    ask.click()
    panel = page.get_by_role("complementary", name="审批")
    expect(panel.get_by_text(f"等待{ROADS}同意")).to_be_visible(timeout=PATIENCE_MS)
    expect(panel.get_by_role("button", name="撤回申请")).to_be_visible()


def _agree(page: Page, url: str) -> None:
    """Find the request among the subscriptions, read it, and say yes."""
    _signed_in(page)
    page.goto(f"{url}/subscriptions")
    page.get_by_text(f"{PARKS}申请，待您表决").click()
    panel = page.get_by_role("complementary", name="审批")
    expect(panel.get_by_text("防汛期联合值守")).to_be_visible(timeout=PATIENCE_MS)
    expect(panel.get_by_text(BRIDGE)).to_be_visible()
    expect(panel.get_by_text(f"您代表：{ROADS}")).to_be_visible()
    panel.get_by_role("button", name="同意").click()
    panel.get_by_label("同意的理由").fill("已核对点位")
    panel.get_by_role("button", name="确认同意").click()
    expect(panel.get_by_text(f"代表{ROADS}")).to_be_visible(timeout=PATIENCE_MS)
    expect(panel.get_by_text("已通过")).to_be_visible()
