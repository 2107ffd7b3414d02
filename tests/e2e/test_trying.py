"""A version is tried before anybody subscribes to it: on a clip of one's own, and on what a camera shows."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests import needs
from tests.e2e.browser import page_of, sign_in
from tests.e2e.clips import rendered
from tests.e2e.conftest import Watch, wait_state
from tests.e2e.product import ProductProcess, got
from video.simulator import SimulatorProcess

pytestmark = needs.debian("chromium")

PATIENCE_MS = 60_000
OVERLAY = "在图片上标出的目标"


@pytest.fixture(scope="module")
def password(product: ProductProcess) -> str:
    """That of somebody who subscribes cameras and may look through them."""
    return product.with_password("trier", "subscriber", "dispatcher")


@pytest.fixture
def page(product: ProductProcess, password: str, subscriber: httpx.Client) -> Iterator[Page]:
    """The page of the version of `fire` that subscribers run."""
    goods = got(subscriber, "/algorithms", q="fire.flame")["items"]
    version = next(one for one in goods if one["slug"] == "fire")["stable"]["version_id"]
    with page_of(product.url) as page:
        sign_in(page, "trier", password)
        expect(page.get_by_role("navigation").first).to_be_visible(timeout=PATIENCE_MS)
        page.goto(f"{product.url}/versions/{version}")
        yield page


def test_the_frames_of_a_clip_tell_what_is_found_in_each(page: Page, folder: Path) -> None:
    page.locator('input[type="file"]').set_input_files(rendered(folder).fire)
    frames = page.get_by_role("radiogroup", name="视频的各帧").get_by_role("radio")
    expect(frames).to_have_count(8, timeout=PATIENCE_MS)
    for number in range(8):
        expect(frames.nth(number)).to_have_text(
            re.compile("s[1-9]"), timeout=PATIENCE_MS
        )  # it burns in each
    frames.nth(4).click()
    expect(frames.nth(4)).to_be_checked()
    expect(page.get_by_role("img", name=OVERLAY)).to_be_visible(timeout=PATIENCE_MS)


def test_what_a_camera_shows_is_tried_for_a_stated_reason(
    page: Page, watch: Watch, simulator: SimulatorProcess, subscriber: httpx.Client
) -> None:
    camera = watch(simulator.url("/fire", credentials=True))
    wait_state(subscriber, camera, "in_view")
    page.get_by_role("button", name="摄像机画面").click()
    page.get_by_role("combobox", name="摄像机").fill(camera["name_zh"])
    page.locator(".ant-select-item-option").get_by_text(camera["name_zh"]).click()
    reasons = page.get_by_role("radiogroup", name="查看理由")
    expect(reasons).to_be_focused(timeout=PATIENCE_MS)
    expect(reasons.get_by_role("radio")).not_to_have_count(0, timeout=PATIENCE_MS)
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name=OVERLAY)).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("fire", exact=True).first).to_be_visible()
