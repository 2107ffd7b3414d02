"""The operator uploads a test set with a real browser, mends it, and reads what was measured on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect
from sqlalchemy import select

from accounts.api.deps import COOKIE
from accounts.organizations.service import operator
from accounts.policy import Role
from core.database.engine import transaction
from core.http.services import Services
from registry.catalogue.model import Version
from registry.evaluation import job as evaluations
from registry.uploads import job as uploads
from serving.api.server import bind, serving
from tests.e2e.browser import page_of
from tests.registry import goods
from tests.registry.testsets import archives
from tests.serving.belongings import signed_in, user
from tests.serving.conftest import World

PATIENCE_MS = 30_000


@pytest.fixture
def origin(app: FastAPI) -> Iterator[str]:
    """The address of the API and the built console."""
    listener = bind("127.0.0.1", 0)
    with serving(app, listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def published(services: Services, world: World) -> str:
    """The toy on the shelf that sees a fire as bright as the picture; its id."""
    model = services.blobs.put(goods.model())
    with transaction(services.sessions) as session:
        version = session.scalars(select(Version).filter_by(state="published")).one()
        version.manifest = goods.manifest()
        version.files = {"fire.onnx": {"digest": model, "size": 1}}
        return str(version.id)


def choose(page: Page, archive: Path, data: bytes) -> None:
    """Fill in the form and send an archive."""
    archive.write_bytes(data)
    page.get_by_role("button", name="上传测试集").click()
    page.get_by_label("名称").fill("城东摄像机")
    page.get_by_role("combobox", name="事件类型").fill("fire.flame")
    page.get_by_role("combobox", name="标注类别").fill("flame,")
    page.locator("input[type=file]").set_input_files(str(archive))
    page.get_by_role("button", name="开始上传").click()


def test_a_set_is_uploaded_mended_and_measured_on(
    origin: str, services: Services, published: str, tmp_path: Path
) -> None:
    with transaction(services.sessions) as session:
        cookie, _ = signed_in(session, services, user(session, operator(session), Role.SYSTEM))
    faulty = archives.yolo() | {"labels/a_day.txt": b"0 1\n"}
    with page_of(origin) as page:
        page.set_default_timeout(PATIENCE_MS)
        page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": origin}])
        page.goto(f"{origin}/test-sets")
        choose(page, tmp_path / "faulty.zip", archives.archive(faulty))
        panel = page.locator("aside.panel")
        expect(panel).to_be_visible(timeout=PATIENCE_MS)
        uploads.run_due(services)
        expect(panel).to_contain_text("labels/a_day.txt 第 1 行格式有误", timeout=PATIENCE_MS)
        expect(panel).to_contain_text("如何处理")
        page.keyboard.press("Escape")
        expect(panel).to_have_count(0)

        choose(page, tmp_path / "good.zip", archives.archive())
        expect(panel).to_contain_text("good.zip", timeout=PATIENCE_MS)
        uploads.run_due(services)
        evaluations.run_due(services)
        page.goto(f"{origin}/leaderboard?event=fire.flame")
        row = page.locator("tr", has_text="1.000")
        expect(row).to_contain_text("4 (2)", timeout=PATIENCE_MS)
        page.goto(f"{origin}/versions/{published}")
        measured = page.locator("section", has_text="平台实测").first
        expect(measured).to_contain_text("城东摄像机 · 第 1 版", timeout=PATIENCE_MS)
        expect(measured).to_contain_text("夜间")
        expect(page.locator("body")).to_contain_text("厂商没有自报数值")
