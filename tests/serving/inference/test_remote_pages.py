"""An algorithm that stays with its vendor, in the console: registered, let in, agreed to, taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from accounts.api.deps import COOKIE
from accounts.scope import Scope
from accounts.users.model import User
from core.database.engine import transaction
from core.http.services import Services
from serving.api.app import create_app
from serving.api.server import bind, serving
from tests.e2e.browser import page_of
from tests.serving.belongings import signed_in
from tests.serving.inference.endpoints import Vendor
from tests.serving.inference.trading import Trade, on_shelf

PATIENCE_MS = 30_000
PAGE = "/remote-endpoints"


@contextmanager
def served(services: Services, database_url: str) -> Iterator[str]:
    """Answer requests with the API and the built console; yields the origin."""
    listener = bind("127.0.0.1", 0)
    with serving(create_app(services, database_url=database_url), listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def platform(trade: Trade, vendor: Vendor) -> Services:
    """The trade's installation, where nobody needs a second factor."""
    return replace(trade.services, settings=vendor.settings(totp="off"))


@pytest.fixture
def origin(platform: Services, database_url: str) -> Iterator[str]:
    """The address of the API and the built console."""
    with served(platform, database_url) as address:
        yield address


def opened(page: Page, origin: str, services: Services, who: Scope, path: str) -> None:
    """Open a page as somebody."""
    with transaction(services.sessions) as session:
        cookie, _ = signed_in(session, services, session.get_one(User, who.user.id))
    page.set_default_timeout(PATIENCE_MS)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": origin}])
    page.goto(f"{origin}{path}")


def registered(page: Page, vendor: Vendor) -> None:
    """Register an endpoint, first at a host that is not listed, and try it."""
    page.get_by_role("button", name="登记服务").click()
    page.get_by_label("名称", exact=True).fill("second")
    page.get_by_label("凭据", exact=True).fill(vendor.token)
    dialog = page.get_by_role("dialog")
    for url in ("https://elsewhere.example", vendor.url):
        page.get_by_label("地址", exact=True).fill(url)
        dialog.get_by_role("button", name="登记服务").click()
        if url != vendor.url:
            expect(dialog).to_contain_text("elsewhere.example 不在允许名单内")
    panel = page.get_by_role("complementary", name="远程算法服务")
    expect(panel).to_contain_text("待批准")
    panel.get_by_role("button", name="测试连接").click()
    expect(panel).to_contain_text("服务在线", timeout=PATIENCE_MS)
    assert vendor.token not in page.content()


def let_in(page: Page) -> None:
    """Let in what waits."""
    grid = page.get_by_role("grid", name="远程算法服务")
    expect(grid).not_to_contain_text("main")
    grid.get_by_text("second").click()
    panel = page.get_by_role("complementary", name="远程算法服务")
    panel.get_by_role("button", name="批准 y").click()
    panel.get_by_label("批准理由").fill("已核查协议")
    panel.locator("button[type=submit]").click()
    expect(panel).to_contain_text("已批准")
    expect(panel).to_contain_text("已核查协议")


def subscribed(page: Page) -> None:
    """Go through to the last step, be told that the department has not agreed, agree and subscribe."""
    for step in ("间隔与时段", "区域与阈值", "核对并确认"):
        page.get_by_role("button", name=f"下一步：{step}").click()
    expect(page.locator(".subscribe-first")).to_contain_text(
        "本部门尚未同意发送画面", timeout=PATIENCE_MS
    )
    notice = page.locator(".leaves")
    expect(notice).to_contain_text("画面会发送到平台之外：localhost")
    notice.get_by_role("button", name="同意发送").click()
    page.get_by_label("同意的理由").fill("已评估")
    page.get_by_role("dialog").get_by_role("button", name="同意发送").click()
    page.get_by_role("button", name="订阅 1 台").click()
    expect(page.get_by_role("grid", name="订阅")).to_be_visible(timeout=PATIENCE_MS)


def test_pictures_go_to_a_vendor_after_three_have_agreed_in_the_console(
    origin: str, platform: Services, trade: Trade, vendor: Vendor, tmp_path: Path
) -> None:
    with page_of(origin) as page:
        opened(page, origin, platform, trade.selling, "/packages")
        page.get_by_role("button", name="远程算法服务").click()
        registered(page, vendor)
        opened(page, origin, platform, trade.guarding, PAGE)
        let_in(page)
        version_id, algorithm_id = on_shelf(trade, tmp_path, endpoint="second")
        wish = f"/subscriptions/new?algorithm={algorithm_id}&camera={trade.camera_id}"
        opened(page, origin, platform, trade.subscribing, wish)
        subscribed(page)
        page.goto(f"{origin}/algorithms?algorithm={algorithm_id}")
        notice = page.locator(".leaves")
        expect(notice).to_contain_text("本部门已同意")
        expect(notice).to_contain_text("已评估")
        notice.get_by_role("button", name="撤回同意").click()
        page.get_by_role("dialog").get_by_role("button", name="撤回同意").click()
        expect(notice).to_contain_text("本部门尚未同意")
        marked(page, origin, version_id)
        opened(page, origin, platform, trade.guarding, f"{PAGE}?state=all")
        told(page)


def marked(page: Page, origin: str, version_id: UUID) -> None:
    """See on each page that pictures leave, and that nothing else can be asked of the version."""
    page.goto(f"{origin}/algorithms?runs=vendor")
    expect(page.get_by_role("grid", name="算法超市")).to_contain_text("画面外发：localhost")
    page.goto(f"{origin}/versions/{version_id}")
    about = page.locator(".figures-page")
    expect(about).to_contain_text("画面会发送到平台之外：localhost")
    expect(about).to_contain_text("不能在此试用：火情 1.0.0")
    expect(about.get_by_role("button", name="选择图片或视频")).to_have_count(0)
    page.goto(f"{origin}/compare?event=fire.flame&left={version_id}&right={version_id}")
    facts = page.locator(".compare-facts")
    expect(facts).to_contain_text("平台之外：localhost")
    expect(about).to_contain_text("不能在此试用")


def told(page: Page) -> None:
    """Read all that became of the endpoint, the newest step first."""
    page.get_by_role("grid", name="远程算法服务").get_by_text("second").click()
    steps = page.locator(".remote-history > li")
    expect(steps).to_have_count(4)
    for at, words in enumerate(("撤回同意", "部门同意", "批准", "登记")):
        expect(steps.nth(at)).to_contain_text(words)
    expect(steps.nth(1)).to_contain_text("园林局 · 张三")
    expect(steps.nth(1)).to_contain_text("已评估")
    expect(steps.nth(2)).to_contain_text("已核查协议")


def test_where_no_host_is_listed_the_pages_say_what_to_set(
    platform: Services, trade: Trade, vendor: Vendor, database_url: str, tmp_path: Path
) -> None:
    _, algorithm_id = on_shelf(trade, tmp_path)
    off = replace(platform, settings=vendor.settings(totp="off", remote_hosts=""))
    places = {
        PAGE: (trade.selling, trade.guarding),
        f"/algorithms?algorithm={algorithm_id}": (trade.subscribing,),
    }
    with served(off, database_url) as origin, page_of(origin) as page:
        for path, people in places.items():
            for who in people:
                opened(page, origin, off, who, path)
                expect(page.locator(".ant-alert")).to_contain_text("ALGOMART_REMOTE_HOSTS")
        opened(page, origin, off, trade.selling, PAGE)
        expect(page.get_by_role("button", name="登记服务")).to_be_disabled()
