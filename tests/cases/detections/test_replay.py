"""A replay is the judge again: as it was, or under another rule."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.contract.values import Detection
from cases.calendar.calendar import USUAL
from cases.detections.ledger import Known, Ledger
from cases.detections.record import Looked, Record, packed, unpacked
from cases.detections.replay import MARKS_MAX, relive, replay
from cases.rules import End, Look, Memory, Raise, Rule, judge
from core.ids import uuid7
from tests.cases.detections.test_segment import looked
from tests.cases.rules.stories import at
from tests.cases.rules.test_properties import RULES, STORY, story

FIRE = Detection("fire", 0.9, (0.1, 0.1, 0.5, 0.5))
RULE = Rule("fire.flame", ("fire",), 0.5, k=2, n=3, cooldown_s=0, end_after_s=4)


class Kept:
    """A sink that remembers what it was given, as a file would give it back; it may lose some."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.lost = 0
        self.full = False

    def record(self, camera_id: UUID, record: Record) -> None:
        if self.full:
            self.lost += 1
            return
        read = unpacked(packed(record))
        assert read is not None
        self.records.append(read)


def test_a_changed_rule_says_what_it_would_have_raised() -> None:
    looks = [looked(2.0 * i, *([FIRE] if i in (1, 2, 9, 10, 11) else [])) for i in range(20)]
    (run, patient) = replay([RULE, replace(RULE, k=3)], looks, USUAL)
    assert [one.opened_at for one in run.incidents.values()] == [at(4), at(20)]
    assert [one.ended_at for one in run.incidents.values()] == [at(8), at(26)]
    assert [one.opened_at for one in patient.incidents.values()] == [at(22)]
    assert [mark.hits for mark in run.marks[:4]] == [0, 1, 1, 0]
    later = run.since(at(10))
    assert [one.opened_at for one in later.incidents.values()] == [at(20)]
    assert later.marks[0].at == at(10)


def test_many_marks_are_put_together_and_none_is_lost() -> None:
    looks = [looked(float(i), *([FIRE] if i % 5 == 0 else [])) for i in range(3 * MARKS_MAX + 1)]
    looks[7] = replace(looks[7], problem="moved")
    (run,) = replay([RULE], looks, USUAL)
    together = run.together()
    assert len(together) <= MARKS_MAX
    assert sum(mark.looks for mark in together) == len(looks)
    assert sum(mark.hits for mark in together) == sum(mark.hits for mark in run.marks)
    assert [mark.problem for mark in together if mark.problem] == ["moved"]
    assert len(run.together(10)) <= 10


def test_a_picture_nobody_could_look_at_is_marked_and_not_judged() -> None:
    poor = Looked(at(2), None, None, (0, 0), problem="black")
    (run,) = replay([RULE], [looked(0, FIRE), poor, looked(4, FIRE)], USUAL)
    assert [mark.problem for mark in run.marks] == [None, "black", None]
    assert [one.opened_at for one in run.incidents.values()] == [at(4)]


@given(
    RULES,
    STORY.map(story),
    st.lists(st.integers(0, 40), max_size=3),
    st.sets(st.integers(0, 40), max_size=4),
    st.sets(st.integers(0, 40), max_size=2),
)
@settings(max_examples=80, deadline=None)
def test_what_was_judged_is_judged_again_through_restarts_failures_and_losses(
    rule: Rule, looks: list[Look], restarts: list[int], failures: set[int], losses: set[int]
) -> None:
    """A worker's memory, its ledger and what became of its decisions, beside the replay of its records."""
    subscription, camera = uuid7(), uuid7()
    sink = Kept()
    ledger, memory = Ledger(sink), Memory()
    raised: dict[tuple[str, datetime], datetime | None] = {}
    for i, look in enumerate(looks):
        if i in restarts:
            ledger, memory = Ledger(sink), Memory(memory.subjects[:1], memory.looked_at)
        sink.full = i in losses
        seen = Looked(look.taken_at, subscription, "ab" * 32, look.size, look.detections)
        ledger.note(camera, seen, [Known(rule, USUAL, memory)])
        before = memory
        memory, decisions = judge(rule, before, look)
        ledger.judged(subscription, rule, memory)
        if i in failures or i in losses:
            for one in decisions:
                memory = memory.undecided(one.incident.key, before)
            decisions = ()
        for one in decisions:
            key = (one.incident.key, one.incident.opened_at)
            raised[key] = one.ended_at if isinstance(one, End) else None
            assert isinstance(one, Raise) or key in raised
    sink.full = False
    end = Looked(looks[-1].taken_at if looks else at(0), subscription, None, (0, 0))
    ledger.note(camera, end, [Known(rule, USUAL, memory)])
    runs = relive(sink.records[:-1])
    run = runs[subscription, rule.incident_key]
    lived = {key: one.ended_at for key, one in run.incidents.items()}
    ended = {key: ended_at for key, ended_at in raised.items() if ended_at is not None}
    assert {key: at for key, at in lived.items() if at is not None} == ended
    still_open = {(one.key, one.incident.opened_at) for one in memory.subjects if one.incident}
    assert {key for key, at in lived.items() if at is None} == still_open


def test_the_judge_states_what_it_knows_no_more_often_than_needed() -> None:
    sink = Kept()
    ledger, memory, subscription = Ledger(sink), Memory(), uuid7()
    for i in range(30):
        seen = Looked(at(0) + timedelta(minutes=5 * i), subscription, None, (0, 0), (FIRE,))
        ledger.note(uuid7(), seen, [Known(RULE, USUAL, memory)])
        memory, _ = judge(RULE, memory, seen.look)
        ledger.judged(subscription, RULE, memory)
    stated = [one for one in sink.records if not isinstance(one, Looked)]
    assert len(stated) == 3, "three hours"
