"""CloudEvents in both forms, read back by the official SDK; the handshake before them."""

from cloudevents.core.bindings.http import HTTPMessage, from_http
from cloudevents.core.formats.json import JSONFormat
from standardwebhooks.webhooks import Webhook

from tests.cases.conftest import Browser, People
from tests.cases.posting import LONGEST_S, Post
from tests.cases.sinks.door import Door, Reply, Request
from tests.cases.sinks.receiver import SECRET


def agreeing(request: Request) -> Reply:
    if request.method == "OPTIONS":
        origin = request.headers["webhook-request-origin"]
        return Reply(headers={"WebHook-Allowed-Origin": origin, "WebHook-Allowed-Rate": "30"})
    return Reply(204)


def test_both_forms_carry_the_same_event_signed(post: Post, there: Door) -> None:
    post.sink(there.url)
    post.sink(there.url, options={"mode": "binary"})
    case = post.file()
    post.deliver()
    events = []
    for sent in there.requests:
        Webhook(SECRET).verify(sent.body, sent.headers)
        events.append(from_http(HTTPMessage(sent.headers, sent.body), JSONFormat()))
    one, other = events
    assert one.get_attributes() == other.get_attributes()
    assert one.get_data() == other.get_data()
    assert (one.get_type(), one.get_subject()) == ("algomart.case.filed.v1", case.number)
    kinds = {one.headers["content-type"].partition(";")[0] for one in there.requests}
    assert kinds == {"application/cloudevents+json", "application/json"}


def test_a_receiver_is_asked_first_and_its_rate_is_kept(post: Post, there: Door) -> None:
    there.answering = agreeing
    sink = post.sink(there.url, options={"handshake": True})
    for _ in range(3):
        post.file()
    rounds = []
    for _ in range(4):
        rounds.append(post.deliver())
        post.clock.advance(2)
    assert post.states() == ["delivered"] * 3
    assert rounds[1:] == [1, 1, 0] or sum(rounds) == 3
    options = [one for one in there.requests if one.method == "OPTIONS"]
    assert len({one.headers["webhook-request-origin"] for one in options}) == 1
    assert all("origin" in one.headers for one in there.requests if one.method == "POST")
    assert post.now(sink).pause_s == 2
    asked = len(options)
    post.file()
    post.deliver()
    assert sum(one.method == "OPTIONS" for one in there.requests) == asked


def test_without_consent_nothing_is_posted_and_everybody_is_told_why(
    post: Post, there: Door
) -> None:
    post.sink(there.url, options={"handshake": True})
    post.file()
    row = post.deliver_after(0)
    assert (row.state, row.last_error) == ("retrying", "no_consent")
    assert [one.method for one in there.requests] == ["OPTIONS"]
    there.answering = agreeing
    assert post.deliver_after(LONGEST_S).state == "delivered"


def test_a_test_message_says_at_once_what_is_wrong(
    post: Post, there: Door, signed_in: Browser, people: People
) -> None:
    system = signed_in(people.system)
    sink = post.sink(there.url)
    path = f"/sinks/{sink.id}/test"
    assert system.post(path).json()["fate"] == "delivered"
    assert b"algomart.sink.tested.v1" in there.bodies()[0]
    there.answering = lambda _request: Reply(401)
    told = system.post(path).json()
    assert (told["fate"], told["reason"]["code"]) == ("refused", "http_401")
    assert signed_in(people.dispatcher).post(path).status_code == 403
    assert post.rows() == []
