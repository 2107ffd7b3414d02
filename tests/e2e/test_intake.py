"""Cameras come in through the console: from a file, from a platform, from an address that is tried first."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests import needs
from tests.e2e.browser import page_of, sign_in
from tests.e2e.product import ProductProcess, created, got, until
from tests.video.sources import platform
from tests.video.sources.platform import ACCOUNT, PASSWORD, Platform
from video.simulator import SimulatorProcess

pytestmark = needs.debian("chromium")

PATIENCE_MS = 60_000
SETTLES_MS = 2_000
FILE = """名称,RTSP 地址,经度,纬度
导入东门,rtsp://admin:s3cret@127.0.0.1:9/east,120.3826,36.0671
导入西门,rtsp://admin:s3cret@127.0.0.1:9/west,36.0671,120.3826
导入南门,rtsp://admin:s3cret@127.0.0.1:9/south,120.3827,36.0672
"""


@pytest.fixture(scope="module")
def login(product: ProductProcess) -> tuple[str, str]:
    """Somebody who sets cameras up, with his password."""
    return "intake", product.with_password("intake", "subscriber")


@pytest.fixture
def page(product: ProductProcess, login: tuple[str, str]) -> Iterator[Page]:
    """The console, signed in."""
    with page_of(product.url) as page:
        sign_in(page, *login)
        page.locator('nav a[href="/cameras"]').click()
        expect(page.locator("main h1")).to_have_text("摄像机", timeout=PATIENCE_MS)
        yield page


@pytest.fixture
def cleared(subscriber: httpx.Client) -> Iterator[None]:
    """Cameras that came in meanwhile, and platforms, are gone afterwards."""
    before = {one["id"] for one in got(subscriber, "/cameras", limit=100)["items"]}
    yield
    for one in got(subscriber, "/cameras", limit=100)["items"]:
        if one["id"] not in before:
            assert subscriber.delete(f"/cameras/{one['id']}").status_code == 204
    for one in got(subscriber, "/camera-sources", limit=100)["items"]:
        assert subscriber.delete(f"/camera-sources/{one['id']}").status_code == 204


@pytest.mark.usefixtures("cleared")
def test_a_list_is_checked_confirmed_and_there(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "路口.csv"
    file.write_text(FILE, encoding="gb18030")
    page.get_by_role("button", name="导入").click()
    page.locator('input[type="file"]').set_input_files(file)
    check = page.get_by_role("button", name="检查文件")
    expect(check).to_be_disabled(timeout=PATIENCE_MS)  # which coordinates is not said yet
    page.get_by_role("combobox", name="文件中的坐标系").click()
    page.locator(".ant-select-item-option").get_by_text("GCJ-02").click()
    check.click()
    confirm = page.get_by_role("button", name="导入 2 台摄像机")
    expect(confirm).to_be_visible(timeout=PATIENCE_MS)
    fault = page.get_by_role("grid", name="有误的行").get_by_role("row").nth(1)
    expect(fault).to_have_text(re.compile("^3纬度经度和纬度可能填反了"))
    with page.expect_download() as saved:
        page.get_by_role("button", name="下载 CSV").click()
    assert "3,纬度,latitude,position_swapped" in saved.value.path().read_text("utf-8-sig")
    confirm.click()
    page.get_by_role("link", name="查看摄像机").click(timeout=PATIENCE_MS)
    expect(page.get_by_text("导入东门")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("导入南门")).to_be_visible()
    expect(page.get_by_text("导入西门")).to_have_count(0)
    page.get_by_role("button", name="导入").click()
    earlier = page.get_by_role("grid", name="以往导入").get_by_role("row").nth(1)
    expect(earlier).to_contain_text("已完成", timeout=PATIENCE_MS)
    expect(earlier).to_contain_text("路口.csv")


@pytest.fixture
def wvp() -> Iterator[Platform]:
    """A platform with two cameras."""
    with platform.running(platform.channel(1), platform.channel(2)) as running:
        yield running


@pytest.mark.usefixtures("cleared")
def test_a_platform_is_synchronized_and_says_what_went_wrong(
    page: Page, wvp: Platform, subscriber: httpx.Client
) -> None:
    page.get_by_role("button", name="视频平台").click()
    page.get_by_role("button", name="添加平台").first.click()
    form = page.get_by_role("dialog")
    expect(form.get_by_label("名称")).to_be_focused(timeout=PATIENCE_MS)
    form.get_by_label("名称").fill("市平台")
    form.get_by_label("平台地址").fill(wvp.url)
    form.get_by_label("账号", exact=True).fill(ACCOUNT)
    form.get_by_label("密码", exact=True).fill(PASSWORD)
    form.get_by_label("码流地址模式").fill("rtsp://media:m3dia@127.0.0.1:9/rtp/<gb_id>")
    form.get_by_role("button", name="添加平台").click()
    row = page.get_by_role("grid").get_by_role("row").nth(1)
    expect(row).to_contain_text("新增 2", timeout=PATIENCE_MS)
    row.click()
    drawer = page.get_by_role("complementary")
    expect(drawer).to_contain_text("rtsp://***@127.0.0.1:9/rtp/<gb_id>")
    expect(drawer).not_to_contain_text(PASSWORD)
    wvp.password = "changed-meanwhile"
    wvp.tokens.clear()
    drawer.get_by_role("button", name="立即同步").click()
    expect(drawer).to_contain_text("用户名、密码或令牌错误", timeout=PATIENCE_MS)
    names = {one["name_zh"] for one in got(subscriber, "/cameras", limit=100)["items"]}
    assert {"路口1", "路口2"} <= names
    drawer.get_by_role("button", name="删除").click()
    page.get_by_role("dialog").get_by_role("button", name="删除").click()
    expect(page.get_by_text("还没有视频平台")).to_be_visible(timeout=PATIENCE_MS)


@pytest.mark.usefixtures("cleared")
def test_a_list_that_is_come_back_to_shows_what_was_added_meanwhile(
    page: Page, wvp: Platform, subscriber: httpx.Client
) -> None:
    page.get_by_role("button", name="视频平台").click()
    expect(page.get_by_text("还没有视频平台")).to_be_visible(timeout=PATIENCE_MS)
    page.locator('nav a[href="/cameras"]').click()
    page.wait_for_url("**/cameras", timeout=PATIENCE_MS)
    account = {"account": ACCOUNT, "secret": PASSWORD, "stream_url": "rtsp://127.0.0.1:9/<gb_id>"}
    made = created(
        subscriber, "/camera-sources", {"name": "区平台", "base_url": wvp.url, **account}
    )
    one = f"/camera-sources/{made['id']}"
    until(lambda: got(subscriber, one)["finished_at"], 60, "the first synchronization")
    page.wait_for_timeout(SETTLES_MS)  # nothing tells the list any more
    page.get_by_role("button", name="视频平台").click()
    expect(page.get_by_text("区平台")).to_be_visible(timeout=PATIENCE_MS)


def test_an_address_is_tried_before_it_is_saved(page: Page, simulator: SimulatorProcess) -> None:
    page.get_by_role("button", name="添加摄像机").first.click()
    form = page.get_by_role("dialog").first
    form.get_by_label("RTSP 地址").fill("rtsp://127.0.0.1:9/nothing")
    form.get_by_role("button", name="测试").first.click()
    expect(form.get_by_role("alert")).to_contain_text("端口", timeout=PATIENCE_MS)
    form.get_by_label("RTSP 地址").fill(simulator.url("/quiet", credentials=True))
    form.get_by_role("button", name="测试并查看画面").click()
    expect(page.get_by_role("radiogroup", name="查看理由")).to_be_focused(timeout=PATIENCE_MS)
    expect(page.get_by_role("radio")).not_to_have_count(0, timeout=PATIENCE_MS)
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    expect(form.get_by_text("码流正常")).to_be_visible(timeout=PATIENCE_MS)
    expect(form.get_by_role("img", name="测试画面")).to_be_visible()
    expect(form).to_contain_text("H.264")
