"""An endpoint that fails again and again is left alone, then asked once; its first answer brings it back."""

from core.backoff import OPEN_AFTER, REST_MAX_S
from registry.remote.breaker import Breaker


class Times:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def failing(times: int) -> tuple[Breaker, Times]:
    clock = Times()
    breaker = Breaker(clock)
    for _ in range(times):
        assert breaker.admits()
        breaker.failed()
    return breaker, clock


def test_some_failures_leave_it_closed_and_one_answer_forgets_them() -> None:
    breaker, _ = failing(OPEN_AFTER - 1)
    assert not breaker.is_open
    breaker.succeeded()
    breaker.failed()
    assert breaker.admits()


def test_it_rests_then_lets_one_call_through_which_decides() -> None:
    breaker, clock = failing(OPEN_AFTER)
    assert breaker.is_open
    assert not breaker.admits()
    clock.now_s += REST_MAX_S
    assert breaker.admits()
    assert not breaker.admits(), "one at a time finds out"
    breaker.failed()
    assert not breaker.admits()
    clock.now_s += REST_MAX_S
    assert breaker.admits()
    breaker.succeeded()
    assert not breaker.is_open
    assert [breaker.admits() for _ in range(3)] == [True] * 3
