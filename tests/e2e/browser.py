"""Headless Chromium from Debian, driven by Playwright, that fails a test on any page error."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

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


def sign_in(page: Page, login: str, password: str) -> None:
    """Sign in on the Chinese login page."""
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码").fill(password)
    page.locator("button[type=submit]").click()


@contextmanager
def page_of(url: str, *, width: int = 1440, height: int = 900) -> Iterator[Page]:
    """Open a page; errors of its scripts and breaches of its policy fail whoever opened it."""
    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_SILENT))
        page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda said: (
                faults.append(said.text) if "Content Security Policy" in said.text else None
            ),
        )
        page.goto(url)
        yield page
        browser.close()
    assert faults == []
