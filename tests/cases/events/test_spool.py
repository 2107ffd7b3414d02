"""The spool: nothing it accepted is lost, whatever kills its process."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cases.events.errors import SpoolUnusable
from cases.events.report import Report
from cases.events.spool import Spool, records
from core.blobs import FolderBlobs
from tests.cases.samples import ended, raised, seen, source

MEGABYTE = 1 << 20


class Shelf:
    """Stores reports in memory, and fails when told to."""

    def __init__(self, fails_at: int | None = None) -> None:
        self.stored: list[Report] = []
        self._fails_at = fails_at

    def __call__(self, told: Report) -> bool:
        if len(self.stored) == self._fails_at:
            raise ConnectionError
        self.stored.append(told)
        return True


def story(blobs: FolderBlobs) -> list[Report]:
    of = source()
    return [raised(of, blobs), seen(of, 0, 5), seen(of, 0, 10), ended(of, 0, 10, 60)]


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "blobs")


def test_what_goes_in_comes_out_the_same_in_order_and_only_once(
    tmp_path: Path, blobs: FolderBlobs
) -> None:
    told, shelf = story(blobs), Shelf()
    with Spool(tmp_path / "spool", bound_bytes=MEGABYTE) as spool:
        assert all(spool.append(one) for one in told)
        assert spool.drain(shelf) == 4
        assert spool.drain(shelf) == 0
        assert spool.is_empty()
    assert shelf.stored == told
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_drain_that_breaks_off_keeps_the_rest_and_later_appends_follow_it(
    tmp_path: Path, blobs: FolderBlobs
) -> None:
    told, later = story(blobs), Shelf()
    with Spool(tmp_path / "spool", bound_bytes=MEGABYTE) as spool:
        for one in told[:3]:
            spool.append(one)
        with pytest.raises(ConnectionError):
            spool.drain(Shelf(fails_at=2))
        spool.append(told[3])
        spool.drain(later)
    assert later.stored == told[2:]


def test_a_file_of_a_process_that_is_gone_is_adopted_and_one_in_use_is_left_alone(
    tmp_path: Path, blobs: FolderBlobs
) -> None:
    told, shelf = story(blobs), Shelf()
    gone = Spool(tmp_path / "spool", bound_bytes=MEGABYTE)
    gone.append(told[0])
    with Spool(tmp_path / "spool", bound_bytes=MEGABYTE) as spool:
        assert spool.drain(shelf) == 0
        gone.close()
        assert spool.drain(shelf) == 1
    assert shelf.stored == told[:1]


def test_a_record_cut_or_damaged_anywhere_never_yields_anything_but_whole_records_before_it(
    tmp_path: Path, blobs: FolderBlobs
) -> None:
    with Spool(tmp_path / "spool", bound_bytes=MEGABYTE) as spool:
        for one in story(blobs):
            spool.append(one)
        (path,) = (tmp_path / "spool").glob("*.spool")
        data = path.read_bytes()
        spool.drain(Shelf())
    whole = [end for _, end in records(data)]
    assert len(whole) == 4
    chance = random.Random(7)
    for cut in [0, 1, len(data) - 1, *(chance.randrange(len(data)) for _ in range(200))]:
        assert [end for _, end in records(data[:cut])] == [end for end in whole if end <= cut]
        damaged = data[:cut] + bytes([data[cut] ^ 0xFF]) + data[cut + 1 :]
        assert [end for _, end in records(damaged)] == [end for end in whole if end <= cut]


def test_sightings_give_way_first_and_what_is_refused_is_counted(
    tmp_path: Path, blobs: FolderBlobs
) -> None:
    of = source()
    with Spool(tmp_path / "spool", bound_bytes=20_000) as spool:
        while spool.append(seen(of, 0, 5)):
            pass
        assert spool.refused == {"update": 1}
        assert 8_000 < spool.size() <= 10_000
        while spool.append(raised(of, blobs)):
            pass
        assert spool.refused == {"update": 1, "raise": 1}
        assert spool.size() <= 20_000
        spool.drain(Shelf())
        assert spool.append(seen(of, 0, 5))
        spool.drain(Shelf())


def test_a_report_that_can_never_be_stored_is_set_aside_and_blocks_nothing(
    tmp_path: Path, blobs: FolderBlobs
) -> None:
    told = story(blobs)
    with Spool(tmp_path / "spool", bound_bytes=MEGABYTE) as spool:
        for one in told:
            spool.append(one)
        assert spool.drain(lambda one: one is not None and one != told[1]) == 3
        assert (spool.set_aside, spool.is_empty()) == (1, True)
    assert len(list((tmp_path / "spool").glob("*.refused"))) == 1


def test_an_unusable_folder_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SpoolUnusable, match="disk space and permissions"):
        Spool(tmp_path / "file" / "spool", bound_bytes=MEGABYTE)


APPENDER = """
import sys
from pathlib import Path
from cases.events.spool import Spool
from core.blobs import FolderBlobs
from tests.cases.samples import raised, source

home = Path(sys.argv[1])
spool, of = Spool(home / "spool", bound_bytes=1 << 30), source()
blobs = FolderBlobs(home / "blobs")
for second in range(100_000):
    spool.append(raised(of, blobs, second))
    print(second, flush=True)
"""


def test_a_process_killed_while_appending_loses_nothing_that_append_returned_for(
    tmp_path: Path,
) -> None:
    shelf = Shelf()
    for _ in range(3):
        acknowledged = _appended_until_killed(tmp_path)
        before = len(shelf.stored)
        with Spool(tmp_path / "spool", bound_bytes=MEGABYTE) as spool:
            spool.drain(shelf)
        found = [one.decision.incident.opened_at for one in shelf.stored[before:]]
        assert len(found) in (acknowledged, acknowledged + 1)
        assert found == sorted(found)


def _appended_until_killed(home: Path) -> int:
    """Return how many appends the process had reported when it was killed in the middle of one."""
    process = subprocess.Popen(
        [sys.executable, "-c", APPENDER, str(home)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process, process.stdout as lines:
        for line in lines:
            if int(line) >= 20:
                os.kill(process.pid, signal.SIGKILL)
                break
        return int(line) + 1 + sum(1 for _ in lines)
