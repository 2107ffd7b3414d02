"""Delivery to a real receiver: at least once, once for who knows the id, whatever dies."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from accounts.organizations.model import Organization
from cases.lifecycle.model import Case
from cases.outbox import queue, replay, service
from cases.outbox.claim import Parcel, claim
from cases.outbox.errors import AlreadyDelivered
from cases.outbox.model import Delivery
from cases.outbox.service import Tools, deliver_due
from cases.sinks.model import Sink
from cases.sinks.outcome import Fate, Outcome
from cases.sinks.post import open_client
from cases.sinks.service import secret_context
from cases.sinks.signing import new_secret
from core.database.engine import transaction
from core.errors import NotFound
from core.ids import uuid7
from tests.cases.conftest import Browser, NewReceiver, People, scope_of
from tests.cases.posting import LONGEST_S, Post
from tests.cases.sinks.receiver import SECRET

NOWHERE = "http://127.0.0.1:1/hook"


def test_a_filed_case_reaches_the_receiver_signed_and_complete(
    post: Post, new_receiver: NewReceiver
) -> None:
    receiver = new_receiver()
    post.sink(receiver.url)
    case = post.file()
    row = post.deliver_after(0)
    assert (row.state, row.attempts, row.last_error) == ("delivered", 1, None)
    assert (row.delivered_at, row.next_attempt_at) == (post.clock.now(), None)
    (message,) = receiver.taken
    assert message["webhook_id"] == str(row.id)
    assert (message["type"], message["subject"]) == ("algomart.case.filed.v1", case.number)
    assert message["data"]["case"]["title_zh"] == "烟火"
    assert message["data"]["case"]["code"] == "10998"
    kinds = [one["kind"] for one in message["data"]["event"]["evidence"]]
    assert kinds == ["snapshot", "annotated"]
    assert post.deliver() == 0


def test_a_message_carries_links_to_its_pictures_and_nothing_that_was_read_in_them(
    post: Post, new_receiver: NewReceiver
) -> None:
    receiver = new_receiver()
    post.sink(receiver.url)
    post.file()
    post.deliver_after(0)
    event = receiver.taken[0]["data"]["event"]
    assert {name for one in event["evidence"] for name in one} == {"kind", "sha256", "url"}
    assert [{*one} for one in event["detections"]] == [{"label", "score", "box", "polygon"}]
    assert max(len(str(value)) for one in event["evidence"] for value in one.values()) < 200


def test_a_receiver_that_was_down_gets_its_message_when_it_is_back(
    post: Post, new_receiver: NewReceiver
) -> None:
    sink = post.sink(NOWHERE)
    post.file()
    row = post.deliver_after(0)
    assert (row.state, row.attempts) == ("retrying", 1)
    assert row.last_error == "unreachable"
    receiver = new_receiver()
    post.move(sink, receiver.url)
    assert post.deliver() == 0
    assert post.deliver_after(2).state == "delivered"
    assert len(receiver.taken) == 1


def test_server_errors_are_tried_again_with_growing_pauses_within_the_bound(
    post: Post, new_receiver: NewReceiver
) -> None:
    receiver = new_receiver(answers="500,503,429,408,502,503,200")
    post.sink(receiver.url)
    post.file()
    pauses = []
    for _ in range(6):
        row = post.deliver_after(LONGEST_S)
        assert row.state == "retrying"
        assert row.next_attempt_at is not None
        pauses.append((row.next_attempt_at - post.clock.now()).total_seconds())
    longest = [min(LONGEST_S, 2**attempt) for attempt in range(1, 7)]
    assert all(most / 2 <= pause <= most for pause, most in zip(pauses, longest, strict=True))
    assert post.deliver_after(LONGEST_S).state == "delivered"


def test_a_receiver_slower_than_the_limit_is_tried_again_and_takes_the_message_once(
    post: Post, new_receiver: NewReceiver
) -> None:
    slow = new_receiver(delay_s=3)
    sink = post.sink(slow.url)
    post.file()
    impatient = post.settings.model_copy(update={"delivery_timeout_s": 0.5})
    with open_client(impatient) as http:
        deliver_due(post.sessions, post.clock, http, post.keyring, impatient)
    (row,) = post.rows()
    assert (row.state, row.last_error) == ("retrying", "no_answer")
    slow.kill()
    again = new_receiver()
    post.move(sink, again.url)
    assert post.deliver_after(2).state == "delivered"
    assert len(again.taken) == 1


def test_a_message_the_receiver_refuses_is_dead_after_a_few_tries_and_blocks_no_other_case(
    post: Post, new_receiver: NewReceiver
) -> None:
    post.sink(new_receiver(answers="503,400,404,401,302,400,200").url)
    post.file()
    states = [post.deliver_after(LONGEST_S).state for _ in range(6)]
    assert states == ["retrying"] * 5 + ["dead"]
    post.file()
    post.deliver()
    assert [row.state for row in post.rows()] == ["dead", "delivered"]
    assert post.rows()[0].last_error == "http_400"


def test_a_wrong_signing_secret_is_seen_and_once_put_right_everything_arrives(
    post: Post, new_receiver: NewReceiver, signed_in: Browser, people: People
) -> None:
    right = new_secret()
    receiver = new_receiver(secret=right)
    sink, numbers = post.sink(receiver.url), [post.file().number for _ in range(2)]
    for _ in range(5):
        post.clock.advance(LONGEST_S)
        post.deliver()
    assert post.states() == ["dead", "dead"]
    assert {row.last_error for row in post.rows()} == {"http_401"}
    assert receiver.taken == []
    system = signed_in(people.system)
    told = system.patch(f"/sinks/{sink.id}", json={"secret": right}, headers={"if-match": "*"})
    assert told.status_code == 200
    replayed = system.post("/deliveries/replay", json={"sink_id": str(sink.id)})
    assert replayed.json() == {"messages": 2}
    post.deliver()
    assert post.states() == ["delivered", "delivered"]
    assert sorted(one["subject"] for one in receiver.taken) == sorted(numbers)


def test_a_redirect_is_not_followed(post: Post, new_receiver: NewReceiver) -> None:
    post.sink(new_receiver(answers="302").url)
    post.file()
    row = post.deliver_after(0)
    assert (row.state, row.last_error) == ("retrying", "http_302")


def test_a_receiver_that_is_gone_for_good_is_switched_off_and_loses_nothing(
    post: Post, new_receiver: NewReceiver
) -> None:
    sink = post.sink(new_receiver(answers="410").url)
    post.file()
    assert post.deliver_after(0).state == "retrying"
    with post.sessions() as session:
        row = session.get_one(Sink, sink.id)
    assert (row.enabled, row.disabled_reason) == (False, "gone")
    post.file()
    post.clock.advance(LONGEST_S)
    assert post.deliver() == 0
    post.move(sink, new_receiver().url)
    with transaction(post.sessions) as session:
        on = session.get_one(Sink, sink.id)
        on.enabled, on.disabled_reason = True, None
    post.deliver()
    assert [row.state for row in post.rows()] == ["delivered", "delivered"]


def test_messages_of_one_case_keep_their_order_and_wait_for_a_dead_one(
    post: Post, new_receiver: NewReceiver
) -> None:
    sink = post.sink(NOWHERE)
    case = post.file()
    with transaction(post.sessions) as session:
        queue.enqueue(session, session.get_one(Case, case.id), "{}", at=post.clock.now())
    assert post.deliver() == 1
    post.move(sink, new_receiver(answers="400,400,400,400,400,200").url)
    for _ in range(5):
        post.clock.advance(LONGEST_S)
        assert post.deliver() == 1
    post.clock.advance(LONGEST_S)
    assert post.deliver() == 0
    first, second = post.rows()
    assert (first.state, first.attempts) == ("dead", 6)
    assert (second.state, second.attempts) == ("waiting", 0)
    with transaction(post.sessions) as session:
        replay.retry(
            session,
            scope_of(session, post.people.dispatcher, "delivery.retry"),
            first.id,
            clock=post.clock,
        )
    post.deliver()
    assert [row.state for row in post.rows()] == ["delivered", "waiting"]
    post.deliver()
    assert post.rows()[1].attempts == 1


def test_a_dead_letter_can_be_sent_again_but_a_delivered_one_not(
    post: Post, new_receiver: NewReceiver
) -> None:
    post.sink(new_receiver(answers="404,404,404,404,404,200").url)
    post.file()
    for _ in range(5):
        row = post.deliver_after(LONGEST_S)
    assert row.state == "dead"

    def again(who: str = "dispatcher") -> None:
        with transaction(post.sessions) as session:
            scope = scope_of(session, getattr(post.people, who), "delivery.retry")
            replay.retry(session, scope, row.id, clock=post.clock)

    with pytest.raises(NotFound):
        again("stranger")
    again()
    assert post.deliver_after(0).state == "delivered"
    with pytest.raises(AlreadyDelivered):
        again()


def test_deliverers_at_once_do_not_send_the_same_message(
    post: Post, new_receiver: NewReceiver
) -> None:
    receiver = new_receiver(delay_s=0.3)
    post.sink(receiver.url)
    for _ in range(4):
        post.file()
    start = Barrier(3)

    def deliver() -> int:
        start.wait()
        return post.deliver()

    with ThreadPoolExecutor(3) as pool:
        made = [pool.submit(deliver) for _ in range(3)]
        assert sum(one.result() for one in made) == 4
    assert [(row.state, row.attempts) for row in post.rows()] == [("delivered", 1)] * 4
    assert len(receiver.taken) == 4


DELIVERER = """
import sys
from pathlib import Path
import serving.tables
from core.clock import SystemClock
from core.database.engine import open_engine, session_factory
from core.secrets import Keyring
from core.settings import Settings
from cases.outbox.service import deliver_due
from cases.sinks.post import open_client

