"""The recorder never holds the line up, counts what it cannot keep, and keeps within its bounds."""

import errno
import os
from datetime import timedelta
from pathlib import Path

import pytest
import structlog

from cases.detections import recorder, segment
from cases.detections.recorder import Recorder
from cases.detections.retention import Keep, purge
from core.clock import ManualClock
from tests.cases.detections.test_segment import CAMERA, looked
from tests.cases.rules.stories import at

DAY = timedelta(days=1)


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    """A week, in a megabyte."""
    return Keep(tmp_path / "detections", 7, 1 << 20)


@pytest.fixture
def written(keep: Keep) -> Recorder:
    """A recorder whose thread does not run: tests flush it."""
    return Recorder(keep, ManualClock(at(0)))


def _seconds(keep: Keep) -> list[float]:
    found = segment.between(keep.folder, CAMERA, at(0), at(86400))
    return [(one.taken_at - at(0)).total_seconds() for one in found]


def test_what_was_recorded_is_there_after_the_recorder_closed(keep: Keep) -> None:
    one = Recorder(keep, ManualClock(at(0)))
    one.start()
    for seconds in (0, 2, 3600):
        one.record(CAMERA, looked(seconds))
    one.close()
    assert _seconds(keep) == [0, 2, 3600]
    files = segment.every_file(keep.folder)
    assert len(files) == 2
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert one.lost == 0


def test_while_nothing_can_be_written_records_are_dropped_and_counted(
    keep: Keep, written: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "BUFFERED", 3)
    for seconds in range(5):
        written.record(CAMERA, looked(seconds))
    written.flush()
    assert _seconds(keep) == [0, 1, 2]
    assert written.dropped == {"buffer": 2}


def test_a_full_disk_leaves_whole_blocks_and_a_count(
    keep: Keep, written: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    written.record(CAMERA, looked(0))
    written.flush()
    write = os.write

    def full(file: int, data: bytes) -> int:
        write(file, data[:7])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        written.record(CAMERA, looked(2))
        written.record(CAMERA, looked(4))
        written.flush()
    written.record(CAMERA, looked(6))
    written.flush()
    assert _seconds(keep) == [0, 6]
    assert written.dropped == {"disk": 2}


def test_a_disk_that_is_really_full_costs_records_and_nothing_else(tmp_path: Path) -> None:
    """`/dev/full` takes no byte; a folder that leads there is as full as a disk can be."""
    one = Recorder(Keep(Path("/dev/full"), 7, 1), ManualClock(at(0)))
    one.record(CAMERA, looked(0))
    one.flush()
    assert one.dropped == {"disk": 1}


def _hours(keep: Keep, count: int, every: timedelta) -> None:
    for i in range(count):
        path = segment.path_of(keep.folder, CAMERA, at(0) + i * every, "a")
        segment.append(path, [looked(i)])


def test_what_is_older_than_the_days_goes_first_with_a_line_in_the_log(keep: Keep) -> None:
    _hours(keep, 10, DAY)
    with structlog.testing.capture_logs() as lines:
        assert purge(keep, at(0) + 9 * DAY) == 2
    left = [segment.hour_of(path) for path in segment.every_file(keep.folder)]
    assert min(left) == segment.hour_of(segment.path_of(keep.folder, CAMERA, at(0) + 2 * DAY, "a"))
    (line,) = [one for one in lines if one["event"] == "removed detections"]
    assert (line["files"], line["first_hour"]) == (2, "20261126T02")


def test_beyond_the_bytes_the_oldest_hours_go_but_never_the_one_being_written(keep: Keep) -> None:
    _hours(keep, 5, timedelta(hours=1))
    newest = sum(path.stat().st_size for path in segment.every_file(keep.folder)[-2:])
    bounded = Keep(keep.folder, 7, newest)
    assert purge(bounded, at(4 * 3600 + 600)) == 3
    assert purge(Keep(keep.folder, 7, 0), at(4 * 3600 + 600)) == 1
    (left,) = segment.every_file(keep.folder)
    assert segment.hour_of(left) == segment.hour_of(
        segment.path_of(keep.folder, CAMERA, at(4 * 3600), "a")
    )


def test_several_may_purge_at_a_time_and_empty_folders_go(keep: Keep) -> None:
    _hours(keep, 3, DAY)
    assert purge(keep, at(0) + 30 * DAY) == 3
    assert purge(keep, at(0) + 30 * DAY) == 0
    assert [*keep.folder.iterdir()] == []
