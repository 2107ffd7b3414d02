from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from cases.rules import End, Look, Memory, Raise, Rule, Update, judge
from video.quality import PROBLEMS, Problem, Verdict
from video.quality.problem import WORST_FIRST
from video.quality.report import END_AFTER_S, EVENT_TYPE, MAINTENANCE, seen

BEGAN = datetime(2026, 11, 26, 8, tzinfo=UTC)


def _rule(problem: Problem) -> Rule:
    told = MAINTENANCE[problem]
    return Rule(
        EVENT_TYPE,
        (problem,),
        threshold=0.5,
        k=1,
        n=1,
        cooldown_s=0,
        end_after_s=END_AFTER_S,
        severity=told.severity,
        incident_key=told.incident_key,
    )


def _repeated(problem: Problem, times: int) -> list[Problem]:
    return [problem] * times


def _judged(
    told: Sequence[Problem | None], problem: Problem
) -> list[type[Raise | Update | End] | None]:
    """Return what the judge decides of one problem, looking every minute and telling after five."""
    memory, decided = Memory(), list[type[Raise | Update | End] | None]()
    since: datetime | None = None
    for minute, one in enumerate(told):
        at = BEGAN + timedelta(minutes=minute)
        since = (since or at) if one == problem else None
        began = since if one == problem else at
        verdict = Verdict(one, began if one else None, {}, usable=one is None)
        memory, decisions = judge(_rule(problem), memory, Look(at, seen(verdict, at, 300)))
        decided.append(type(decisions[0]) if decisions else None)
    return decided


def test_every_problem_has_words_and_an_incident_of_its_own() -> None:
    assert set(PROBLEMS) == set(MAINTENANCE) == set(WORST_FIRST)
    assert len({one.incident_key for one in MAINTENANCE.values()}) == len(WORST_FIRST)


def test_a_problem_that_stays_is_opened_kept_and_ended() -> None:
    decided = _judged([*_repeated("black", 7), None, None, None], "black")

    assert decided == [None] * 5 + [Raise, Update, None, End, None]


def test_a_problem_that_passes_is_not_told() -> None:
    assert _judged([*_repeated("covered", 4), *[None] * 4], "covered") == [None] * 8


def test_a_worse_problem_ends_the_incident_of_the_lesser_one() -> None:
    told = [*_repeated("blurred", 6), *_repeated("black", 6)]

    assert _judged(told, "blurred")[5:8] == [Raise, None, End]
    assert _judged(told, "black")[11] is Raise
