"""Keys change under a running product: whatever is killed or written meanwhile, every secret opens."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from accounts.audit.model import AuditEntry
from accounts.policy import Role
from accounts.second_factor import service as second_factor
from core.database.engine import Sessions, transaction
from core.http.services import Services
from core.ids import uuid7
from core.secrets import Keyring, UnsealFailed, number_of
from serving import sealed
from serving.sealed import SEALED, RotationUnfinished, numbers, reseal
from tests.e2e.product import PROGRAM
from tests.serving.conftest import Client, World
from video.cameras.model import Camera
from video.cameras.service import url_context

CAMERAS = 200
(CAMERA_URLS,) = (one for one in SEALED if one.model is Camera)


def _clear(row_id: UUID, times: int = 0) -> str:
    return f"rtsp://admin:geheim-{times}@10.0.0.1/{row_id}"


@pytest.fixture
def cameras(services: Services, world: World) -> list[UUID]:
    """Many cameras of the callers' department, all under the first key."""
    ids = sorted(uuid7() for _ in range(CAMERAS))
    now = services.clock.now()
    with transaction(services.sessions) as session:
        session.add_all(
            Camera(
                id=one, owner_id=world.own.id, name_zh="东门", name_en="Gate", url_masked="",
                url_sealed=services.keyring.seal(_clear(one), context=url_context(one)),
                created_at=now, state="new", state_since=now,
            )
            for one in ids
        )  # fmt: skip
        session.flush()
        second_factor.begin(session.merge(world.users[Role.SYSTEM]), services.keyring)
        foreign = select(Camera.id).where(Camera.id.not_in(ids))
        for one in session.scalars(foreign):
            box = services.keyring.seal(_clear(one), context=url_context(one))
            session.execute(update(Camera).where(Camera.id == one).values(url_sealed=box))
    return ids


