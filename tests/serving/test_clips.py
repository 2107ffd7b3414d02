"""A worker's clips get to their events, whatever is away meanwhile, and never hold anything up."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import cv2
import numpy as np
import pytest
from sqlalchemy import select

from algorithms.contract.values import Frame
from cases.events.model import Event, Evidence, Manifest
from cases.events.pieces import expire
from cases.events.spool import Spool
from cases.evidence.verify import verify
from cases.rules import Incident, Raise
from core.blobs import BlobsAway, FolderBlobs
from core.clock import ManualClock
from core.database.engine import transaction
from core.home import StorageFull
from core.http.services import Services
from serving.cluster import clips as module
from serving.cluster.assignment import Judged
from serving.cluster.clips import FILMS_MAX, Clips
from serving.cluster.desk import Desk
from tests import make
from tests.cases.conftest import subscribed
from tests.cases.samples import FIRE, RULE, at
from video.cameras.service import raise_epochs
from video.films import Film, Ring, Unit
from video.films import film as film_module

SLIDE = cv2.imencode(".jpg", np.full((72, 128, 3), 90, np.uint8))[1].tobytes()


class Camera:
    """One camera's ring, filled by the test."""

    def __init__(self) -> None:
        self.ring = Ring(60, 1 << 20, least=6)
        self.after_s = 0.0
        for second in range(3):
            self.ring.add(Unit(time.monotonic() - 3 + second, True, None, SLIDE))

    def film(self, _: UUID, at_s: float) -> Film | None:
        return self.ring.film(at_s, 60, self.after_s)


@pytest.fixture
def camera() -> Camera:
    return Camera()


@pytest.fixture
def judged(services: Services) -> Judged:
    """A subscription whose camera this worker holds."""
    with transaction(services.sessions) as session:
        source = subscribed(session, make.organization(session))
    return Judged(RULE, source)


@pytest.fixture
def clips(services: Services, camera: Camera, monkeypatch: pytest.MonkeyPatch) -> Clips:
    """The worker's clips; a test does their rounds itself unless it starts them."""
    monkeypatch.setattr(module, "EVERY_S", 0.01)
    monkeypatch.setattr(film_module, "SLACK_S", 0.0)
    return Clips(services, camera.film)


