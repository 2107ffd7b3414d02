"""A decision is stored with its pictures, or waits on disk until database and blobs are both there."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select

from algorithms.contract.values import Frame
from cases.events.model import Event, Evidence
from cases.events.spool import Spool
from cases.rules import Incident, Raise
from core import bucket
from core.blobs import Blobs
from core.bucket import BucketBlobs
from core.database.engine import transaction
from core.http.services import Services
from serving.cluster.assignment import Judged
from serving.cluster.desk import Desk
from tests import make
from tests.cases.conftest import subscribed
from tests.cases.samples import FIRE, RULE, at
from tests.core.buckets import KEYS, Buckets
from video.cameras.service import raise_epochs


@pytest.fixture
def buckets() -> Iterator[Buckets]:
    """A real store, with one bucket."""
    with Buckets() as running:
        running.make("city")
        yield running


@pytest.fixture
def blobs(buckets: Buckets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Blobs:
    """The store as the product opens it, asked again at once after a failure."""
    monkeypatch.setattr(bucket, "PAUSE_S", 0.0)
    keys = tmp_path / "keys"
    keys.write_text(KEYS)
    keys.chmod(0o600)
    return BucketBlobs.open("s3://city/blobs", buckets.endpoint, keys)


@pytest.fixture
def desk(services: Services, tmp_path: Path) -> Iterator[Desk]:
    """The desk of one worker."""
    desk = Desk(services, Spool(tmp_path / "spool", 1 << 20))
    yield desk
    desk.close()


@pytest.fixture
def judged(services: Services, desk: Desk) -> Judged:
    """A subscription whose camera this worker holds."""
    with transaction(services.sessions) as session:
        source = subscribed(session, make.organization(session))
        desk.epochs = raise_epochs(session, [source.camera_id], "w-1")
    return Judged(RULE, source)


def _raise(desk: Desk, judged: Judged) -> None:
    frame = Frame(judged.source.camera_id, 1, at(0), np.full((72, 128, 3), 120, np.uint8))
    incident = Incident(at(0), at(0), looks=2, score=0.9)
    desk.report(judged, Raise(incident, (FIRE,)), frame)


def _events(services: Services) -> int:
    with services.sessions() as session:
        return session.scalar(select(func.count()).select_from(Event)) or 0


def test_an_event_waits_on_disk_while_the_store_of_its_pictures_is_away(
    services: Services, desk: Desk, judged: Judged, buckets: Buckets, blobs: Blobs
) -> None:
    buckets.stop()
    _raise(desk, judged)
    desk.drain()
    assert (desk.spooled, _events(services)) == (1, 0)
    buckets.start()
    buckets.make("city")
    desk.drain()
    assert (desk.spooled, _events(services)) == (0, 1)
    with services.sessions() as session:
        digests = session.scalars(select(Evidence.digest)).all()
    assert len(digests) == 4
    assert all(blobs.has(digest or "") for digest in digests)


def test_an_event_is_stored_at_once_while_everything_is_there(
    services: Services, desk: Desk, judged: Judged, buckets: Buckets
) -> None:
    _raise(desk, judged)
    assert (desk.spooled, _events(services)) == (0, 1)
