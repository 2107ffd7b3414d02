"""A vendor hands a package in with a real browser and reads what the gate found and what mends it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from accounts.api.deps import COOKIE
from accounts.policy import Role
from core.http.services import Services
from registry.uploads import job
from serving.api.server import bind, serving
from tests.e2e.browser import page_of
from tests.registry.gate import archives, models
from tests.serving.conftest import World

PATIENCE_MS = 30_000


@pytest.fixture
def origin(app: FastAPI) -> Iterator[str]:
    """The address of the API and the built console."""
    listener = bind("127.0.0.1", 0)
    with serving(app, listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def hand_in(page: Page, origin: str, world: World, package: Path) -> None:
    """Open the page of packages as a vendor and choose a file."""
    page.context.add_cookies([{"name": COOKIE, "value": world.secrets[Role.VENDOR], "url": origin}])
    page.goto(f"{origin}/packages")
    page.locator("input[type=file]").set_input_files(str(package))
    expect(page.locator("aside.panel")).to_be_visible()


def test_a_refused_package_shows_what_mends_it(
    origin: str, world: World, services: Services, tmp_path: Path
) -> None:
    package = tmp_path / "fire.zip"
    files = archives.good_files(tmp_path) | {"fire.onnx": models.external("weights.bin")()}
    package.write_bytes(archives.packed(files))
    with page_of(origin) as page:
        page.set_default_timeout(PATIENCE_MS)
        hand_in(page, origin, world, package)
        assert job.run_due(services) == 1
        report = page.locator(".gate-report")
        expect(report).to_be_visible(timeout=PATIENCE_MS)
        expect(report).to_contain_text("未通过准入检查")
        expect(report).to_contain_text("外部数据")
        expect(report).to_contain_text("如何处理")


def test_a_good_package_passes(
    origin: str, world: World, services: Services, tmp_path: Path
) -> None:
    package = tmp_path / "fire.zip"
    package.write_bytes(archives.good(tmp_path))
    with page_of(origin) as page:
        page.set_default_timeout(PATIENCE_MS)
        hand_in(page, origin, world, package)
        assert job.run_due(services) == 1
        expect(page.locator(".gate-verdict")).to_contain_text("已通过准入检查", timeout=PATIENCE_MS)
