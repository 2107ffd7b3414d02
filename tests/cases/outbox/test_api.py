"""The delivery log and sending again, as an administrator sees them."""

from datetime import timedelta

from sqlalchemy import select

from accounts.audit.model import AuditEntry
from cases.outbox.listing import forget_attempts
from core.database.engine import transaction
from tests.cases.conftest import Browser, People
from tests.cases.posting import LONGEST_S, Post
from tests.cases.sinks.door import Door, Reply


def test_the_log_tells_of_every_attempt_and_why_it_failed(
    post: Post, there: Door, signed_in: Browser, people: People
) -> None:
    answers = iter([Reply(503), Reply(cut=True), Reply()])
    there.answering = lambda _request: next(answers)
    post.sink(there.url)
    case = post.file()
    for _ in range(3):
        post.deliver_after(LONGEST_S)
    system = signed_in(people.system)
    (row,) = system.get("/deliveries").json()["items"]
    assert (row["case_number"], row["state"], row["attempts"]) == (case.number, "delivered", 3)
    assert row["message_type"] == "algomart.case.filed.v1"
    log = system.get(f"/deliveries/{row['id']}/attempts").json()["items"]
    assert [one["fate"] for one in log] == ["delivered", "later", "later"]
    reasons = [one["reason"] and one["reason"]["code"] for one in log]
    assert reasons == [None, "broken_answer", "http_503"]
    assert all(one["messages"] == 1 and one["took_ms"] >= 0 for one in log)
    assert signed_in(people.viewer).get("/deliveries").status_code == 403
    assert signed_in(people.stranger).get("/deliveries").json()["count"] == 0
    assert signed_in(people.stranger).get(f"/deliveries/{row['id']}/attempts").status_code == 404


def test_dead_letters_are_listed_and_sent_again_all_at_once(
    post: Post, there: Door, signed_in: Browser, people: People
) -> None:
    there.answering = lambda _request: Reply(401)
    sink, _ = post.sink(there.url), [post.file() for _ in range(3)]
    for _ in range(5):
        post.clock.advance(LONGEST_S)
        post.deliver()
    assert post.states() == ["dead"] * 3
    system = signed_in(people.system)
    dead = system.get("/deliveries", params={"state": "dead", "sink_id": str(sink.id)}).json()
    assert (dead["count"], dead["items"][0]["last_error"]["code"]) == (3, "http_401")
    there.answering = lambda _request: Reply()
    body = {"sink_id": str(sink.id)}
    assert signed_in(people.viewer).post("/deliveries/replay", json=body).status_code == 403
    assert signed_in(people.stranger).post("/deliveries/replay", json=body).status_code == 404
    assert system.post("/deliveries/replay", json=body).json() == {"messages": 3}
    post.deliver()
    assert post.states() == ["delivered"] * 3
    assert system.post("/deliveries/replay", json=body).json() == {"messages": 0}
    with post.sessions() as session:
        lines = session.scalars(
            select(AuditEntry).filter_by(action="delivery.replay").order_by(AuditEntry.id)
        ).all()
    assert [line.after for line in lines] == [{"messages": 3}, {"messages": 0}]


def test_the_log_is_kept_for_some_days_and_the_deliveries_longer(post: Post, there: Door) -> None:
    post.sink(there.url)
    post.file()
    post.deliver()
    for days, left in ((29, 1), (2, 0)):
        post.clock.advance(timedelta(days=days).total_seconds())
        with transaction(post.sessions) as session:
            forget_attempts(session, post.settings, post.clock)
        assert len(post.attempts()) == left
    assert post.states() == ["delivered"]