@pytest.fixture
def desk(services: Services, clips: Clips, judged: Judged, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(services, Spool(tmp_path / "spool", 1 << 20), clips)
    with transaction(services.sessions) as session:
        desk.epochs = raise_epochs(session, [judged.source.camera_id], "w-1")
    yield desk
    desk.close()


def raise_event(desk: Desk, judged: Judged) -> None:
    """See a fire in a grey picture."""
    pixels = np.full((72, 128, 3), 120, np.uint8)
    frame = Frame(judged.source.camera_id, 1, at(0), pixels, None, None, time.monotonic())
    incident = Incident(at(0), at(0), looks=2, score=0.9)
    desk.report(judged, Raise(incident, (FIRE,)), frame)


def clip_of(services: Services) -> Evidence:
    with services.sessions() as session:
        return session.scalars(select(Evidence).filter_by(kind="clip")).one()


def finished(clips: Clips) -> None:
    """Let what is over be cut, stored and told."""
    ends_at = time.monotonic() + 30
    while clips._jobs and time.monotonic() < ends_at:
        clips._round()


def test_an_event_is_told_at_once_and_its_clip_later(
    services: Services, desk: Desk, judged: Judged, clips: Clips
) -> None:
    raise_event(desk, judged)
    assert clip_of(services).state == "making"
    finished(clips)
    row = clip_of(services)
    assert (row.state, row.reason, row.media_type) == ("kept", None, "video/mp4")
    assert row.about is not None
    assert (row.about["codec"], row.about["source"], row.about["frames"]) == ("h264", "looks", 3)
    assert services.blobs.has(row.digest or "")
    report = verify(services.sessions, services.blobs, services.keyring)
    assert (report.events, report.unsealed, report.findings) == (1, 0, [])


def test_a_camera_of_which_nothing_was_received_says_so(
    services: Services, desk: Desk, judged: Judged, camera: Camera
) -> None:
    camera.ring.clear()
    raise_event(desk, judged)
    assert (clip_of(services).state, clip_of(services).reason) == ("missing", "nothing_recorded")


def test_a_camera_that_vanishes_meanwhile_leaves_a_shorter_clip(
    services: Services, desk: Desk, judged: Judged, clips: Clips, camera: Camera
) -> None:
    camera.after_s = 3600
    raise_event(desk, judged)
    camera.ring.stop()
    finished(clips)
    assert (clip_of(services).state, clip_of(services).reason) == ("kept", "camera_left")


def test_a_clip_that_cannot_be_cut_says_why(
    services: Services, desk: Desk, judged: Judged, clips: Clips, camera: Camera
) -> None:
    camera.ring.clear()
    camera.ring.add(Unit(time.monotonic(), True, None, b"no picture"))
    raise_event(desk, judged)
    finished(clips)
    assert (clip_of(services).state, clip_of(services).reason) == ("missing", "undecodable")


@pytest.mark.parametrize(
    ("error", "reason"),
    [(StorageFull(path="x"), "disk_full"), (OSError(5, "broken"), "disk_failed")],
)
def test_a_clip_that_finds_no_room_is_missing_and_the_event_stays(
    services: Services,
    desk: Desk,
    judged: Judged,
    clips: Clips,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    reason: str,
) -> None:
    raise_event(desk, judged)
    monkeypatch.setattr(FolderBlobs, "put", _raising(error))
    finished(clips)
    assert (clip_of(services).state, clip_of(services).reason) == ("missing", reason)
    with services.sessions() as session:
        assert session.scalars(select(Event)).one().manifest is not None
        assert session.scalars(select(Manifest)).one().text.count(reason) == 1


def test_an_event_whose_pictures_find_no_room_is_stored_all_the_same(
    services: Services, desk: Desk, judged: Judged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FolderBlobs, "put", _raising(StorageFull(path="x")))
    raise_event(desk, judged)
    with services.sessions() as session:
        rows = session.scalars(select(Evidence).where(Evidence.kind != "clip")).all()
    assert {one.kind for one in rows} == {"snapshot", "annotated", "crop-1", "detections"}
    assert {(one.state, one.reason) for one in rows} == {("missing", "disk_full")}
    assert desk.spooled == 0


def test_a_clip_waits_for_its_store_and_then_arrives(
    services: Services, desk: Desk, judged: Judged, clips: Clips, monkeypatch: pytest.MonkeyPatch
) -> None:
    raise_event(desk, judged)
    with monkeypatch.context() as away:
        away.setattr(FolderBlobs, "put", _raising(BlobsAway(place="x", reason="away")))
        clips._round()
        clips._round()
        assert [job.stored for job in clips._jobs] == [False]
    assert clip_of(services).state == "making"
    finished(clips)
    assert clip_of(services).state == "kept"


def test_a_clip_waits_for_an_event_that_lies_in_the_spool(
    services: Services, desk: Desk, judged: Judged, clips: Clips, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        away.setattr(FolderBlobs, "put", _raising(BlobsAway(place="x", reason="away")))
        raise_event(desk, judged)
    assert desk.spooled == 1
    clips._round()
    assert [job.stored for job in clips._jobs] == [True]
    desk.drain()
    finished(clips)
    assert clip_of(services).state == "kept"
    assert verify(services.sessions, services.blobs, services.keyring).findings == []


def test_an_outage_that_lasts_fills_no_memory(
    services: Services,
    desk: Desk,
    judged: Judged,
    clips: Clips,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "WAITING_MAX", 0)
    raise_event(desk, judged)
    with monkeypatch.context() as away:
        away.setattr(FolderBlobs, "put", _raising(BlobsAway(place="x", reason="away")))
        clips._round()
        assert [(job.film, job.piece) for job in clips._jobs] == [(None, None)]
    finished(clips)
    assert (clip_of(services).state, clip_of(services).reason) == ("missing", "store_away")


def test_too_many_at_once_are_named(services: Services, clips: Clips, camera: Camera) -> None:
    camera.after_s = 3600
    frame = Frame(UUID(int=1), 1, at(0), np.zeros((2, 2, 3), np.uint8), None, None, 0.0)
    for number in range(FILMS_MAX):
        clips.follow(UUID(int=number), clips.begin(frame))
    assert clips.begin(frame).absent.reason == "too_many"


def test_what_is_under_way_when_the_worker_stops_is_cut_short(
    services: Services, desk: Desk, judged: Judged, clips: Clips, camera: Camera
) -> None:
    camera.after_s = 3600
    clips.start()
    raise_event(desk, judged)
    clips.stop(30)
    assert (clip_of(services).state, clip_of(services).reason) == ("kept", "worker_stopped")


def test_a_worker_killed_before_its_clip_is_cut_leaves_the_event_with_what_there_is(
    services: Services, clock: ManualClock, database_url: str, tmp_path: Path
) -> None:
    raised_and_killed(tmp_path, database_url)
    assert (clip_of(services).state, clip_of(services).reason) == ("making", None)
    clock.at = datetime.now(UTC) + timedelta(days=1)
    with transaction(services.sessions) as session:
        assert expire(session, services.keyring, clock) == 1
    assert (clip_of(services).state, clip_of(services).reason) == ("missing", "worker_stopped")
    with services.sessions() as session:
        kept = [*session.scalars(select(Evidence).filter_by(state="kept"))]
    assert {one.kind for one in kept} >= {"snapshot", "annotated", "crop-1", "detections"}
    assert all(services.blobs.has(one.digest or "") for one in kept)
    report = verify(services.sessions, services.blobs, services.keyring)
    assert (report.events, report.unsealed, report.findings) == (1, 0, [])


def raised_and_killed(home: Path, database_url: str) -> None:
    """Let a process raise an event whose film goes on, and kill it as soon as it says so."""
    command = [sys.executable, "-m", "tests.serving.dying", str(home), database_url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process, process.stdout as lines:
        try:
            assert lines.readline() == "raised\n"
        finally:
            os.kill(process.pid, signal.SIGKILL)


def _raising(error: Exception) -> Callable[..., str]:
    def put(*_: object) -> str:
        raise error

    return put
