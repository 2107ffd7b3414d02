"""What holds for the judge whatever it is shown: doubles, gaps, clocks that jump, frames out of order."""

import json
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.contract.rule import Coverage, Tracking, Tripwire, Zone
from algorithms.contract.values import Detection
from cases.rules import End, Look, Memory, Raise, Rule, Update, judge
from cases.rules.judge import SET_BACK_S
from tests.cases.rules.stories import SIZE, START, box, told

SHARE = st.integers(0, 1000).map(lambda n: n / 1000)
BOX = st.tuples(SHARE, SHARE, SHARE, SHARE).map(
    lambda b: (min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]) + 0.01, max(b[1], b[3]) + 0.01)
)
DETECTION = st.builds(
    Detection, st.sampled_from(["truck", "car"]), SHARE, st.one_of(st.none(), BOX)
)
PAUSE = st.one_of(st.integers(1, 20), st.sampled_from([0, -5, -30, 600, 86400, -7200]))
"""Seconds to the next look: a pace, a double, a late frame, a gap, a clock that jumps."""
STORY = st.lists(st.tuples(PAUSE, st.lists(DETECTION, max_size=4)), max_size=40)

RULE = Rule("road.truck", ("truck",), 0.5, k=2, n=3, cooldown_s=10, end_after_s=8)
ZONE = Zone(box(0.2, 0.2, 0.9, 0.9))
RULES = st.sampled_from(
    [
        RULE,
        Rule("a.b", ("truck", "car"), 0.5, k=1, n=1, cooldown_s=0, keep_threshold=0.2, dwell_s=6),
        Rule("a.b", ("truck",), 0.3, k=2, n=4, zones=(ZONE,), overlap="share", tracking=Tracking()),
        Rule(
            "a.b",
            ("truck",),
            0.2,
            k=1,
            n=1,
            tracking=Tracking(0.5),
            tripwires=(Tripwire((0, 0.5), (1, 0.5)),),
        ),
        Rule(
            "a.b", ("car",), 0.1, k=1, n=2, zones=(ZONE,), coverage=Coverage(0.2, 0.1, 0.05, 60.0)
        ),
    ]
)


def story(steps: list[tuple[int, list[Detection]]]) -> list[Look]:
    """Return looks from the pauses before them."""
    at, looks = START, []
    for pause_s, found in steps:
        at += timedelta(seconds=pause_s)
        looks.append(Look(at, tuple(found), SIZE))
    return looks


@given(RULES, STORY.map(story))
@settings(max_examples=60, deadline=None)
def test_each_incident_opens_once_is_updated_while_open_and_ends_once(
    rule: Rule, looks: list[Look]
) -> None:
    open_keys: set[str] = set()
    for decision in (one for each in told(rule, looks) for one in each):
        key = decision.incident.key
        match decision:
            case Raise():
                assert key not in open_keys
                assert decision.hits
                assert decision.hits[0].score >= rule.threshold
                open_keys.add(key)
            case Update():
                assert key in open_keys
                assert all(hit.score >= rule.kept_from for hit in decision.hits)
            case End():
                open_keys.remove(key)
        assert rule.tracking or key == rule.incident_key


@given(RULES, STORY.map(story), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_detections_and_their_doubles_do_not_matter(
    rule: Rule, looks: list[Look], dice: Random
) -> None:
    def shuffled(look: Look) -> Look:
        found = [*look.detections, *look.detections[:2]]
        dice.shuffle(found)
        return Look(look.taken_at, tuple(found), look.size)

    assert told(rule, [shuffled(look) for look in looks]) == told(rule, looks)


@given(RULES, STORY.map(story), st.floats(0, SET_BACK_S))
@settings(max_examples=60, deadline=None)
def test_a_frame_that_comes_twice_or_late_changes_nothing(
    rule: Rule, looks: list[Look], late_s: float
) -> None:
    memory = Memory()
    for look in looks:
        memory, _ = judge(rule, memory, look)
        assert memory.looked_at is not None
        late = Look(memory.looked_at - timedelta(seconds=late_s), look.detections, SIZE)
        assert judge(rule, memory, late) == (memory, ())


@given(RULES, STORY.map(story), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_frames_that_come_doubled_and_out_of_order_decide_what_the_newest_in_order_decide(
    rule: Rule, looks: list[Look], dice: Random
) -> None:
    places = [(i + dice.uniform(0, 3), i) for i in range(len(looks)) for _ in range(2)]
    came = [looks[i] for _, i in sorted(places)]
    newest: list[Look] = []
    for look in came:
        late_s = (newest[-1].taken_at - look.taken_at).total_seconds() if newest else -1.0
        if late_s < 0 or late_s > SET_BACK_S:
            newest.append(look)
    decided = [each for each in told(rule, came) if each]
    assert decided == [each for each in told(rule, newest) if each]


@given(st.lists(st.tuples(st.sampled_from([1, 5, 9, 13, 600, 86400]), st.booleans()), max_size=40))
@settings(max_examples=100, deadline=None)
def test_what_dwelt_was_seen_so_long_and_was_never_away_for_longer_than_allowed(
    steps: list[tuple[int, bool]],
) -> None:
    rule = Rule("a.b", ("truck",), 0.5, k=1, n=2, cooldown_s=0, end_after_s=8, dwell_s=10)
    seen = (Detection("truck", 0.9),)
    looks = story([(pause_s, [*seen] if hit else []) for pause_s, hit in steps])
    for i, decisions in enumerate(told(rule, looks)):
        if not any(isinstance(one, Raise) for one in decisions):
            continue
        at, since, misses = looks[i].taken_at, looks[i].taken_at, 0
        for look in reversed(looks[: i + 1]):
            if not look.detections:
                misses += 1
                continue
            if misses > rule.n - rule.k or (since - look.taken_at).total_seconds() > rule.dwell_s:
                break
            since, misses = look.taken_at, 0
        assert (at - since).total_seconds() >= rule.dwell_s


@given(RULES, STORY.map(story), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_a_memory_that_was_written_down_and_read_decides_the_same(
    rule: Rule, looks: list[Look], cut: int
) -> None:
    memory = Memory()
    for look in looks[:cut]:
        memory, _ = judge(rule, memory, look)
    again = Memory.from_json(json.loads(json.dumps(memory.as_json())))
    assert again == memory
    assert told(rule, looks[cut:], again) == told(rule, looks[cut:], memory)


@given(RULES)
@settings(max_examples=10, deadline=None)
def test_a_rule_that_was_written_down_and_read_is_the_same(rule: Rule) -> None:
    assert Rule.from_json(json.loads(json.dumps(rule.as_json()))) == rule


@given(RULES, STORY.map(story))
@settings(max_examples=60, deadline=None)
def test_nothing_that_is_remembered_grows_without_bound(rule: Rule, looks: list[Look]) -> None:
    memory = Memory()
    for look in looks:
        memory, _ = judge(rule, memory, look)
        assert len(memory.subjects) <= 200
        assert len(memory.shares) <= 61
        assert all(len(one.recent) <= rule.n for one in memory.subjects)


def test_after_the_clock_was_set_back_the_judge_goes_on() -> None:
    rule = Rule("a.b", ("truck",), 0.5, k=1, n=1, cooldown_s=0, end_after_s=4)
    seen = (Detection("truck", 0.9),)
    ahead = START + timedelta(days=1)
    times = [ahead, *(START + timedelta(seconds=2 * i) for i in range(6))]
    looks = [Look(at, seen if i < 3 else ()) for i, at in enumerate(times)]
    kinds = [type(one) for each in told(rule, looks) for one in each]
    assert kinds == [Raise, Update, Update, End]
