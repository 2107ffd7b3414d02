"""A rule is drawn on the picture, tried on what was recorded, and saved."""

from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests import needs
from tests.e2e.browser import page_of, sign_in
from tests.e2e.conftest import Watch, events_of
from tests.e2e.product import ProductProcess, got, until
from video.simulator import SimulatorProcess

pytestmark = needs.debian("chromium")

PATIENCE_MS = 20_000
CORNER = ((0.02, 0.02), (0.12, 0.02), (0.12, 0.12), (0.02, 0.12))
CROSSED = ((0.2, 0.2), (0.4, 0.4), (0.4, 0.2), (0.2, 0.4))


def test_a_zone_is_drawn_tried_on_what_was_recorded_and_saved(
    product: ProductProcess, watch: Watch, simulator: SimulatorProcess, subscriber: httpx.Client
) -> None:
    camera = watch(simulator.url("/fire", credentials=True))
    subscription = got(subscriber, "/subscriptions", camera_id=camera["id"])["items"][0]
    until(lambda: events_of(subscriber, camera), 90, "the fire to be raised")
    password = product.with_password("ruler", "subscriber")
    with page_of(product.url) as page:
        sign_in(page, "ruler", password)
        page.locator('nav a[href="/subscriptions"]').click()
        row = page.locator("[data-row]").filter(has_text=camera["name_zh"])
        row.get_by_role("link", name="规则").click()

        _look(page)
        _draw(page, "画区域", CORNER)
        _move_first_point(page)
        _draw(page, "画屏蔽区", CROSSED)
        _replay(page)
        fault = page.get_by_role("alert").filter(has_text="轮廓不能自相交")
        expect(fault).to_be_visible(timeout=PATIENCE_MS)
        page.get_by_role("button", name="删除屏蔽区 1").click()

        _recorded(subscriber, subscription)
        _replay(page)
        counts = page.locator(".rule-event").first
        expect(counts).to_contain_text("按此规则 0 起", timeout=PATIENCE_MS)
        expect(counts).to_contain_text("减少 1")

        assert got(subscriber, f"/subscriptions/{subscription['id']}")["rule"]["zones"] is None
        page.locator('nav a[href="/cameras"]').click()
        page.get_by_role("dialog").get_by_role("button", name="继续编辑").click()
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("已保存")).to_be_visible(timeout=PATIENCE_MS)
        page.locator('nav a[href="/cameras"]').click()  # nothing is lost now, so nothing is asked
        expect(page.locator("main h1")).to_have_text("摄像机", timeout=PATIENCE_MS)
    after = got(subscriber, f"/subscriptions/{subscription['id']}")
    [zone] = after["rule"]["zones"]
    assert after["rule"]["masks"] is None
    assert len(zone["points"]) == len(CORNER)
    assert after["revision"] > subscription["revision"]


def _look(page: Page) -> None:
    """Say why one looks; then the shapes lie on the living picture."""
    page.get_by_role("button", name="查看实时画面").click()
    expect(page.get_by_role("radiogroup", name="查看理由")).to_be_focused(timeout=PATIENCE_MS)
    expect(page.get_by_role("radio")).not_to_have_count(0, timeout=PATIENCE_MS)
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    expect(page.locator("img.live-image")).to_be_visible(timeout=PATIENCE_MS)


def _draw(page: Page, button: str, points: tuple[tuple[float, float], ...]) -> None:
    page.get_by_role("button", name=button).click()
    frame = page.get_by_role("application")
    expect(frame).to_be_focused(timeout=PATIENCE_MS)
    box = frame.bounding_box()
    assert box is not None
    for x, y in points:
        page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
    page.keyboard.press("Enter")
    expect(frame).to_have_count(0)


def _move_first_point(page: Page) -> None:
    """Move a point with the arrows, and see that its place is another."""
    point = page.get_by_role("button", name="第 1 点，")
    point.focus()
    before = point.get_attribute("cx")
    page.keyboard.press("Shift+ArrowRight")
    expect(point).not_to_have_attribute("cx", before or "")
    page.keyboard.press("Shift+ArrowLeft")


def _replay(page: Page) -> None:
    page.get_by_role("button", name="用当前规则回放").click()


def _recorded(client: httpx.Client, subscription: dict[str, Any]) -> None:
    """Wait until what was looked at has been written, as it is every ten seconds."""
    span = {"since": "2000-01-01T00:00:00Z", "until": "2000-01-02T00:00:00Z"}
    path = f"/subscriptions/{subscription['id']}/replay"
    until(lambda: client.post(path, json=span).json()["recorded_since"], 60, "a record of looks")
