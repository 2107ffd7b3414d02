"""The files of detections: what was written is read, whatever happened to the end of a file."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.contract.rule import Coverage, Schedule, Tracking, Window, Zone
from algorithms.contract.values import Detection
from cases.calendar.calendar import USUAL, Calendar
from cases.detections import segment
from cases.detections.record import Looked, Record, Stated, packed, unpacked
from cases.evidence.detections import as_stored
from cases.rules import Memory, Rule, judge
from core.ids import uuid7
from tests.cases.rules.stories import SIZE, at, box

CAMERA, SUBSCRIPTION = uuid7(), uuid7()
FIRE = as_stored(
    [
        Detection("fire", 0.123456789, (1 / 3, 0.2, 2 / 3, 0.9), attributes={"flicker": [1, None]}),
        Detection("水", 0.5, polygon=((0.1, 0.2), (1 / 7, 0.3), (0.9, 0.9))),
        Detection("whole", 1.0),
    ]
)


def looked(seconds: float, *found: Detection, problem: str | None = None) -> Looked:
    """Return a look at an instant."""
    return Looked(at(seconds), SUBSCRIPTION, "ab" * 32, SIZE, found, problem)


def stated() -> Stated:
    """Return a state with everything in it."""
    rule = Rule(
        "a.b",
        ("fire",),
        0.1,
        k=1,
        n=1,
        zones=(Zone(box(0, 0, 1, 1), "all"),),
        schedule=Schedule((Window(("workday",), "08:00", "18:00"),)),
        tracking=Tracking(),
    )
    memory, _ = judge(rule, Memory(), looked(0, *FIRE).look)
    days = Calendar("Asia/Shanghai", frozenset({at(0).date()}), frozenset({at(9e5).date()}))
    return Stated(at(2), SUBSCRIPTION, rule, days, memory)


RECORDS: list[Record] = [looked(0, *FIRE), stated(), looked(4, problem="moved"), looked(6)]


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_is_read_as_it_was_written(record: Record) -> None:
    assert unpacked(packed(record)) == record


@pytest.mark.parametrize("line", [b"", b"[]", b"{}", b'{"detections": 3}', b"\xff"])
def test_a_line_of_another_form_is_no_record(line: bytes) -> None:
    assert unpacked(line) is None


def test_hours_are_read_in_order_each_writer_after_the_other(tmp_path: Path) -> None:
    hour = timedelta(hours=1)
    for writer, moments in (("b", (0, 10)), ("a", (20, 30)), ("a", (40,))):
        path = segment.path_of(tmp_path, CAMERA, at(0), writer)
        segment.append(path, [looked(seconds) for seconds in moments])
    later = segment.path_of(tmp_path, CAMERA, at(0) + hour, "b")
    segment.append(later, [looked(3600)])
    segment.append(segment.path_of(tmp_path, uuid7(), at(0), "b"), [looked(1)])

    def seconds(since: float, until: float) -> list[float]:
        found = segment.between(tmp_path, CAMERA, at(since), at(until))
        return [(one.taken_at - at(0)).total_seconds() for one in found]

    assert seconds(0, 7200) == [0, 10, 20, 30, 40, 3600]
    assert seconds(25, 35) == [0, 10, 20, 30], "from the beginning of the hour"
    assert seconds(3600, 7200) == [3600]
    assert seconds(7200, 9000) == []
    assert segment.recorded_since(tmp_path, CAMERA) == at(0).replace(minute=0, second=0)
    assert segment.recorded_since(tmp_path, uuid7()) is None


@given(cut=st.integers(0, 2000), flipped=st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_torn_or_damaged_end_costs_no_more_than_the_blocks_it_hit(
    tmp_path_factory: pytest.TempPathFactory, cut: int, flipped: bool
) -> None:
    path = segment.path_of(tmp_path_factory.mktemp("segment"), CAMERA, at(0), "a")
    ends = []
    for i in range(5):
        segment.append(path, [looked(i * 10, *FIRE), looked(i * 10 + 5)])
        ends.append(path.stat().st_size)
    data = bytearray(path.read_bytes())
    cut = min(cut, len(data) - 1)
    if flipped:
        data[cut] ^= 0x40
    else:
        del data[cut:]
    path.write_bytes(data)
    whole = sum(end <= cut for end in ends)
    found = [*segment.read(path)]
    assert found[: 2 * whole] == [
        one for i in range(whole) for one in (looked(i * 10, *FIRE), looked(i * 10 + 5))
    ]
    assert len(found) == 2 * whole


def test_what_was_torn_off_is_followed_by_nothing_but_another_writers_file_is(
    tmp_path: Path,
) -> None:
    first, second = (segment.path_of(tmp_path, CAMERA, at(0), writer) for writer in "ab")
    segment.append(first, [looked(0)])
    with first.open("ab") as file:
        file.write(b"\x40\x00\x00\x00half")
    segment.append(second, [looked(60)])
    found = segment.between(tmp_path, CAMERA, at(0), at(100))
    assert [one.taken_at for one in found] == [at(0), at(60)]


def test_a_file_that_is_gone_or_is_none_of_ours_holds_nothing(tmp_path: Path) -> None:
    assert [*segment.read(tmp_path / "gone.looks")] == []
    foreign = tmp_path / str(CAMERA) / "notes.looks"
    foreign.parent.mkdir()
    foreign.write_bytes(b"something else")
    assert [*segment.read(foreign)] == []
    assert [*segment.between(tmp_path, CAMERA, at(0), at(1))] == []


def test_a_coverage_and_the_usual_calendar_survive_as_well() -> None:
    rule = Rule("a.b", ("fire",), 0.1, coverage=Coverage(0.1, grows_by=0.1))
    memory, _ = judge(rule, Memory(), looked(0, *FIRE).look)
    record = Stated(at(0), SUBSCRIPTION, rule, USUAL, memory)
    assert unpacked(packed(record)) == record
    assert memory.shares
