"""A receiver that is not well is left alone; nothing for it is lost, and no other receiver waits."""

import json
from datetime import timedelta
from threading import Event as Signal

from sqlalchemy import update

from cases.outbox.backoff import rest_s
from cases.outbox.breaker import breaker_of
from cases.outbox.model import Delivery
from cases.outbox.reconcile import reconcile
from cases.outbox.workers import Workers
from cases.sinks.model import Sink
from core.backoff import OPEN_AFTER, REST_MAX_S
from core.database.engine import transaction
from core.settings import Settings
from tests.cases.posting import LONGEST_S, Post
from tests.cases.sinks.door import Door, Reply, Request, door


def test_after_failures_in_a_row_the_breaker_opens_tries_one_message_and_closes(
    post: Post, there: Door
) -> None:
    there.answering = lambda _request: Reply(503)
    sink = post.sink(there.url)
    for _ in range(OPEN_AFTER + 3):
        post.file()
    post.deliver()
    sink = post.now(sink)
    assert breaker_of(sink, post.clock.now()) == "open"
    asked = len(there.requests)
    assert post.deliver() == 0
    post.clock.advance(LONGEST_S)
    assert breaker_of(sink, post.clock.now()) == "half_open"
    assert post.deliver() == 1
    assert len(there.requests) == asked + 1
    there.answering = lambda _request: Reply()
    post.clock.advance(LONGEST_S)
    assert post.deliver() == 1
    assert breaker_of(post.now(sink), post.clock.now()) == "closed"
    assert post.deliver() == OPEN_AFTER + 2  # what waited for it is due at once
    assert set(post.states()) == {"delivered"}


def test_a_breaker_rests_longer_with_every_failure_within_a_minute(settings: Settings) -> None:
    assert rest_s(OPEN_AFTER - 1, settings) == 0
    rests = [rest_s(OPEN_AFTER + more, settings) for more in range(12)]
    assert all(0 < rest <= REST_MAX_S for rest in rests)
    assert rests[-1] >= REST_MAX_S / 2


def test_refusals_and_pauses_that_are_asked_for_do_not_open_it(post: Post, there: Door) -> None:
    answers = iter([Reply(400), Reply(429, headers={"retry-after": "4"})] * 4)
    there.answering = lambda _request: next(answers)
    sink = post.sink(there.url)
    post.file()
    for _ in range(8):
        post.deliver_after(LONGEST_S)
    assert post.now(sink).failures == 0


def test_retry_after_is_kept_for_the_whole_receiver_as_a_number_and_as_an_instant(
    post: Post, there: Door
) -> None:
    at = post.clock.now() + timedelta(seconds=5)
    for written in ("4", f"{at:%a, %d %b %Y %H:%M:%S} GMT"):
        there.answering = lambda _request, written=written: Reply(  # type: ignore[misc]
            429, headers={"retry-after": written}
        )
        sink = post.sink(there.url)
        post.file()
        post.deliver()
        rests_until = post.now(sink).rests_until
        assert rests_until is not None
        assert 3 <= (rests_until - post.clock.now()).total_seconds() <= LONGEST_S
        post.file()
        with transaction(post.sessions) as session:
            session.execute(update(Delivery).values(next_attempt_at=post.clock.now()))
        assert post.deliver() == 0
        with transaction(post.sessions) as session:
            session.execute(update(Sink).values(enabled=False))


def test_a_receiver_that_hangs_holds_up_no_other_one(post: Post, there: Door) -> None:
    let_go, came = Signal(), Signal()

    def hang(_request: Request) -> Reply:
        came.set()
        let_go.wait(30)
        return Reply()

    with door(hang) as slow:
        post.sink(slow.url)
        post.sink(there.url)
        post.file()
        workers = Workers(post.tools)
        workers.tick()
        assert came.wait(30)
        while "delivered" not in post.states():
            pass
        assert sorted(post.states()) == ["delivered", "waiting"]
        workers.tick()  # the hanging one has its worker and gets no second
        let_go.set()
        workers.stop()
    assert post.states() == ["delivered", "delivered"]
    assert [len(slow.requests), len(there.requests)] == [1, 1]


def test_a_case_system_that_is_down_for_a_day_gets_everything_in_order_when_it_is_back(
    post: Post, there: Door
) -> None:
    there.answering = lambda _request: Reply(cut=True)
    sink = post.sink(there.url)
    cases = [post.file() for _ in range(6)]
    for hour in range(24):
        post.clock.advance(3600)
        post.deliver()
        if hour == 12:
            for case in cases:
                post.step(case, "dispatched")
    assert set(post.states()) == {"retrying", "waiting"}
    with post.sessions() as session:
        found = reconcile(
            session, post.clock.now() - timedelta(days=2), post.clock.now() + timedelta(days=1)
        )
    (account,) = found.accounts
    assert (account.owed, account.acknowledged, found.is_even) == (6, 0, False)
    assert account.missing[0].error == "broken_answer"
    there.requests.clear()
    there.answering = lambda _request: Reply()
    post.clock.advance(60)
    for _ in range(6):
        post.deliver()
    assert set(post.states()) == {"delivered"}
    assert post.now(sink).failures == 0
    assert len(there.requests) == 12
    order: dict[str, list[str]] = {}
    for event in map(json.loads, there.bodies()):
        order.setdefault(event["subject"], []).append(event["sequence"])
    assert list(order.values()) == [["1", "2"]] * 6
