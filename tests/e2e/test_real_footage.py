"""Real footage from a server that is not ours becomes an event, in the API and on a screen."""

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from tests import needs
from tests.e2e.browser import page_of, sign_in
from tests.e2e.clips import footage, gstreamer, has_gstreamer
from tests.e2e.conftest import Watch, events_of, wait_state
from tests.e2e.product import ProductProcess, created, got, until

pytestmark = [
    needs.debian("chromium"),
    pytest.mark.skipif(
        not has_gstreamer(), reason="needs the Debian package gir1.2-gst-rtsp-server-1.0"
    ),
]


def test_a_burning_car_is_seen_and_quiet_traffic_is_not(
    product: ProductProcess, folder: Path, watch: Watch, dispatcher: httpx.Client
) -> None:
    clips = footage(folder)
    with gstreamer({"fire": clips.fire, "quiet": clips.quiet}) as base:
        burning, quiet = watch(f"{base}/fire"), watch(f"{base}/quiet")
        found = until(lambda: events_of(dispatcher, burning), 60, "an event of the burning car")
        event = got(dispatcher, f"/events/{found[0]['id']}")
        assert event["event_type"].startswith("fire.")
        assert event["detections"][0]["score"] >= event["rule"]["threshold"]
        created(
            dispatcher, "/review/claims", {"event_id": event["id"]}
        )  # so that it may be seen clear
        for evidence in (one for one in event["evidence"] if one["media_type"] == "image/jpeg"):
            picture = httpx.get(f"{product.url}{evidence['url']}", headers=dispatcher.headers)
            assert picture.headers["content-type"] == "image/jpeg"
            assert picture.headers["picture"] == "clear"
        wait_state(dispatcher, quiet, "in_view")
        looked_until = got(dispatcher, f"/cameras/{quiet['id']}")["last_inferred_at"]
        until(
            lambda: got(dispatcher, f"/cameras/{quiet['id']}")["last_inferred_at"] != looked_until,
            30,
            "further looks at the quiet camera",
        )
        _seen_on_screen(product, event["camera"]["name_zh"])
        assert events_of(dispatcher, quiet) == []


def _seen_on_screen(product: ProductProcess, camera: str) -> None:
    login = "screen"
    password = product.with_password(login, "dispatcher")
    with page_of(product.url) as page:
        sign_in(page, login, password)
        expect(page.get_by_text(camera).first).to_be_visible(timeout=20_000)
        expect(page.locator("img").first).to_be_visible(timeout=20_000)
