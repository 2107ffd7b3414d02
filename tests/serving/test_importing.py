"""The import process: started when there is something to do, and again when it was killed."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from accounts.policy import Role
from core.blobs import FolderBlobs
from core.clock import SystemClock
from core.database.engine import Sessions, transaction
from core.http.services import Services
from core.secrets import Keyring
from core.settings import Settings
from serving.apart import Apart
from serving.importing import importer as started_by
from tests import make
from video.imports import service
from video.imports.model import CameraImport

ROWS = 20_000


@pytest.fixture
def services(
    sessions: Sessions, database_url: str, blobs: FolderBlobs, keyring: Keyring, tmp_path: Path
) -> Services:
    """Services another process can open from their settings."""
    settings = Settings(home=tmp_path, database_url=SecretStr(database_url), quota_cameras=10**6)
    return Services(settings, sessions, SystemClock(), blobs, keyring)


def _started(services: Services) -> UUID:
    with transaction(services.sessions) as session:
        who = make.user(session, roles=[Role.SUBSCRIBER])
        scope = make.scope_of(who, "camera.import")
        clock, settings = services.clock, services.settings
        one = service.announce(session, scope, who.owner_id, "list", clock)
        with closing(service.receiver(settings, one.id)) as file:
            for number in range(ROWS):
                address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
                head = b"name,url\n" if number == 0 else b""
                file.write(head + f"c{number},rtsp://u:p@{address}/1\n".encode())
            encoding = file.settle()
        service.received(session, scope, one.id, file, encoding, clock)
        service.start(session, scope, one.id, {"name_zh": 0, "url": 1}, "wgs84", settings, clock)
        return one.id


def _wait(until: Callable[[], bool], importer: Apart) -> None:
    end = time.monotonic() + 150
    while not until():
        assert time.monotonic() < end
        importer.tick()
        time.sleep(0.05)


def test_an_import_whose_process_is_killed_goes_on_and_doubles_nothing(services: Services) -> None:
    import_id = _started(services)

    def read() -> CameraImport:
        with transaction(services.sessions) as session:
            return session.get_one(CameraImport, import_id)

    importer = started_by(services)
    try:
        _wait(lambda: read().done > 0, importer)
        killed = importer.pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        at = read()
        _wait(lambda: read().state == "done", importer)
    finally:
        importer.stop()
    one = read()
    assert importer.pid != killed or at.state == "done"
    assert (one.added, one.unchanged, one.refused, one.total) == (ROWS, 0, 0, ROWS)
    with transaction(services.sessions) as session:
        counted = text("SELECT count(*), count(DISTINCT url_masked) FROM cameras")
        assert tuple(session.execute(counted).one()) == (ROWS, ROWS)
