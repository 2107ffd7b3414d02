"""People come with the passwords they were given, do what the console asks, and walk through all of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import pyotp
import pytest
from playwright.sync_api import Page, Response, expect

from tests import needs
from tests.e2e.browser import page_of, sign_in
from tests.e2e.conftest import Watch, wait_state
from tests.e2e.product import ProductProcess, got
from video.simulator import SimulatorProcess

pytestmark = needs.debian("chromium")

OPERATOR, CITY, VENDOR = "平台运营方", "示例市", "算法超市内置"
LANGUAGES = {"zh-CN": "中文", "en": "English"}
PATIENCE_MS = 20_000
READ_IN_ENGLISH: set[str] = set()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody new: where, as what, which duties he is met with, and what he came for."""

    roles: tuple[str, ...]
    organization: str
    enrols: bool
    work: frozenset[str]


PEOPLE = {
    "system": Person(("system",), OPERATOR, True, frozenset({"/quotas", "/sinks", "/approvals"})),
    "security": Person(("security",), OPERATOR, True, frozenset({"/users", "/organizations"})),
    "audit": Person(("audit",), OPERATOR, True, frozenset({"/audit"})),
    "city": Person(
        ("subscriber", "dispatcher"), CITY, False, frozenset({"/events", "/cases", "/cameras"})
    ),
    "vendor": Person(("vendor",), VENDOR, False, frozenset({"/algorithms", "/approvals"})),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_somebody_new_is_let_in_and_finds_every_page_in_order(
    product: ProductProcess, name: str
) -> None:
    person, login = PEOPLE[name], f"new-{name}"
    roles = [part for role in person.roles for part in ("--role", role)]
    place = ("--organization", person.organization)
    given = product.run("user", "create", "--login", login, *roles, *place)
    with page_of(product.url) as page:
        sign_in(page, login, given)
        if person.enrols:
            _enrol(page)
        _choose_password(page, given)
        with _nothing_refused(page):
            for language, name_of_it in LANGUAGES.items():
                _speak(page, language, name_of_it)
                offered = _offered(page)
                assert person.work <= {*offered}
                for path in _to_read(language, offered):
                    _visit(page, path)


def test_whoever_looks_live_says_why_and_it_is_on_record(
    product: ProductProcess, watch: Watch, simulator: SimulatorProcess, dispatcher: httpx.Client
) -> None:
    with product.client("audit") as auditor:
        camera = watch(simulator.url("/quiet", credentials=True))
        password = product.with_password("looker", "dispatcher")
        wait_state(dispatcher, camera, "in_view")
        with page_of(product.url) as page:
            sign_in(page, "looker", password)
            _open(page, "/cameras")
            page.get_by_text(camera["name_zh"], exact=True).first.click()
            page.get_by_role("button", name="查看实时画面").click()
            expect(page.get_by_role("radiogroup", name="查看理由")).to_be_focused(
                timeout=PATIENCE_MS
            )
            expect(page.get_by_role("radio")).not_to_have_count(0, timeout=PATIENCE_MS)
            page.keyboard.press("4")
            page.keyboard.press("Enter")
            seen = page.get_by_role("img", name=camera["name_zh"])
            expect(seen).to_be_visible(timeout=PATIENCE_MS)
        looks = got(auditor, "/viewings")["items"]
        [look] = [one for one in looks if one["login"] == "looker"]
        assert (look["kind"], look["reason"]) == ("live", "maintenance")
        assert look["object_ids"] == [camera["id"]]


def _enrol(page: Page) -> None:
    """Enrol the second factor as a telephone would, from the key that the page shows."""
    expect(page.get_by_role("img", name="绑定动态口令的二维码")).to_be_visible(timeout=PATIENCE_MS)
    key = page.get_by_label("密钥", exact=True).inner_text().replace(" ", "")
    code = page.get_by_label("6 位动态口令")
    expect(code).to_be_focused()
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("动态口令不正确")).to_be_visible(timeout=PATIENCE_MS)
    page.keyboard.type(pyotp.TOTP(key).now())
    page.keyboard.press("Enter")


def _choose_password(page: Page, given: str) -> None:
    current = page.get_by_label("当前密码")
    expect(current).to_be_focused(timeout=PATIENCE_MS)
    current.fill(given)
    for wanted in (given, f"{given}-own"):  # the one that was given is nobody's own
        page.get_by_label("新密码", exact=True).fill(wanted)
        page.get_by_label("再次输入新密码").fill(wanted)
        page.keyboard.press("Enter")
        if wanted == given:
            expect(page.get_by_text("新密码不能与")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("navigation")).to_be_visible(timeout=PATIENCE_MS)


@contextmanager
def _nothing_refused(page: Page) -> Iterator[None]:
    """Fail where a page asks for what its reader may not have."""
    refused: list[str] = []

    def note(answer: Response) -> None:
        path = urlsplit(answer.url).path
        # A kept clear picture asks whether it still may be shown: at the desk yes, after it no more.
        if answer.status >= 400 and not path.endswith("/shown"):
            refused.append(f"{answer.status} {path}")

    page.on("response", note)
    yield
    assert refused == []


def _speak(page: Page, language: str, name: str) -> None:
    if page.locator("html").get_attribute("lang") == language:
        return
    before = page.get_by_role("navigation").inner_text()
    page.get_by_role("button", name="语言").click()
    page.get_by_role("menuitem", name=name).click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    # The language is known before the words are there.
    expect(page.get_by_role("navigation")).not_to_have_text(before, use_inner_text=True)


def _offered(page: Page) -> list[str]:
    """Return the addresses of all pages that the navigation shows."""
    links = page.get_by_role("navigation").get_by_role("link").all()
    return [str(link.get_attribute("href")) for link in links]


def _to_read(language: str, offered: list[str]) -> list[str]:
    """Return everybody's own pages in Chinese; in English each page is read once, by whoever comes first.

    What its reader may not ask for does not depend on the language.
    """
    pages = [*offered, "/account"]
    if language == "en":
        pages = [path for path in pages if path not in READ_IN_ENGLISH]
        READ_IN_ENGLISH.update(pages)
    return pages


def _visit(page: Page, path: str) -> None:
    """Open a page, and the first of its rows where it has any; nothing on it may be amiss."""
    _open(page, path)
    _settled(page)
    row = page.locator('[data-row][data-opens="true"]').first
    if row.count():
        row.click()
        expect(page.get_by_role("complementary")).to_be_visible()
        _settled(page)
        page.keyboard.press("Escape")


def _open(page: Page, path: str) -> None:
    """Follow the navigation, and wait until the page that was there before is gone."""
    heading = _go(page, path)
    expect(page.locator("main h1")).to_have_text(heading, timeout=PATIENCE_MS)


def _go(page: Page, path: str) -> str:
    """Follow the navigation, and return what it calls the page; one's own account stands under one's name."""
    if path == "/account":
        page.locator(".top button").last.click()
        link = page.get_by_role("menuitem").first
    else:
        link = page.locator(f'nav a[href="{path}"]')
    name = link.inner_text().strip().split("\n")[0]  # what waits there may stand beside its name
    link.click()
    return name


def _settled(page: Page) -> None:
    """Wait until the page has its content and says of no trouble."""
    expect(page.locator('[aria-busy="true"]')).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.locator(".ant-alert-error")).to_have_count(0)
