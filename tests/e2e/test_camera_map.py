"""A city's cameras in the browser: filtered, changed at once, and seen on a map that asks nobody else."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, Request, expect

from tests import needs
from tests.e2e.browser import page_of, sign_in
from tests.e2e.product import ProductProcess, created, got

pytestmark = needs.debian("chromium")

PATIENCE_MS = 20_000
STREET, OTHERS = 6, 3


@pytest.fixture
def street(subscriber: httpx.Client) -> Iterator[list[dict[str, Any]]]:
    """Six cameras along a street and, with no position, three elsewhere; all are gone after the test."""
    made = []
    for number in range(STREET + OTHERS):
        name = f"地图路 {number}号杆"
        body: dict[str, Any] = {
            "name_zh": name,
            "name_en": f"Map Road {number}",
            "url": f"rtsp://127.0.0.1:9/{number}",
        }
        if number < STREET:
            body |= {"longitude": 120.3 + number / 1000, "latitude": 36.1, "place": "地图路"}
        made.append(created(subscriber, "/cameras", body))
    yield made
    for camera in made:
        assert subscriber.delete(f"/cameras/{camera['id']}").status_code == 204


def test_cameras_are_filtered_chosen_and_changed_at_once(
    product: ProductProcess, subscriber: httpx.Client, street: list[dict[str, Any]]
) -> None:
    with page_of(product.url) as page:
        _signed_in(page, product, "lister")
        page.goto(f"{product.url}/cameras?q=地图路")
        expect(page.locator("[data-row]")).to_have_count(len(street), timeout=PATIENCE_MS)
        page.get_by_role("link", name=re.compile("有坐标")).click()
        expect(page.locator("[data-row]")).to_have_count(OTHERS, timeout=PATIENCE_MS)
        assert "lacks=located" in page.url
        page.get_by_label("去掉筛选：目录缺项").click()
        expect(page.locator("[data-row]")).to_have_count(len(street), timeout=PATIENCE_MS)
        boxes = page.locator("[data-row] input[type=checkbox]")
        boxes.nth(0).check()
        boxes.nth(3).click(modifiers=["Shift"])
        expect(page.get_by_text("已选 4 台")).to_be_visible()
        page.get_by_role("button", name="加标签").click()
        page.get_by_role("combobox", name="标签").fill("浏览器")
        page.get_by_role("dialog").get_by_role("button", name="加标签").click()
        expect(page.get_by_text("已更改 4 台")).to_be_visible(timeout=PATIENCE_MS)
        tagged = got(subscriber, "/cameras", tag="浏览器", q="地图路")
        assert tagged["count"] == 4
        page.keyboard.press("Escape")
        expect(page.get_by_text("已选 4 台")).to_have_count(0)


def test_the_map_shows_clusters_and_asks_nobody_else(
    product: ProductProcess, street: list[dict[str, Any]]
) -> None:
    asked: list[str] = []
    with page_of(product.url, draws=True) as page:
        page.on("request", lambda request: asked.append(_host(request)))
        _signed_in(page, product, "mapper")
        page.goto(f"{product.url}/cameras?q=地图路&view=map&at=120.30250,36.10000,8.00")
        whole = page.get_by_role("button", name=re.compile(rf"^{STREET} 台摄像机"))
        expect(whole).to_be_visible(timeout=PATIENCE_MS)
        within = page.get_by_role("region", name="此范围内")
        expect(within.locator("[data-row]")).to_have_count(STREET, timeout=PATIENCE_MS)
        whole.focus()
        page.keyboard.press("Enter")  # closer, without a mouse
        page.wait_for_url(re.compile(r"at=120\.3.*36\.1.*10\.00"), timeout=PATIENCE_MS)
        page.goto(f"{product.url}/cameras?q=地图路&view=map&at=120.30250,36.10000,17.00")
        pin = page.get_by_role("button", name=re.compile(re.escape(street[2]["name_zh"])))
        pin.first.click(timeout=PATIENCE_MS)
        expect(page.get_by_role("complementary")).to_contain_text(street[2]["name_zh"])
        expect(page.locator(".maplibregl-canvas")).to_be_visible()
    assert set(asked) == {urlsplit(product.url).netloc}


def _signed_in(page: Page, product: ProductProcess, login: str) -> None:
    password = product.with_password(login, "subscriber")
    sign_in(page, login, password)
    expect(page.get_by_role("navigation")).to_be_visible(timeout=PATIENCE_MS)


def _host(request: Request) -> str:
    """Return whom a request goes to; what the page itself holds goes to nobody else."""
    parts = urlsplit(request.url)
    return urlsplit(request.frame.url).netloc if parts.scheme in ("blob", "data") else parts.netloc
