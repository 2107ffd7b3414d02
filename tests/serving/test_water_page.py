"""The page of refused readings in a real browser: what comes while somebody looks is there at once."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from playwright.sync_api import expect

from accounts.api.deps import COOKIE
from accounts.policy import Role
from cases.water.intake import Told, take
from cases.water.reading import checked
from core.clock import SystemClock
from core.database.engine import transaction
from core.http.services import Services
from serving.api.app import create_app
from serving.api.server import bind, serving
from tests import needs
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


def _unknown(services: Services, world: World, *devices: str) -> None:
    """Let devices that nobody registered tell of a depth."""
    now = services.clock.now()
    with transaction(services.sessions) as session:
        for device in devices:
            told = Told(device, "mqtt", '{"depth_cm": 12}', partial(checked, 12, now))
            assert take(session, None, told, stranger=world.own.id, now=now).result == "refused"


def test_an_unknown_device_s_readings_appear_while_somebody_looks(
    real: Services, world: World, origin: str
) -> None:
    with transaction(real.sessions) as session:
        cookie, _ = signed_in(session, real, user(session, world.own, Role.DISPATCHER))
    with page_of(origin) as page:
        page.set_default_timeout(PATIENCE_MS)
        page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": origin}])
        page.goto(f"{origin}/water?view=refused")
        expect(page.get_by_text("没有拒收的读数")).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_text("实时", exact=True)).to_be_visible(timeout=PATIENCE_MS)
        _unknown(real, world, "GATE-7")
        rows = page.locator("[data-row]")
        expect(rows).to_have_count(1, timeout=PATIENCE_MS)
        expect(rows.first).to_contain_text("GATE-7")
        page.get_by_placeholder("设备编号").fill("GATE-8")
        expect(rows).to_have_count(0, timeout=PATIENCE_MS)
        _unknown(real, world, "GATE-7", "GATE-8")
        expect(rows).to_have_count(1, timeout=PATIENCE_MS)
        expect(rows.first).to_contain_text("GATE-8")
