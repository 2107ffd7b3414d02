"""Headless Chromium from Debian, driven by Playwright, that fails a test on any page error."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import ConsoleMessage, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
_SILENT = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

_DRAWN = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")
"""WebGL without a graphics card."""


def sign_in(page: Page, login: str, password: str) -> None:
    """Sign in on the Chinese login page."""
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码").fill(password)
    page.locator("button[type=submit]").click()


@contextmanager
def page_of(
    url: str, *, width: int = 1440, height: int = 900, draws: bool = False
) -> Iterator[Page]:
    """Open a page; errors of its scripts, its console and its policy fail whoever opened it."""
    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*_SILENT, *(_DRAWN if draws else ())]
        )
        page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda said: faults.append(said.text) if _is_fault(said) else None,
        )
        page.goto(url)
        yield page
        browser.close()
    assert faults == []


def _is_fault(said: ConsoleMessage) -> bool:
    """Tell of errors, but not of answers that refuse: that nobody is signed in yet is one of them."""
    return said.type == "error" and not said.text.startswith("Failed to load resource")
