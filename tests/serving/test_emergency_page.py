"""The emergency page in a real browser: water rises, all are sent for at one go, and one answers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from accounts.api.deps import COOKIE
from accounts.policy import Role
from cases.emergency.model import EmergencyCall
from cases.emergency.raising import follow
from cases.water.fusion import fuse
from core.clock import SystemClock
from core.database.engine import transaction
from core.http.services import Services
from serving.api.app import create_app
from serving.api.server import bind, serving
from tests import needs
from tests.cases.emergency.stories import stock
from tests.cases.water import stories
from tests.e2e.browser import page_of
from tests.serving.belongings import signed_in, user
from tests.serving.conftest import World

pytestmark = needs.debian("chromium")
PATIENCE_MS = 30_000


@pytest.fixture
def real(services: Services) -> Services:
    """The same city at the time that the browser has."""
    return replace(services, clock=SystemClock())


@pytest.fixture
def origin(real: Services, database_url: str) -> Iterator[str]:
    """The address of the API and the built console."""
    listener = bind("127.0.0.1", 0)
    with serving(create_app(real, database_url=database_url), listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def _rain(services: Services, world: World, *depths: float) -> None:
    """Let a sensor of the department tell of one depth a minute, the last of them now."""
    now = datetime.now(UTC)
    with transaction(services.sessions) as session:
        sensor = stories.register(session, world.own.id, "W-2")
        stock(session, world.own.id)
        for ago, depth_cm in enumerate(reversed(depths)):
            stories.tell_at(session, sensor, now - timedelta(minutes=ago), depth_cm)
        fuse(session, services.settings, now)
        follow(session, services.settings, now)


def test_a_dispatcher_sees_sends_and_notes_the_answer(
    real: Services, world: World, origin: str
) -> None:
    _rain(real, world, 8, 16, 28)
    with transaction(real.sessions) as session:
        cookie, _ = signed_in(session, real, user(session, world.own, Role.DISPATCHER))
    with page_of(origin, draws=True) as page:
        page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": origin}])
        page.goto(f"{origin}/emergencies")
        row = page.get_by_role("row").filter(has_text="人民路 12 号")
        expect(row).to_contain_text("28 cm", timeout=PATIENCE_MS)
        for said in ("Ⅱ级响应", "橙色预警", "上涨", "已通知 4 方", "回执 0/4"):
            expect(row).to_contain_text(said)
        row.click()
        page.get_by_text("泵车 01", exact=True).click()
        page.get_by_role("button", name="派发给 5 方").click()
        pump = page.get_by_role("listitem").filter(has_text="派发处置").filter(has_text="泵车 01")
        expect(pump).to_contain_text("待回执", timeout=PATIENCE_MS)
        expect(pump).to_contain_text("请电话通知")
        pump.get_by_role("button", name="登记回执").click()
        page.get_by_role("menuitem", name="已到达").click()
        expect(pump).to_contain_text("已到达", timeout=PATIENCE_MS)
        expect(row).to_contain_text("回执 1/5", timeout=PATIENCE_MS)
    with transaction(real.sessions) as session:
        arrived = select(EmergencyCall.name).filter_by(receipt="arrived")
        assert session.scalars(arrived).all() == ["泵车 01"]
