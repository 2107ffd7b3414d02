"""However many cameras want to connect: sessions and attempts stay within the bounds."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Event, Thread

import pytest

from video.readers.governor import BREAK_AFTER, Bounds, Governor, Session, Share


class Time:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def bounded(sessions: int = 1000, per_s: float = 1000.0) -> Bounds:
    return Bounds(attempts_per_s=1000, recorder=Share(sessions, per_s))


@contextmanager
def asking(governor: Governor, recorder: str = "nvr:554") -> Iterator[tuple[Session | None, str]]:
    """Ask once: the session, or None and why one has to wait."""
    stopping, why = Event(), []

    def waits(cause: str) -> None:
        why.append(cause)
        stopping.set()  # who would have to wait goes away at once

    with governor.session(recorder, _Set(), stopping, waits) as session:
        yield session, (why or [""])[0]


class _Set(Event):
    """An event that nobody has to wait for."""

    def wait(self, timeout: float | None = None) -> bool:
        return True


@pytest.fixture
def time_() -> Time:
    return Time()


@pytest.fixture
def governor(time_: Time) -> Governor:
    governor = Governor(longest_s=30, clock=time_)
    governor.bound(bounded())
    return governor


def fail(governor: Governor, fault: str = "port_closed", times: int = 1) -> None:
    for _ in range(times):
        with asking(governor) as (session, why):
            assert session is not None, why
        governor.failed("nvr:554", fault)


def refused(governor: Governor, recorder: str = "nvr:554") -> str:
    with asking(governor, recorder) as (session, why):
        return "" if session else why


def test_a_recorder_gives_no_more_sessions_than_its_share(governor: Governor) -> None:
    governor.bound(bounded(sessions=3))
    with ExitStack() as stack:
        for _ in range(3):
            assert stack.enter_context(asking(governor))[0] is not None
        assert refused(governor) == "crowded"
        assert refused(governor, "another:554") == ""
    assert refused(governor) == ""
    assert governor.status() == {"sessions": 0, "waiting": 0, "held_back": 0}


def test_attempts_are_paced(governor: Governor, time_: Time) -> None:
    governor.bound(bounded(per_s=2))
    assert [refused(governor) for _ in range(3)] == ["", "", "paced"]
    time_.now_s += 0.5
    assert [refused(governor) for _ in range(2)] == ["", "paced"]
    time_.now_s += 3600
    assert [refused(governor) for _ in range(3)] == ["", "", "paced"]


def test_all_recorders_together_are_paced_too(governor: Governor) -> None:
    governor.bound(Bounds(attempts_per_s=2, recorder=Share(10, 100)))
    assert [refused(governor, f"nvr-{one}") for one in range(3)] == ["", "", "paced"]


def test_a_dead_recorder_is_asked_by_one_at_a_time_and_ever_less(
    governor: Governor, time_: Time
) -> None:
    fail(governor, times=BREAK_AFTER)
    assert refused(governor) == "held_back"
    assert governor.status()["held_back"] == 1
    asked = 0
    for _ in range(600):
        time_.now_s += 1
        if not refused(governor):
            asked += 1
            governor.failed("nvr:554", "port_closed")
    assert 15 <= asked <= 40, "the ladder ends at an attempt every 30 s, give or take its jitter"


def test_while_one_finds_out_all_others_wait(governor: Governor, time_: Time) -> None:
    fail(governor, times=BREAK_AFTER)
    time_.now_s += 60
    with asking(governor) as (session, _):
        assert session is not None
        assert refused(governor) == "held_back"
        session.shows()
        assert refused(governor) == "", "it lives again"


def test_one_working_camera_proves_that_its_recorder_lives(governor: Governor) -> None:
    with asking(governor) as (session, _):
        assert session is not None
        session.shows()
        fail(governor, "no_answer", times=3 * BREAK_AFTER)
        assert refused(governor) == ""


def test_faults_of_single_cameras_hold_nobody_back(governor: Governor) -> None:
    fail(governor, "bad_credentials", times=3 * BREAK_AFTER)
    assert refused(governor) == ""


def test_a_thousand_waiting_threads_pass_one_after_the_other() -> None:
    governor, most, lock = Governor(), [0, 0], threading.Lock()
    governor.bound(bounded(sessions=8, per_s=1000))

    def visit() -> None:
        with governor.session("nvr", Event(), Event(), lambda _: None) as session:
            assert session is not None
            with lock:
                most[0] = max(most[0], governor.status()["sessions"])
                most[1] += 1
            time.sleep(0.001)

    threads = [Thread(target=visit) for _ in range(300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert most[1] == 300
    assert most[0] <= 8


def test_who_is_stopped_while_waiting_leaves_the_queue() -> None:
    governor, stopping, ticket, left = Governor(), Event(), Event(), []
    governor.bound(bounded(sessions=1))
    with governor.session("nvr", Event(), Event(), lambda _: None):

        def wait() -> None:
            with governor.session("nvr", ticket, stopping, lambda _: None) as session:
                left.append(session)

        thread = Thread(target=wait)
        thread.start()
        while not governor.status()["waiting"]:
            time.sleep(0.01)
        stopping.set()
        ticket.set()
        thread.join(30)
    assert left == [None]
    assert governor.status() == {"sessions": 0, "waiting": 0, "held_back": 0}
