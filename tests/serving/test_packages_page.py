"""A vendor hands a package in with a real browser and reads what the gate found and what mends it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect
from sqlalchemy import select

from accounts.api.deps import COOKIE
from accounts.policy import Role
from core.database.engine import transaction
from core.http.services import Services
from registry.catalogue.model import Version
from registry.uploads import job
from serving.api.server import bind, serving
from tests.e2e.browser import page_of
from tests.registry import signed
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


def test_a_vendor_registers_a_key_and_its_signed_version_says_so(
    origin: str, world: World, services: Services, tmp_path: Path
) -> None:
    key, package = signed.new_key(), tmp_path / "fire.zip"
    package.write_bytes(archives.packed(signed.signed(archives.good_files(tmp_path), key)))
    with page_of(origin) as page:
        page.set_default_timeout(PATIENCE_MS)
        page.context.add_cookies(
            [{"name": COOKIE, "value": world.secrets[Role.VENDOR], "url": origin}]
        )
        page.goto(f"{origin}/packages?keys=open")
        page.get_by_role("button", name="登记密钥").click()
        page.get_by_label("名称").fill("发布 2027")
        page.get_by_label("公钥", exact=True).fill(signed.public_pem(key))
        page.get_by_role("dialog").get_by_role("button", name="登记密钥").click()
        registered = page.locator(".signing-key")
        expect(registered).to_contain_text(signed.print_of(key), timeout=PATIENCE_MS)
        page.locator("input[type=file]").set_input_files(str(package))
        expect(page.locator(".panel .facts")).to_be_visible(timeout=PATIENCE_MS)
        assert job.run_due(services) == 1
        with transaction(services.sessions) as session:
            version = session.scalars(select(Version).filter_by(version="1.0.0", state="checked"))
            version_id = next(one.id for one in version if one.gate.get("signed_by"))
        page.goto(f"{origin}/versions/{version_id}")
        signature = page.locator(".signed-by")
        expect(signature).to_contain_text("由“发布 2027”签名", timeout=PATIENCE_MS)
