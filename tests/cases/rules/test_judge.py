"""The judge, by example and by property."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.contract.values import Detection
from cases.rules import Decision, End, Look, Memory, Raise, Rule, Update, judge

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
FIRE = Detection("fire", 0.9, (0.1, 0.1, 0.3, 0.3))
RULE = Rule("fire.smoke", ("fire",), 0.5, k=2, n=3, cooldown_s=60, end_after_s=20)


@dataclass
class Row:
    """What of an event is stored, as the judge resumes from it."""

    opened_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    looks: int
    score: float
    incident_key: str = RULE.incident_key
    last_box: list[float] | None = None


def looks_of(pattern: str, step_s: float = 5, start: datetime = START) -> list[Look]:
    """Return one look per letter: `x` sees fire, `.` does not."""
    return [
        Look(start + timedelta(seconds=step_s * i), (FIRE,) if letter == "x" else ())
        for i, letter in enumerate(pattern)
    ]


def run(rule: Rule, looks: list[Look], memory: Memory | None = None) -> list[Decision | None]:
    memory, decisions = memory or Memory(), list[Decision | None]()
    for look in looks:
        memory, decided = judge(rule, memory, look)
        assert len(decided) <= 1
        decisions += decided or (None,)
    return decisions


def spoken(decisions: list[Decision | None]) -> str:
    """Return the decisions as one letter each: R(aise) U(pdate) E(nd) or a dot."""
    return "".join("." if one is None else type(one).__name__[0] for one in decisions)


@pytest.mark.parametrize(
    ("seen", "decided"),
    [
        ("x...x...x", "........."),
        ("x.x", "..R"),
        ("xxx.x", ".RU.U"),
        ("xx.....", ".R...E."),
        ("xx....xxxxxxxxxxxxx", ".R...E...........RU"),
        ("xx...x....", ".R...U...E"),
    ],
)
def test_k_of_n_raises_hits_update_absence_ends_and_cooldown_holds_back(
    seen: str, decided: str
) -> None:
    assert spoken(run(RULE, looks_of(seen))) == decided


def test_an_incident_carries_when_it_opened_was_last_seen_how_often_and_how_surely() -> None:
    looks = looks_of("xx......")
    decisions = run(RULE, looks)
    raised, ended = decisions[1], decisions[5]
    assert isinstance(raised, Raise)
    assert (raised.incident.opened_at, raised.incident.looks) == (looks[1].taken_at, 2)
    assert raised.incident.score == 0.9
    assert isinstance(ended, End)
    assert ended.ended_at == looks[5].taken_at
    assert ended.incident.seen_at == looks[1].taken_at


def test_a_camera_that_was_away_needs_two_misses_before_its_incident_ends() -> None:
    before = looks_of("xx")
    after = looks_of("....", start=START + timedelta(hours=2))
    assert spoken(run(RULE, before + after)) == ".R.E.."
    back = looks_of(".x..", start=START + timedelta(hours=2))
    assert spoken(run(RULE, before + back)) == ".R.U.."


def test_a_look_out_of_order_or_repeated_changes_nothing() -> None:
    first, second = looks_of("xx")
    memory, _ = judge(RULE, Memory(), second)
    assert judge(RULE, memory, first) == (memory, ())
    assert judge(RULE, memory, second) == (memory, ())


rules = st.integers(1, 8).flatmap(
    lambda n: st.builds(
        Rule,
        event_type=st.just("fire.smoke"),
        labels=st.just(("fire",)),
        threshold=st.just(0.5),
        k=st.integers(1, n),
        n=st.just(n),
        cooldown_s=st.sampled_from([0.0, 10.0, 60.0]),
        end_after_s=st.sampled_from([1.0, 10.0, 30.0]),
    )
)
streams = st.lists(
    st.tuples(st.floats(0.5, 40), st.booleans(), st.floats(0.5, 1)), max_size=80
).map(lambda steps: _stream(steps))


def _stream(steps: list[tuple[float, bool, float]]) -> list[Look]:
    at, looks = START, []
    for wait_s, hit, score in steps:
        at += timedelta(seconds=wait_s)
        looks.append(Look(at, (Detection("fire", score, (0, 0, 1, 1)),) if hit else ()))
    return looks


@given(rules, streams)
@settings(max_examples=100, deadline=None)
def test_nothing_is_raised_with_fewer_than_k_hits_in_the_last_n_looks(
    rule: Rule, looks: list[Look]
) -> None:
    for i, decision in enumerate(run(rule, looks)):
        if isinstance(decision, Raise):
            window = looks[max(0, i - rule.n + 1) : i + 1]
            assert sum(bool(look.detections) for look in window) >= rule.k
            assert looks[i].detections


@given(rules, streams)
@settings(max_examples=100, deadline=None)
def test_at_most_one_incident_is_open_and_each_raise_keeps_its_distance_from_the_last_end(
    rule: Rule, looks: list[Look]
) -> None:
    is_open, ended_at = False, None
    for decision in run(rule, looks):
        match decision:
            case Raise(incident=incident):
                assert not is_open
                assert ended_at is None or (
                    incident.opened_at - ended_at >= timedelta(seconds=rule.cooldown_s)
                )
                is_open = True
            case Update():
                assert is_open
            case End():
                assert is_open
                gone = decision.ended_at - decision.incident.seen_at
                assert gone >= timedelta(seconds=rule.end_after_s)
                is_open, ended_at = False, decision.ended_at


@given(rules, streams)
@settings(max_examples=100, deadline=None)
def test_a_replay_decides_the_same(rule: Rule, looks: list[Look]) -> None:
    assert run(rule, looks) == run(rule, looks)


@given(rules, streams)
@settings(max_examples=100, deadline=None)
def test_resumed_from_the_row_just_written_is_the_same_as_never_interrupted(
    rule: Rule, looks: list[Look]
) -> None:
    memory, uninterrupted = Memory(), run(rule, looks)
    for i, look in enumerate(looks):
        memory, decided = judge(rule, memory, look)
        for decision in decided:
            resumed = Memory.resumed([_stored(decision)])
            assert run(rule, looks[i + 1 :], resumed) == uninterrupted[i + 1 :]


@given(rules, streams, st.integers(0, 80))
@settings(max_examples=100, deadline=None)
def test_resumed_at_any_moment_never_doubles_an_open_incident_and_ends_it_no_earlier(
    rule: Rule, looks: list[Look], cut: int
) -> None:
    uninterrupted = run(rule, looks)
    row = next((_stored(one) for one in reversed(uninterrupted[:cut]) if one), None)
    resumed = run(rule, looks[cut:], Memory.resumed([row] if row else []))
    first = next((one for one in resumed if one is not None), None)
    if row is not None and row.ended_at is None:
        assert not isinstance(first, Raise)
        if isinstance(first, End):
            expected = next(one for one in uninterrupted[cut:] if isinstance(one, End))
            assert first.ended_at >= expected.ended_at


def _stored(decision: Decision) -> Row:
    incident = decision.incident
    ended_at = decision.ended_at if isinstance(decision, End) else None
    return Row(incident.opened_at, incident.seen_at, ended_at, incident.looks, incident.score)
