"""Who gets an event's clip, in which parts, in which form, and what the trail keeps of it."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import av
import numpy as np
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from accounts.audit.model import AuditEntry
from cases.events import pieces
from cases.events.copies import make_copies
from cases.events.model import Event, Evidence
from cases.evidence.prepare import Piece
from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.secrets import Keyring
from tests.cases.conftest import Browser, People
from tests.video import clips

Trail = Callable[[], list[str]]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A short film in H.265."""
    folder: Path = tmp_path_factory.mktemp("films")
    return clips.render(folder / "film.mp4", h265=True).read_bytes()


@pytest.fixture
def clip(
    sessions: Sessions,
    event: Event,
    blobs: FolderBlobs,
    keyring: Keyring,
    clock: ManualClock,
    film: bytes,
) -> Event:
    """An event with a clip in H.265."""
    piece = Piece("clip", blobs.put(film), "video/mp4", 320, 240, film, {"codec": "hevc"})
    with transaction(sessions) as session:
        session.add(
            Evidence(event_id=event.id, kind="clip", state="missing", reason="worker_stopped")
        )
        session.flush()
        assert pieces.keep(session, event.id, piece, keyring, clock)
    return event


@pytest.fixture
def trail(sessions: Sessions) -> Trail:
    def actions() -> list[str]:
        with sessions() as session:
            found = select(AuditEntry).where(AuditEntry.action.startswith("evidence."))
            lines = session.scalars(found.order_by(AuditEntry.id)).all()
        return [f"{one.action} {(one.after or {})['form']} {one.reason}" for one in lines]

    return actions


def looking(client: TestClient, event: Event) -> TestClient:
    """Let somebody say why he looks at an event."""
    wish = {"kind": "evidence", "object_type": "events", "object_ids": [str(event.id)]}
    assert client.post("/viewings", json=wish | {"reason": "recheck"}).status_code == 201
    return client


def test_who_sees_the_event_clear_plays_it_and_each_part_is_recorded(
    signed_in: Browser, people: People, clip: Event, film: bytes, trail: Trail
) -> None:
    client = looking(signed_in(people.viewer), clip)
    whole = client.get(f"/events/{clip.id}/clip")
    assert (whole.status_code, whole.content) == (200, film)
    assert whole.headers["content-type"] == "video/mp4"
    assert whole.headers["cache-control"] == "private, no-cache"
    part = client.get(f"/events/{clip.id}/clip", headers={"range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, film[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(film)}"
    outdated = {"range": "bytes=100-199", "if-range": '"other"'}
    assert client.get(f"/events/{clip.id}/clip", headers=outdated).status_code == 200
    beyond = client.get(f"/events/{clip.id}/clip", headers={"range": f"bytes={len(film)}-"})
    assert (beyond.status_code, beyond.json()["code"]) == (416, "range_unusable")
    assert trail() == ["evidence.read original recheck"] * 3  # what was refused was not looked at


@pytest.mark.parametrize("path", ["clip", "clip?form=h264", "clip/export"])
def test_who_sees_the_event_masked_gets_no_clip(
    signed_in: Browser, people: People, clip: Event, trail: Trail, path: str
) -> None:
    viewer = signed_in(people.viewer)
    answer = viewer.get(f"/events/{clip.id}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (403, "viewing_required")
    assert viewer.post(f"/events/{clip.id}/clip/h264").status_code == 403
    assert trail() == []


def test_a_stranger_finds_nothing(signed_in: Browser, people: People, clip: Event) -> None:
    stranger = signed_in(people.stranger)
    assert stranger.get(f"/events/{clip.id}/clip").status_code == 404
    assert stranger.get(f"/events/{clip.id}/clip/export").status_code == 404
    assert stranger.post(f"/events/{clip.id}/clip/h264").status_code == 404


def test_a_copy_that_plays_everywhere_is_made_when_it_is_asked_for(
    signed_in: Browser,
    people: People,
    clip: Event,
    trail: Trail,
    sessions: Sessions,
    blobs: FolderBlobs,
    keyring: Keyring,
    clock: ManualClock,
) -> None:
    client = looking(signed_in(people.viewer), clip)
    path = f"/events/{clip.id}/clip"
    assert client.get(path, params={"form": "h264"}).json()["code"] == "no_clip"
    assert client.post(f"{path}/h264").json() == {"state": "making", "reason": None}
    assert client.get(path, params={"form": "h264"}).json()["code"] == "clip_being_made"
    assert make_copies(sessions, blobs, keyring, clock) == 1
    copy = client.get(path, params={"form": "h264"})
    assert _numbers(copy.content) == [*range(clips.FRAMES)]
    assert client.post(f"{path}/h264").json()["state"] == "kept"
    assert trail() == [
        "evidence.transcode h264 recheck",
        "evidence.read h264 recheck",
        "evidence.transcode h264 recheck",
    ]


def test_what_is_taken_away_is_marked_and_recorded(
    signed_in: Browser, people: People, clip: Event, film: bytes, trail: Trail
) -> None:
    client = looking(signed_in(people.viewer), clip)
    answer = client.get(f"/events/{clip.id}/clip/export")
    assert answer.headers["content-disposition"] == f'attachment; filename="{clip.id}-clip.mp4"'
    assert _flat(film) > 30 > _flat(answer.content)
    assert trail() == ["evidence.export original recheck"]


def test_a_clip_that_is_being_made_missing_or_gone_says_so(
    signed_in: Browser, people: People, event: Event, sessions: Sessions, clock: ManualClock
) -> None:
    client = looking(signed_in(people.viewer), event)

    def answer() -> tuple[int, str]:
        found = client.get(f"/events/{event.id}/clip")
        return found.status_code, found.json()["code"]

    assert answer() == (404, "no_clip")
    with transaction(sessions) as session:
        due_at = clock.now() + timedelta(seconds=5)
        session.add(Evidence(event_id=event.id, kind="clip", state="making", due_at=due_at))
    assert answer() == (409, "clip_being_made")
    with transaction(sessions) as session:
        row = session.get_one(Evidence, (event.id, "clip"))
        row.state, row.due_at, row.reason = "missing", None, "camera_left"
    assert answer() == (404, "no_clip")
    assert "went away" in client.get(f"/events/{event.id}/clip").json()["detail"]


def test_crops_are_shown_like_the_frame_they_are_of(
    signed_in: Browser, people: People, event: Event
) -> None:
    client = signed_in(people.viewer)
    masked = client.get(f"/events/{event.id}/evidence/crop-1")
    assert (masked.status_code, masked.headers["picture"]) == (200, "masked")
    clear = looking(client, event).get(f"/events/{event.id}/evidence/crop-1")
    assert (clear.status_code, clear.headers["picture"]) == (200, "clear")
    assert client.get(f"/events/{event.id}/evidence/crop-2").status_code == 404


def _numbers(data: bytes) -> list[int]:
    with av.open(io.BytesIO(data), "r") as file:
        frames = [frame.to_ndarray(format="bgr24") for frame in file.decode(video=0)]
    return [clips.number_in(one.astype(np.uint8)) for one in frames]


def _flat(data: bytes) -> int:
    """Return for how many frames the lower half, which is plain grey in the film, is still plain."""
    with av.open(io.BytesIO(data), "r") as file:
        frames = [frame.to_ndarray(format="bgr24") for frame in file.decode(video=0)]
    return sum(frame[140:].std() < 4 for frame in frames)
