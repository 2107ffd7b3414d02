"""Scorecards, statements, pictures for vendors and automatic confirmation in a real browser."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from accounts.api.deps import COOKIE
from accounts.organizations.model import Organization
from accounts.policy import Role
from core.clock import ManualClock
from core.database.engine import transaction
from registry.catalogue.model import Version
from serving.api.server import bind, serving
from tests.e2e.browser import page_of
from tests.registry import goods
from tests.serving.field import EIGHT, Field, field

__all__ = ["field"]
PATIENCE_MS = 30_000
DAY = "since=2026-11-22T00:00:00Z&until=2026-11-23T00:00:00Z"
JUDGED = 12


@pytest.fixture
def origin(app: FastAPI) -> Iterator[str]:
    """The address of the API and the built console."""
    listener = bind("127.0.0.1", 0)
    with serving(app, listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def used(field: Field) -> Field:
    """A version that was right a dozen times and wrong once, under bounds that this reaches."""
    bounds = {"auto_confirm_verdicts": JUDGED, "auto_confirm_precision": 0.6}
    settings = field.services.settings.model_copy(update=bounds)
    object.__setattr__(field.services, "settings", settings)
    assert isinstance(field.services.clock, ManualClock)
    field.services.clock.at = EIGHT
    with transaction(field.services.sessions) as session:
        session.get_one(Version, field.lake.version_id).manifest = goods.manifest()
    field.looked(field.lake, lost=80)
    field.looked(field.bridge)
    for said in (*["confirm"] * JUDGED, "reject"):
        field.saw(field.lake, said)
    return field


def come(page: Page, used: Field, origin: str, owner: Organization, role: Role, path: str) -> None:
    """Let somebody open a page."""
    cookie = used.client(owner, role).cookies[COOKIE]
    page.context.clear_cookies()
    page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": origin}])
    page.goto(f"{origin}/{path}")


def test_from_a_false_alarm_to_its_vendor(used: Field, origin: str) -> None:
    alarm = used.saw(used.lake, "reject")
    with page_of(origin) as page:
        page.set_default_timeout(PATIENCE_MS)
        come(page, used, origin, used.parks, Role.DISPATCHER, f"events/{alarm}")
        page.get_by_role("button", name="公开给厂商").click()
        expect(page.get_by_role("button", name="撤回")).to_be_visible(timeout=PATIENCE_MS)
        come(page, used, origin, used.vendor, Role.VENDOR, f"scorecards?{DAY}")
        row = page.locator("tr", has_text="烟火 1.0.0")
        expect(row).to_contain_text("85.7%", timeout=PATIENCE_MS)
        expect(page.get_by_text("灯光、反光或倒影").first).to_be_visible()
        expect(page.get_by_alt_text("误报：灯光、反光或倒影")).to_be_visible()
        expect(page.locator("body")).not_to_contain_text("人民路")
        expect(page.get_by_text("按分组")).to_have_count(0)
        come(page, used, origin, used.vendor, Role.VENDOR, "statements")
        account = page.locator("section.account", has_text="园林局 · 厂商")
        expect(account).to_contain_text("720", timeout=PATIENCE_MS)
        page.emulate_media(media="print")
        expect(page.locator(".rail")).not_to_be_visible()
        expect(page.get_by_role("heading", name="2026-11 月度对账单")).to_be_visible()


def test_a_subscriber_switches_automatic_confirmation_on_and_off(used: Field, origin: str) -> None:
    with page_of(origin) as page:
        page.set_default_timeout(PATIENCE_MS)
        path = f"algorithms?algorithm={used.lake.algorithm_id}"
        come(page, used, origin, used.parks, Role.SUBSCRIBER, path)
        section = page.locator("section.section", has=page.get_by_role("heading", name="自动确认"))
        expect(section).to_contain_text("人工判定 13 个", timeout=PATIENCE_MS)
        section.get_by_role("button", name="开启").click()
        page.get_by_role("dialog").get_by_role("button", name="开启").click()
        expect(section).to_contain_text("已开启", timeout=PATIENCE_MS)
        expect(section).to_contain_text("版本 1.0.0 · 阈值 0.8 · 抽样 10%")
        section.get_by_role("button", name="关闭").click()
        page.get_by_role("tooltip").get_by_role("button", name="关闭").click()
        expect(section).to_contain_text("已关闭", timeout=PATIENCE_MS)
