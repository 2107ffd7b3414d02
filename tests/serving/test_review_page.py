"""The review desk in a real browser: events decided by keys alone, and never the same one at two desks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from accounts.api.deps import COOKIE
from accounts.policy import Role
from cases.events.model import Event
from cases.events.service import report
from cases.review.model import Claim, Verdict
from core.clock import SystemClock
from core.database.engine import transaction
from core.http.services import Services
from core.ids import uuid7
from serving.api.app import create_app
from serving.api.server import bind, serving
from tests import needs
from tests.cases import samples
from tests.cases.conftest import subscribed
from tests.e2e.browser import page_of
from tests.serving.belongings import signed_in, user
from tests.serving.conftest import World

pytestmark = needs.debian("chromium")
PATIENCE_MS = 30_000
UNDO_S = 60


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody of the department, signed in."""

    id: UUID
    cookie: str


@pytest.fixture
def patient(services: Services) -> Services:
    """The same city with time to undo, at the time that the browser has."""
    settings = services.settings.model_copy(update={"undo_s": UNDO_S})
    return replace(services, settings=settings, clock=SystemClock())


@pytest.fixture
def origin(patient: Services, database_url: str) -> Iterator[str]:
    """The address of the API and the built console."""
    listener = bind("127.0.0.1", 0)
    with serving(create_app(patient, database_url=database_url), listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def reviewers(patient: Services, world: World) -> list[Reviewer]:
    """Two dispatchers of the department."""
    with transaction(patient.sessions) as session:
        people = [user(session, world.own, Role.DISPATCHER) for _ in range(2)]
        return [Reviewer(one.id, signed_in(session, patient, one)[0]) for one in people]


@pytest.fixture
def queue(services: Services, world: World) -> list[UUID]:
    """Five events of the department in the order they are reviewed in."""
    ids = []
    with transaction(services.sessions) as session:
        own = subscribed(session, world.own)
        for number in range(5):
            rule = replace(samples.RULE, incident_key=uuid7().hex)
            event = report(session, samples.raised(own, services.blobs, 60 * number, rule))
            assert event is not None
            ids.append(event.id)
    return ids


def _sit_down(page: Page, origin: str, reviewer: Reviewer) -> None:
    """Open the desk, and wait for the first picture."""
    page.set_default_timeout(PATIENCE_MS)
    page.context.add_cookies([{"name": COOKIE, "value": reviewer.cookie, "url": origin}])
    page.goto(f"{origin}/review")
    expect(page.locator(".desk-stage img").first).to_be_visible(timeout=PATIENCE_MS)


def _told(page: Page, *words: str) -> None:
    """Wait until the bars tell of these verdicts, each of which can still be undone."""
    bars = page.locator(".undo-bar")
    expect(bars).to_have_count(len(words), timeout=PATIENCE_MS)
    for bar, word in zip(bars.all(), words, strict=True):
        expect(bar).to_contain_text(word)


def test_events_are_decided_and_one_is_taken_back_by_keys_alone(
    origin: str, reviewers: list[Reviewer], services: Services, queue: list[UUID]
) -> None:
    with page_of(origin) as page:
        _sit_down(page, origin, reviewers[0])
        page.keyboard.press("y")
        _told(page, "已确认")
        page.keyboard.press("n")
        expect(page.get_by_role("group", name="驳回原因")).to_be_visible()
        page.keyboard.press("1")
        _told(page, "已确认", "已驳回")
        page.keyboard.press("u")
        expect(page.get_by_text("已撤销").first).to_be_visible()
        _told(page, "已确认")
        page.keyboard.press("o")
        _told(page, "已确认", "已转他人研判")
        page.keyboard.press("n")
        page.keyboard.press("2")
        _told(page, "已确认", "已转他人研判", "已驳回")
        expect(page.locator(".desk-stage img").first).to_be_visible()
    with transaction(services.sessions) as session:
        standing = select(Verdict).filter_by(undone_at=None)
        said = {one.event_id: (one.verdict, one.reason) for one in session.scalars(standing)}
        assert [said.get(one) for one in queue] == [
            ("confirm", None),
            ("uncertain", None),
            ("reject", "sun_glare"),
            None,
            None,
        ]
        undone = session.scalars(select(Verdict).where(Verdict.undone_at.is_not(None))).one()
        assert (undone.event_id, undone.reason) == (queue[1], "reflection")
        assert session.get_one(Event, queue[1]).wants == "opinion"


def test_two_dispatchers_never_have_the_same_event_and_leave_theirs_behind(
    origin: str, reviewers: list[Reviewer], services: Services, queue: list[UUID]
) -> None:
    first, second = (one.id for one in reviewers)
    with page_of(origin) as page:
        _sit_down(page, origin, reviewers[0])
        assert page.context.browser is not None
        colleague = page.context.browser.new_page(locale="zh-CN")
        _sit_down(colleague, origin, reviewers[1])
        assert _held(services, first) == set(queue[:3])
        assert _held(services, second) == set(queue[3:])
        expect(colleague.get_by_text("正在研判")).to_have_count(3)
        colleague.locator(".queue-row").first.click()
        expect(colleague.get_by_text("请先处理其他事件")).to_be_visible()
        assert _held(services, first) == set(queue[:3]), "what somebody is at stays his"
        with page.expect_response(lambda answer: answer.request.method == "DELETE"):
            page.keyboard.press("g")
            page.keyboard.press("e")
        expect(page.get_by_role("heading", name="事件", exact=True)).to_be_visible()
        expect(colleague.get_by_text("正在研判")).to_have_count(0, timeout=PATIENCE_MS)
        assert _held(services, first) == set()


def _held(services: Services, user_id: UUID) -> set[UUID]:
    with transaction(services.sessions) as session:
        mine = select(Claim.event_id).filter_by(user_id=user_id, ended_at=None)
        return set(session.scalars(mine))