home, url = Path(sys.argv[1]), sys.argv[2]
settings = Settings(home=home, delivery_timeout_s=60, outbound_networks="127.0.0.0/8")
sessions = session_factory(open_engine(url))
with open_client(settings) as http:
    deliver_due(sessions, SystemClock(), http, Keyring.open(home), settings)
"""


def test_a_deliverer_killed_while_sending_leaves_exactly_one_case_at_the_receiver(
    post: Post, new_receiver: NewReceiver, tmp_path: Path, database_url: str
) -> None:
    receiver = new_receiver(delay_s=5)
    sink = post.sink(receiver.url)
    post.file()
    command = [sys.executable, "-c", DELIVERER, str(tmp_path), database_url]
    with subprocess.Popen(command) as deliverer:
        wait_until(lambda: len(receiver.taken) == 1)
        deliverer.send_signal(signal.SIGKILL)
    receiver.kill()
    again = new_receiver()
    post.move(sink, again.url)
    assert post.deliver_after(60).state == "waiting"
    row = post.deliver_after(120)
    assert (row.state, row.attempts) == ("delivered", 2)
    assert len(again.taken) == 1


def wait_until(happened: Callable[[], bool]) -> None:
    while not happened():
        time.sleep(0.02)


def test_a_message_goes_to_the_sinks_of_the_owner_and_of_those_above_it_only(
    post: Post, department: Organization
) -> None:
    above = post.sink(NOWHERE)
    off, removed, elsewhere = post.sink(NOWHERE), post.sink(NOWHERE), post.sink(NOWHERE)
    own = post.sink(NOWHERE)
    with transaction(post.sessions) as session:
        session.get_one(Sink, off.id).enabled = False
        session.get_one(Sink, removed.id).removed_at = post.clock.now()
        session.get_one(Sink, elsewhere.id).owner_id = post.people.stranger.owner_id
        session.get_one(Sink, own.id).owner_id = department.id
    post.file()
    assert {row.sink_id for row in post.rows()} == {above.id, own.id}


def test_a_secret_that_cannot_be_opened_is_told_and_holds_up_nothing(
    post: Post, new_receiver: NewReceiver
) -> None:
    receiver = new_receiver()
    broken, _ = post.sink(receiver.url), post.sink(receiver.url)
    with transaction(post.sessions) as session:
        foreign = post.keyring.seal(SECRET, context=secret_context(uuid7()))
        session.get_one(Sink, broken.id).sealed_secret = foreign
    post.file()
    post.deliver()
    first, second = post.rows()
    assert (first.state, second.state) == ("retrying", "delivered")
    assert first.last_error == "secret_unreadable"


def test_who_lost_his_lease_may_tell_of_success_but_not_of_failure(
    post: Post, new_receiver: NewReceiver
) -> None:
    sink = post.sink(new_receiver().url)
    post.file()
    tools = Tools(post.sessions, post.clock, post.http, post.keyring, post.settings)

    def claimed() -> Sequence[Parcel]:
        found = claim(post.sessions, sink.id, post.clock.now(), post.settings)
        return found.bundles[0] if found else ()

    def note(bundle: Sequence[Parcel], outcome: Outcome) -> Delivery:
        service._note(tools, sink.id, bundle, outcome, 1)
        (row,) = post.rows()
        return row

    slow = claimed()
    assert claimed() == ()
    post.clock.advance(60.1)
    quick = claimed()
    assert (slow[0].message.is_doubtful, quick[0].message.is_doubtful) == (False, True)
    row = note(slow, Outcome(Fate.LATER, "http_500"))
    assert (row.state, row.lease, row.last_error) == ("waiting", quick[0].lease, None)
    note(slow, Outcome(Fate.DELIVERED))
    row = note(quick, Outcome(Fate.LATER, "http_500"))
    assert (row.state, row.attempts, row.last_error) == ("delivered", 2, None)
