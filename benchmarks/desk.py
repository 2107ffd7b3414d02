"""From a reviewer's key to the next picture: Chromium at the review desk, with a full queue behind it.

The picture of the next event is claimed, fetched and decoded ahead; the time runs from the key to the first
frame the browser may draw with that picture in its place. Verdicts are real and stored.
"""

import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import numpy as np
import psycopg
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select

from accounts.api.deps import COOKIE
from algorithms.contract.values import Pixels
from benchmarks import event_rows
from benchmarks.authorization import tree
from benchmarks.bars import Bar
from benchmarks.bars import show as show_bars
from benchmarks.errors import BenchmarkFailed
from benchmarks.events import people, settle
from benchmarks.intake import HIT, picture
from benchmarks.served import empty, served
from cases.events.model import Event, Evidence
from cases.evidence import prepare
from core.database.engine import transaction
from core.http.services import Services
from core.text import Text
from serving.api.app import create_app

BAR_MS = 100.0
PICTURE = ".desk-stage .picture-frame > img"
PATIENCE_MS = 30_000
CHROMIUM = "/usr/bin/chromium"
MARGIN = 60
"""Events with pictures beyond those that are judged."""
PICTURES = 12
_WATCH = """() => {
  const now = () => document.querySelector(".desk-stage .picture-frame > img");
  window.addEventListener("keydown", (event) => {
    if (event.key !== "y") return;
    const began = performance.now(), before = now()?.src;
    const look = () => {
      const image = now();
      if (image && image.src !== before && image.complete && image.naturalWidth > 0)
        requestAnimationFrame(() => window.took.push(performance.now() - began));
      else requestAnimationFrame(look);
    };
    look();
  }, true);
  window.took = [];
}"""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How many events wait, how many are judged, and how long the reviewer looks at each."""

    events: int
    verdicts: int
    pause_s: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured, from key to next picture."""

    waiting: int
    verdicts: int
    opening_ms: float
    """From asking for the page until the first picture."""
    median_ms: float
    p95_ms: float
    longest_ms: float


def measure(plan: Plan, say: Say) -> Figures:
    """Confirm one event after the other by key; return how long the next picture took."""
    with (
        filled(plan.events, plan.verdicts + MARGIN, say) as (base, cookie),
        reviewer(base, cookie) as page,
    ):
        say("judging")
        began = datetime.now(UTC)
        page.goto(f"{base}/review")
        page.locator(PICTURE).wait_for(timeout=PATIENCE_MS)
        opening = datetime.now(UTC) - began
        page.evaluate(_WATCH)
        for number in range(plan.verdicts):
            page.wait_for_timeout(plan.pause_s * 1000)
            page.keyboard.press("y")
            _until_shown(page, number + 1)
        took = [float(one) for one in page.evaluate("window.took")]
    return Figures(
        plan.events,
        len(took),
        round(opening.total_seconds() * 1000, 0),
        round(statistics.median(took), 1),
        round(statistics.quantiles(took, n=20)[-1], 1),
        round(max(took), 1),
    )


def _until_shown(page: Page, count: int) -> None:
    """Wait for as many pictures; the page's policy lets nothing in it wait for an expression."""
    for _ in range(PATIENCE_MS // 10):
        if page.evaluate("window.took.length") >= count:
            return
        page.wait_for_timeout(10)
    raise BenchmarkFailed(reason=f"picture {count} was not shown")


def show(found: Figures, *, as_json: bool) -> None:
    """Print the figures against their bar."""
    bars = [Bar("p95_ms", found.p95_ms, BAR_MS)]
    show_bars("At the review desk", asdict(found), bars, [], as_json=as_json, tables=[])


@contextmanager
def filled(events: int, pictures: int, say: Say) -> Iterator[tuple[str, str]]:
    """Yield where a city's console answers and a dispatcher's cookie; so many events wait there."""
    with empty("am-desk-", totp="off") as (services, url):
        with transaction(services.sessions) as session:
            departments = tree(session)
            shelf = event_rows.goods(session, departments[0])
        home = departments[0]
        callers, judge = people(services, {"reviewer": home.id})
        say(f"writing {events} events")
        with psycopg.connect(url) as connection:
            places = event_rows.cameras(connection, [home.id])
            event_rows.events(connection, places, shelf, judge, events, waiting=events)
        _give_pictures(services, pictures)
        settle(services)
        with served(create_app(services, database_url=url)) as base:
            yield base, callers["reviewer"]


@contextmanager
def reviewer(base: str, cookie: str, language: str = "zh-CN") -> Iterator[Page]:
    """Yield a page of a browser in which the dispatcher is signed in."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale=language)
        page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": base}])
        yield page
        browser.close()


def _give_pictures(services: Services, count: int) -> None:
    """Store 1080p pictures, each of another scene, with the events that come first at the desk."""
    made = [
        prepare.encode(
            _scene(number),
            (HIT,),
            event_type="thing",
            title=Text("抛洒物", "Litter"),
            language="zh",
            taken_at=services.clock.now(),
        )
        for number in range(PICTURES)
    ]
    for one in made:
        prepare.store(services.blobs, one)
    first = select(Event.id).order_by(Event.rank_at, Event.id).limit(count)
    with transaction(services.sessions) as session:
        for number, event_id in enumerate(session.scalars(first).all()):
            for piece in made[number % PICTURES].pieces:
                facts = {
                    "media_type": piece.media_type,
                    "width": piece.width,
                    "height": piece.height,
                }
                session.add(
                    Evidence(
                        event_id=event_id,
                        kind=piece.kind,
                        digest=piece.digest,
                        bytes=len(piece.data),
                        **facts,
                    )
                )


def _scene(number: int) -> Pixels:
    """Return a picture as heavy as a street's, its light another one each time."""
    return np.roll(picture(), 160 * number, axis=1)
