"""The spool: nothing it accepted is lost, whatever kills its process."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from cases.events.errors import SpoolFull, SpoolUnusable
from cases.events.model import Event
from cases.events.report import Report, Source
from cases.events.spool import Spool
from cases.events.wire import pack, unpack
from core.blobs import FolderBlobs
from core.database.engine import Sessions, open_engine, session_factory
from core.framing import records
from core.ids import uuid7
from tests.cases.samples import at, ended, raised, seen

MEGABYTE = 1 << 20


@pytest.fixture
def away() -> Sessions:
    """Sessions on a database that does not answer."""
    return session_factory(open_engine("postgresql://nobody@127.0.0.1:1/none"))


@pytest.fixture
def story(source: Source, blobs: FolderBlobs) -> list[Report]:
    """An incident from its raise to its end."""
    return [
        raised(source, blobs),
        seen(source, 0, 5),
        seen(source, 0, 10, looks=4),
        ended(source, 0, 10, 60),
    ]


def stored(sessions: Sessions) -> list[Event]:
    with sessions() as session:
        return list(session.scalars(select(Event).order_by(Event.opened_at)))


def fill(spool: Spool, make: Callable[[], Report]) -> None:
    """Append until the spool refuses."""
    while True:
        try:
            spool.append(make())
        except SpoolFull:
            return


def test_a_report_is_the_same_after_its_way_through_bytes(story: list[Report]) -> None:
    assert [unpack(pack(one)) for one in story] == story


def test_what_waits_is_stored_in_order_and_only_once(
    tmp_path: Path, sessions: Sessions, story: list[Report]
) -> None:
    with Spool(tmp_path / "spool", MEGABYTE) as spool:
        for one in story:
            spool.append(one)
        assert len(spool) == 4
        assert spool.drain(sessions) == 4
        assert (len(spool), spool.drain(sessions)) == (0, 0)
    (event,) = stored(sessions)
    assert (event.looks, event.updated_at, event.ended_at) == (4, at(10), at(60))
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_drain_while_the_database_is_away_keeps_everything_and_appends_follow_it(
    tmp_path: Path, sessions: Sessions, away: Sessions, story: list[Report]
) -> None:
    with Spool(tmp_path / "spool", MEGABYTE) as spool:
        for one in story[:3]:
            spool.append(one)
        with pytest.raises(OperationalError):
            spool.drain(away)
        assert len(spool) == 3
        spool.append(story[3])
        assert spool.drain(sessions) == 4
    assert [event.ended_at for event in stored(sessions)] == [at(60)]


def test_pictures_are_put_again_among_the_blobs(
    tmp_path: Path, sessions: Sessions, story: list[Report]
) -> None:
    elsewhere = FolderBlobs(tmp_path / "elsewhere")
    with Spool(tmp_path / "spool", MEGABYTE) as spool:
        spool.append(story[0])
        spool.drain(sessions, elsewhere)
    assert story[0].evidence is not None
    assert all(elsewhere.has(one.digest) for one in story[0].evidence.pieces)


def test_a_file_of_a_process_that_is_gone_is_adopted_and_one_in_use_is_left_alone(
    tmp_path: Path, sessions: Sessions, story: list[Report]
) -> None:
    gone = Spool(tmp_path / "spool", MEGABYTE)
    gone.append(story[0])
    with Spool(tmp_path / "spool", MEGABYTE) as spool:
        assert spool.drain(sessions) == 0
        gone.close()
        assert spool.drain(sessions) == 1
    assert len(stored(sessions)) == 1


def test_a_record_cut_or_damaged_anywhere_never_yields_anything_but_whole_records_before_it(
    tmp_path: Path, story: list[Report]
) -> None:
    with Spool(tmp_path / "spool", MEGABYTE) as spool:
        for one in story:
            spool.append(one)
    (path,) = (tmp_path / "spool").glob("*.spool")
    data = path.read_bytes()
    whole = [end for _, end in records(data)]
    assert len(whole) == 4
    chance = random.Random(7)
    for cut in [0, 1, len(data) - 1, *(chance.randrange(len(data)) for _ in range(200))]:
        assert [end for _, end in records(data[:cut])] == [end for end in whole if end <= cut]
        damaged = data[:cut] + bytes([data[cut] ^ 0xFF]) + data[cut + 1 :]
        assert [end for _, end in records(damaged)] == [end for end in whole if end <= cut]


def test_sightings_give_way_first_and_what_is_refused_is_counted(
    tmp_path: Path, source: Source, blobs: FolderBlobs
) -> None:
    with Spool(tmp_path / "spool", 20_000) as spool:
        fill(spool, lambda: seen(source, 0, 5))
        assert spool.refused == {"update": 1}
        assert 8_000 < spool.size() <= 10_000
        fill(spool, lambda: raised(source, blobs))
        assert spool.refused == {"update": 1, "raise": 1}
        assert 10_000 < spool.size() <= 20_000


def test_a_report_that_can_never_be_stored_is_set_aside_and_blocks_nothing(
    tmp_path: Path, sessions: Sessions, source: Source, blobs: FolderBlobs
) -> None:
    orphan = replace(source, owner_id=uuid7(), subscription_id=uuid7())
    with Spool(tmp_path / "spool", MEGABYTE) as spool:
        spool.append(raised(orphan, blobs))
        spool.append(raised(source, blobs))
        assert spool.drain(sessions) == 1
        assert (spool.set_aside, len(spool)) == (1, 0)
    assert len(list((tmp_path / "spool").glob("*.refused"))) == 1


def test_an_unusable_folder_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SpoolUnusable, match="disk space and permissions"):
        Spool(tmp_path / "file" / "spool", MEGABYTE)


APPENDER = """
import sys
from dataclasses import replace
from pathlib import Path
from cases.events.spool import Spool
from cases.events.wire import unpack
from core.ids import uuid7

home, told = Path(sys.argv[1]), unpack(Path(sys.argv[2]).read_bytes())
spool = Spool(home / "spool", 1 << 30)
for number in range(100_000):
    spool.append(replace(told, rule=replace(told.rule, incident_key=uuid7().hex)))
    print(number, flush=True)
"""


def test_a_process_killed_while_appending_loses_nothing_that_append_returned_for(
    tmp_path: Path, sessions: Sessions, story: list[Report]
) -> None:
    (tmp_path / "told").write_bytes(pack(story[0]))
    before = 0
    for _ in range(2):
        acknowledged = _appended_until_killed(tmp_path)
        with Spool(tmp_path / "spool", MEGABYTE) as spool:
            spool.drain(sessions)
        with sessions() as session:
            after = session.scalar(select(func.count()).select_from(Event)) or 0
        assert after - before in (acknowledged, acknowledged + 1)
        before = after


def _appended_until_killed(home: Path) -> int:
    """Return how many appends the process had reported when it was killed in the middle of one."""
    process = subprocess.Popen(
        [sys.executable, "-c", APPENDER, str(home), str(home / "told")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process, process.stdout as lines:
        for line in lines:
            if int(line) >= 10:
                os.kill(process.pid, signal.SIGKILL)
                break
        return int(line) + 1 + sum(1 for _ in lines)
