"""A case from desk to street and back, in real browsers: dispatched, worked on by telephone, closed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from accounts.api.deps import COOKIE
from accounts.policy import Role
from cases.dictionaries.model import MatterMapping
from cases.evidence import jpeg
from cases.lifecycle.model import Case
from core.clock import SystemClock
from core.database.engine import transaction
from core.http.services import Services
from serving.api.app import create_app
from serving.api.server import bind, serving
from tests import make, needs
from tests.cases.evidence.scenes import street
from tests.e2e.browser import page_of
from tests.serving.belongings import signed_in, user
from tests.serving.conftest import World

pytestmark = needs.debian("chromium")
PATIENCE_MS = 30_000
UNIT = "环卫一所"


@pytest.fixture
def present(services: Services) -> Services:
    """The same city at the time that the browser has."""
    return replace(services, clock=SystemClock())


@pytest.fixture
def origin(present: Services, database_url: str) -> Iterator[str]:
    """The address of the API and the built console."""
    listener = bind("127.0.0.1", 0)
    with serving(create_app(present, database_url=database_url), listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def cookies(present: Services, world: World) -> dict[str, str]:
    """Sessions of a dispatcher who owns the case, of one who works in a unit, and of an administrator."""
    with transaction(present.sessions) as session:
        city = session.get_one(type(world.own), world.own.parent_id)
        unit = make.organization(session, city, kind="unit", name_zh=UNIT, name_en="Cleaning 1")
        people = {
            "desk": user(session, world.other, Role.DISPATCHER),
            "worker": user(session, unit, Role.HANDLER),
            "system": user(session, city, Role.SYSTEM),
        }
        return {name: signed_in(session, present, one)[0] for name, one in people.items()}


def _enters(page: Page, origin: str, cookie: str, path: str) -> None:
    page.set_default_timeout(PATIENCE_MS)
    page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": origin}])
    page.goto(f"{origin}{path}")


def test_a_case_is_dispatched_worked_on_by_telephone_and_closed(
    origin: str, cookies: dict[str, str], world: World, services: Services, tmp_path: Path
) -> None:
    case_id = world.objects["case_id"]
    photo = tmp_path / "after.jpg"
    photo.write_bytes(jpeg.encode(street(640, 360), kind="after"))
    with page_of(origin) as page:
        _enters(page, origin, cookies["desk"], f"/cases?case={case_id}")
        page.get_by_role("button", name="派遣", exact=True).click()
        page.get_by_role("combobox", name="责任单位").fill("环卫")
        page.get_by_title(UNIT).click()
        page.get_by_role("dialog").get_by_role("button", name="派遣").click()
        expect(page.locator(".panel-title")).to_contain_text("已派遣")
    with page_of(origin, width=390, height=844) as page:
        _enters(page, origin, cookies["worker"], "/handling")
        page.locator(".work-card").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.get_by_label("拍处置后").first.set_input_files(photo)
        expect(page.locator(".case-photo img")).to_have_count(2)
        page.get_by_role("button", name="反馈").click()
        page.get_by_role("dialog").get_by_label("说明").fill("已清理")
        page.get_by_role("dialog").get_by_role("button", name="反馈").click()
        expect(page.locator(".work-title")).to_contain_text("待核查")
    with page_of(origin) as page:
        _enters(page, origin, cookies["desk"], f"/cases/{case_id}")
        expect(page.locator(".case-timeline")).to_contain_text("已清理")
        page.get_by_role("button", name="结案", exact=True).click()
        page.get_by_role("dialog").get_by_role("button", name="结案").click()
        expect(page.locator(".page-head")).to_contain_text("已结案")
    with transaction(services.sessions) as session:
        assert session.get_one(Case, case_id).state == "closed"


def test_an_extension_is_added_and_an_event_type_mapped_to_it_with_its_reach(
    origin: str, cookies: dict[str, str], services: Services
) -> None:
    with page_of(origin) as page:
        _enters(page, origin, cookies["system"], "/dictionary?q=遗撒")
        expect(page.locator("[data-row]")).to_have_count(1, timeout=PATIENCE_MS)
        expect(page.locator("[data-row]")).to_contain_text("06014", timeout=PATIENCE_MS)
        page.get_by_role("button", name="新增扩展事项").click()
        # The dialog puts the cursor there once it is open: what is typed meanwhile goes astray.
        expect(page.get_by_label("名称（中文）")).to_be_focused(timeout=PATIENCE_MS)
        page.get_by_label("名称（中文）").fill("路面塌陷")
        page.get_by_label("名称（英文）").fill("Road collapse")
        page.get_by_role("dialog").get_by_role("button", name="新增扩展事项").click()
        expect(page.locator("[data-row]")).to_contain_text(
            "路面塌陷（自定义）", timeout=PATIENCE_MS
        )
        page.goto(f"{origin}/dictionary?view=mappings")
        page.get_by_role("button", name="新增对应").click()
        page.get_by_role("combobox", name="事件类型").fill("road.collapse")
        page.get_by_role("combobox", name="事项").fill("塌陷")
        page.get_by_title("10997 路面塌陷（自定义）").click()
        page.get_by_label("合并距离（米）").fill("80")
        page.get_by_label("合并时间（秒）").fill("900")
        page.get_by_role("dialog").get_by_role("button", name="保存").click()
        row = page.locator(".mappings tr").filter(has_text="road.collapse")
        expect(row).to_contain_text("80 m · 900 s", timeout=PATIENCE_MS)
        row.get_by_role("button", name="修改").click()
        expect(page.get_by_label("合并时间（秒）")).to_have_value("900", timeout=PATIENCE_MS)
        page.get_by_label("合并距离（米）").fill("50")
        page.get_by_label("合并时间（秒）").fill("")
        page.get_by_role("dialog").get_by_role("button", name="保存").click()
        expect(row).to_contain_text("50 m · 600 s", timeout=PATIENCE_MS)
    with transaction(services.sessions) as session:
        found = session.scalars(select(MatterMapping).filter_by(event_type="road.collapse")).one()
        assert (found.together_m, found.together_s) == (50, None)