@pytest.fixture
def rotation(database_url: str, tmp_path: Path) -> Callable[[], "subprocess.Popen[str]"]:
    """Starts `algomart keys rotate` as an operator would."""
    environment = {
        "ALGOMART_HOME": str(tmp_path),
        "ALGOMART_DATABASE_URL": database_url,
        "ALGOMART_LANGUAGE": "en",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }

    def start() -> subprocess.Popen[str]:
        return subprocess.Popen(
            [PROGRAM, "keys", "rotate"],
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    return start


@dataclass
class Writer:
    """Somebody who corrects addresses over the API while the keys change."""

    client: TestClient
    cameras: list[UUID]
    clear: dict[UUID, str] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Give every camera a new address, again and again."""
        times = 0
        while not self.stopping.is_set():
            times += 1
            for one in self.cameras:
                url = _clear(one, times)
                answer = self.client.patch(f"/api/v1/cameras/{one}", json={"url": url})
                assert answer.status_code == 200, answer.text
                self.clear[one] = url
                time.sleep(0.05)


@contextmanager
def _writing(writer: Writer) -> Iterator[None]:
    thread = threading.Thread(target=writer.run)
    thread.start()
    try:
        yield
    finally:
        writer.stopping.set()
        thread.join()


def _until(done: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + 60
    while not done():
        assert time.monotonic() < ends_at
        time.sleep(0.02)


def _opened(sessions: Sessions, keyring: Keyring) -> dict[UUID, str]:
    with transaction(sessions) as session:
        rows = session.execute(select(Camera.id, Camera.url_sealed)).all()
    return {one: keyring.unseal(box, context=url_context(one)) for one, box in rows}


def test_a_rotation_killed_under_a_running_writer_is_finished_by_the_next(
    services: Services,
    cameras: list[UUID],
    client: Client,
    rotation: Callable[[], "subprocess.Popen[str]"],
    tmp_path: Path,
) -> None:
    old = Keyring(1, dict(services.keyring.keys))
    written, held = cameras[:5], cameras[CAMERAS // 2 :]
    writer = Writer(client(Role.SUBSCRIBER), written)
    with _writing(writer):
        with transaction(services.sessions) as holding:
            holding.execute(select(Camera.id).where(Camera.id.in_(held)).with_for_update())
            killed = rotation()
            _until(lambda: numbers(services.sessions, CAMERA_URLS).get(2, 0) >= CAMERAS // 2)
            killed.kill()
            killed.communicate()
        assert set(numbers(services.sessions, CAMERA_URLS)) == {1, 2}
        finished = rotation()
        said, _ = finished.communicate(timeout=60)
    assert finished.returncode == 0, said
    assert "earlier rotation" in said
    assert {number for one in SEALED for number in numbers(services.sessions, one)} == {2}
    opened = _opened(services.sessions, Keyring.open(tmp_path))
    assert {one: opened[one] for one in written} == writer.clear
    assert {one: opened[one] for one in held} == {one: _clear(one) for one in held}
    assert opened == _opened(services.sessions, services.keyring)
    _nothing_opens_with(old, services.sessions)


def _nothing_opens_with(keyring: Keyring, sessions: Sessions) -> None:
    with transaction(sessions) as session:
        for one in SEALED:
            rows = session.execute(
                select(one.model.id, one.column).where(one.column.is_not(None))
            ).all()
            assert rows
            for row_id, box in rows:
                with pytest.raises(UnsealFailed):
                    keyring.unseal(box, context=one.context(row_id))


def test_after_a_rotation_every_kind_of_secret_is_what_it_was(
    services: Services,
    cameras: list[UUID],
    rotation: Callable[[], "subprocess.Popen[str]"],
    tmp_path: Path,
) -> None:
    before = _everything(services.sessions, services.keyring)
    assert {one.name for one in SEALED} == {name for name, rows in before.items() if rows}
    rotating = rotation()
    said, _ = rotating.communicate(timeout=60)
    assert rotating.returncode == 0, said
    assert {number for one in SEALED for number in numbers(services.sessions, one)} == {2}
    assert _everything(services.sessions, services.keyring) == before, "the running process"
    assert _everything(services.sessions, Keyring.open(tmp_path)) == before, "the next start"
    assert all(f"{one.name}: {len(before[one.name])}" in said for one in SEALED), said


def _everything(sessions: Sessions, keyring: Keyring) -> dict[str, dict[UUID, str]]:
    """Return every secret of every kind in the clear."""
    opened: dict[str, dict[UUID, str]] = {}
    with transaction(sessions) as session:
        for one in SEALED:
            wanted = select(one.model.id, one.column).where(one.column.is_not(None))
            rows = session.execute(wanted).all()
            opened[one.name] = {
                row_id: keyring.unseal(box, context=one.context(row_id)) for row_id, box in rows
            }
    return opened


def test_a_rotation_is_on_the_trail_and_changes_no_revision(
    services: Services, cameras: list[UUID], rotation: Callable[[], "subprocess.Popen[str]"]
) -> None:
    said, _ = rotation().communicate(timeout=60)
    assert "Keep the old keys" in said
    with transaction(services.sessions) as session:
        trail = select(AuditEntry).where(AuditEntry.object_type == "keys").order_by(AuditEntry.id)
        added, moved = session.scalars(trail).all()
        assert session.scalars(select(Camera.revision).distinct()).all() == [1]
    assert (added.action, added.after) == ("keys.add", {"key": 2})
    assert moved.action == "keys.reseal"
    assert moved.after is not None
    assert moved.after["moved"]["cameras.url_sealed"] > CAMERAS
    assert services.keyring.unseal(  # made before the rotation by this very process
        _one(services, cameras[0]), context=url_context(cameras[0])
    ) == _clear(cameras[0])


def test_a_secret_no_key_opens_is_told_of_and_holds_nobody_up(
    services: Services, cameras: list[UUID]
) -> None:
    with transaction(services.sessions) as session:
        broken = update(Camera).where(Camera.id == cameras[0]).values(url_sealed=b"\1" * 60)
        session.execute(broken)
    services.keyring.begin_rotation()
    *_, progress = reseal(services.sessions, services.keyring, CAMERA_URLS)
    assert progress.lost == [cameras[0]]
    assert number_of(_one(services, cameras[1])) == 2
    assert _one(services, cameras[0]) == b"\1" * 60


def test_a_row_that_is_never_let_go_of_ends_the_rotation_with_a_word(
    services: Services, cameras: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "PATIENCE_S", 0.3)
    services.keyring.begin_rotation()
    with transaction(services.sessions) as holding:
        holding.execute(select(Camera.id).where(Camera.id == cameras[0]).with_for_update())
        with pytest.raises(RotationUnfinished, match=r"1 rows of cameras\.url_sealed"):
            list(reseal(services.sessions, services.keyring, CAMERA_URLS))
    assert services.keyring.moving


def _one(services: Services, camera_id: UUID) -> bytes:
    with transaction(services.sessions) as session:
        return session.scalars(select(Camera.url_sealed).where(Camera.id == camera_id)).one()
