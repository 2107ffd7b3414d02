"""What was purged leaves the store, and nothing that anybody still refers to."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from cases.events.model import Event, Evidence
from cases.evidence import retention
from core.blobs import FolderBlobs, path_of
from core.clock import ManualClock
from core.database.engine import transaction
from core.http.services import Services
from registry.testsets.model import CityPicture
from serving.background import _purge
from serving.collecting import collect, collect_left
from tests.serving.conftest import World


@pytest.fixture
def old(services: Services, world: World, tmp_path: Path) -> list[str]:
    """The digests of an event that nobody judged, long past its time, in a store as old."""
    assert world.objects["event_id"]
    clock = services.clock
    assert isinstance(clock, ManualClock)
    with transaction(services.sessions) as session:
        digests = [one or "" for one in session.scalars(select(Evidence.digest))]
        values = {"review": "waiting", "wants": "verdict", "ended_at": Event.updated_at}
        session.execute(update(Event).values(**values))
        session.execute(text("TRUNCATE cases CASCADE"))
        opened_at = session.scalars(select(Event.opened_at)).one()
    clock.at = opened_at + timedelta(days=91)
    _age(services, digests)
    return digests


def _age(services: Services, digests: list[str]) -> None:
    blobs = services.blobs
    assert isinstance(blobs, FolderBlobs)
    long_ago = time.time() - 90 * 86400
    for digest in digests:
        os.utime(blobs._root / path_of(digest), (long_ago, long_ago))


def test_purged_evidence_leaves_the_disk(services: Services, old: list[str]) -> None:
    _purge(services)
    assert not any(services.blobs.has(digest) for digest in old)


def test_a_picture_another_event_shows_too_stays(services: Services, old: list[str]) -> None:
    with transaction(services.sessions) as session:
        session.execute(update(Evidence).where(Evidence.kind == "snapshot").values(kind="other"))
        kept = session.scalars(select(Evidence.digest).filter_by(kind="other")).one()
        session.execute(update(Evidence).where(Evidence.kind != "other").values(state="purged"))
    collect(services, old)
    assert [services.blobs.has(digest) for digest in old].count(True) == 1
    assert services.blobs.has(kept or "")


def test_what_was_put_again_lately_stays_and_goes_later(services: Services, old: list[str]) -> None:
    for digest in old:
        services.blobs.put(services.blobs.get(digest))
    _purge(services)
    assert all(services.blobs.has(digest) for digest in old)
    _age(services, old)
    assert collect_left(services) == len(set(old))
    assert collect_left(services) == 0


def test_a_crash_after_the_purge_leaves_nothing_for_good(
    services: Services, old: list[str]
) -> None:
    with transaction(services.sessions) as session:
        retention.purge(session, services.settings, services.clock)
    assert all(services.blobs.has(digest) for digest in old)
    assert collect_left(services) == len(set(old))


def test_a_picture_of_a_test_set_stays(services: Services, old: list[str]) -> None:
    """The operator may have made a set of what cameras have shown."""
    with transaction(services.sessions) as session:
        session.scalars(select(CityPicture)).one().digest = old[0]
    _purge(services)
    assert [services.blobs.has(digest) for digest in sorted({*old})].count(True) == 1
    assert services.blobs.has(old[0])
