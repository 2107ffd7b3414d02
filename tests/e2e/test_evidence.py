"""A fire becomes an event with a clip that a browser plays, from H.264 and from H.265; it all verifies."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import httpx
import pytest
from playwright.sync_api import Page, expect

from tests import needs
from tests.e2e.browser import page_of, sign_in
from tests.e2e.clips import rendered
from tests.e2e.conftest import Watch, events_of
from tests.e2e.product import ProductProcess, created, got, until
from video.simulator import Channel, SimulatorProcess

pytestmark = needs.debian("chromium")
PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def burning(folder: Path) -> Iterator[SimulatorProcess]:
    """Two cameras that see a fire, a key frame each second: one speaks H.264, one H.265."""
    fire = rendered(folder).fire
    channels = {
        f"/{codec}": Channel(_encoded(fire, folder / f"fire-{codec}.mp4", codec))
        for codec in ("h264", "h265")
    }
    with SimulatorProcess(channels, "viewer", "p@ss:word") as running:
        yield running


def _encoded(source: Path, target: Path, codec: str) -> Path:
    """Write a film anew in a codec, with a key frame a second and no B-frames, as cameras do."""
    options = (
        {"x265-params": "keyint=25:min-keyint=25:bframes=0:open-gop=0:log-level=none"}
        if codec == "h265"
        else {"g": "25", "keyint_min": "25", "bf": "0", "sc_threshold": "0"}
    )
    with av.open(str(source)) as film, av.open(str(target), "w") as out:
        video = film.streams.video[0]
        stream = out.add_stream(
            "libx265" if codec == "h265" else "libx264",
            rate=video.average_rate,
            options={"preset": "ultrafast", **options},
        )
        stream.width, stream.height, stream.pix_fmt = video.width, video.height, "yuv420p"
        for frame in film.decode(video):
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return target


def _with_clip(client: httpx.Client, camera: dict[str, Any]) -> dict[str, Any]:
    """Wait for a camera's event and its clip."""
    event_id = until(lambda: events_of(client, camera), 90, "an event")[0]["id"]

    def ready() -> dict[str, Any] | None:
        event = got(client, f"/events/{event_id}")
        return event if _piece(event, "clip")["state"] != "making" else None

    return until(ready, 60, "its clip")


def _piece(event: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in event["evidence"] if one["kind"] == kind)
    return found


@pytest.mark.parametrize(
    ("path", "codec"),
    [pytest.param("/h264", "h264", marks=pytest.mark.long), ("/h265", "hevc")],
)
def test_a_fire_has_a_clip_that_plays(
    product: ProductProcess,
    burning: SimulatorProcess,
    watch: Watch,
    dispatcher: httpx.Client,
    path: str,
    codec: str,
) -> None:
    camera = watch(burning.url(path, credentials=True))
    event = _with_clip(dispatcher, camera)
    clip = _piece(event, "clip")
    assert (clip["state"], clip["reason"]) == ("kept", None)
    assert (clip["about"]["codec"], clip["about"]["source"]) == (codec, "stream")
    wish = {"kind": "evidence", "object_type": "events", "object_ids": [event["id"]]}
    created(dispatcher, "/viewings", wish | {"reason": "recheck"})
    answer = httpx.get(f"{product.url}{clip['url']}", headers=dispatcher.headers)
    with av.open(io.BytesIO(answer.content), "r") as file:
        frames = sum(1 for _ in file.decode(video=0))
    assert frames == clip["about"]["frames"]
    assert _piece(event, "crop-1")["state"] == _piece(event, "detections")["state"] == "kept"
    _plays(product, event)
    _has_a_copy_for_every_browser(product, dispatcher, event)
    verified = json.loads(product.run("evidence", "verify", event["id"], "--json"))
    assert (verified["events"], verified["findings"]) == (1, [])


def _has_a_copy_for_every_browser(
    product: ProductProcess, client: httpx.Client, event: dict[str, Any]
) -> None:
    """Ask for H.264, whatever the browser of this test plays, and decode what comes."""
    asked = client.post(f"/events/{event['id']}/clip/h264")
    assert asked.status_code == 202

    def made() -> bytes | None:
        found = client.get(f"/events/{event['id']}/clip", params={"form": "h264"})
        return found.content if found.status_code == 200 else None

    with av.open(io.BytesIO(until(made, 90, "a copy of the clip")), "r") as file:
        assert file.streams.video[0].codec_context.name == "h264"
        assert sum(1 for _ in file.decode(video=0)) == _piece(event, "clip")["about"]["frames"]


def _plays(product: ProductProcess, event: dict[str, Any]) -> None:
    """Have the console play the clip, in a browser that plays no H.265, and see the picture move."""
    login = f"watcher-{event['id'][-6:]}"
    password = product.with_password(login, "viewer")
    with page_of(product.url) as page:
        sign_in(page, login, password)
        expect(page.get_by_role("navigation")).to_be_visible(timeout=PATIENCE_MS)
        page.goto(f"{product.url}/events/{event['id']}")
        play = page.get_by_role("button", name="播放录像")
        expect(play).to_be_disabled(timeout=PATIENCE_MS)  # the event is masked for a viewer
        page.get_by_role("button", name="解锁原图").click()
        expect(page.get_by_role("radiogroup")).to_be_focused(timeout=PATIENCE_MS)
        expect(page.get_by_role("radio")).not_to_have_count(0, timeout=PATIENCE_MS)
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        expect(play).to_be_enabled(timeout=PATIENCE_MS)
        play.click()
        film = page.get_by_label("事件录像")
        expect(film).to_be_visible(timeout=PATIENCE_MS)
        page.wait_for_function(
            "() => { const film = document.querySelector('video');"
            " return film.currentTime > 1 && film.videoWidth > 0 && film.error === null }",
            timeout=PATIENCE_MS,
        )
        assert _differs(page)


def _differs(page: Page) -> bool:
    """Tell whether the shown film shows something: not one colour only."""
    found: bool = page.evaluate(
        "() => { const film = document.querySelector('video');"
        " const sheet = document.createElement('canvas'); sheet.width = 64; sheet.height = 36;"
        " const draw = sheet.getContext('2d'); draw.drawImage(film, 0, 0, 64, 36);"
        " return new Set(draw.getImageData(0, 0, 64, 36).data).size > 20 }"
    )
    return found
