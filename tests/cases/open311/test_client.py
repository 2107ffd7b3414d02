"""Our cases at an Open311 system: posted once whatever happens to the answer, and followed back."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI

from cases.reports.poll import poll_due
from core.database.engine import transaction
from tests.cases.conftest import Browser, People
from tests.cases.open311.test_server import PREFIX, Key, listening
from tests.cases.posting import LONGEST_S, Post
from tests.cases.sinks.door import Door, Reply, Request

OPTIONS = {"services": {"fire": "311-fire"}, "jurisdiction_id": "city.test"}


@dataclass
class System:
    """A case system that keeps what is posted, and answers only as well as it is told to."""

    kept: list[dict[str, Any]] = field(default_factory=list)
    updates: list[dict[str, str]] = field(default_factory=list)
    posted: Reply | None = None
    """What a post is answered with, after it was kept."""
    refuses_lists: bool = False
    tokens_only: bool = False

    def answers(self, request: Request) -> Reply:
        if request.headers.get("authorization") != "Bearer k3y" and "k3y" not in str(request.form):
            return Reply(403, b'[{"code":403,"description":"key"}]')
        if request.method == "POST":
            return self._post(request)
        if request.path.endswith("/services.json"):
            return Reply(body=b"[]")
        if "/tokens/" in request.path:
            return self._list([{"token": "t1", "service_request_id": "1"}])
        return Reply(403) if self.refuses_lists else self._list(self._asked(request))

    def _post(self, request: Request) -> Reply:
        if "servicerequestupdates" in request.path:
            self.updates.append(request.form)
            return self._list([{"update_id": request.form["update_id"]}])
        number = str(len(self.kept) + 1)
        self.kept.append(request.form | {"service_request_id": number, "status": "open"})
        name = {"token": "t1"} if self.tokens_only else {"service_request_id": number}
        return self.posted or self._list([name])

    def _asked(self, request: Request) -> list[dict[str, Any]]:
        ids = request.query.get("service_request_id")
        if ids is not None:
            return [one for one in self.kept if one["service_request_id"] in ids.split(",")]
        assert request.query["start_date"] < request.query["end_date"]
        return [one for one in self.kept if one["service_code"] == request.query["service_code"]]

    def _list(self, rows: list[dict[str, Any]]) -> Reply:
        return Reply(body=json.dumps(rows).encode())


@pytest.fixture
def system(there: Door) -> System:
    made = System()
    there.answering = made.answers
    return made


def open311(post: Post, there: Door, **options: Any) -> None:
    post.sink(there.url, kind="open311", secret="k3y", options=OPTIONS | options)


def test_a_case_becomes_a_request_with_a_service_a_place_and_our_reference(
    post: Post, there: Door, system: System
) -> None:
    open311(post, there)
    case = post.file()
    row = post.deliver_after(0)
    assert (row.state, row.receipt) == ("delivered", "1")
    (kept,) = system.kept
    assert (kept["service_code"], kept["jurisdiction_id"]) == ("311-fire", "city.test")
    assert kept["address_string"] == case.place
    assert case.number in kept["description"]
    assert f"[algomart {case.id}]" in kept["description"]


@pytest.mark.parametrize(
    "posted", [Reply(cut=True), Reply(504), Reply(500), Reply(200, b"<html>"), Reply(200, b"[]")]
)
def test_a_request_whose_answer_is_lost_is_looked_up_and_not_posted_again(
    post: Post, there: Door, system: System, posted: Reply
) -> None:
    open311(post, there)
    post.file()
    post.file()
    system.posted = posted
    post.deliver()
    assert [(row.state, row.doubtful) for row in post.rows()] == [("retrying", True)] * 2
    system.posted = None
    post.clock.advance(LONGEST_S)
    post.deliver()
    assert post.states() == ["delivered", "delivered"]
    assert sorted(row.receipt or "" for row in post.rows()) == ["1", "2"]
    assert {row.last_error for row in post.rows()} == {"found_there"}
    assert len(system.kept) == 2


def test_a_request_that_did_not_arrive_is_posted_again(
    post: Post, there: Door, system: System
) -> None:
    open311(post, there)
    post.file()
    answers = iter([Reply(cut=True)])
    there.answering = lambda request: next(answers, None) or system.answers(request)
    assert post.deliver_after(0).doubtful
    row = post.deliver_after(LONGEST_S)
    assert (row.state, row.doubtful, len(system.kept)) == ("delivered", False, 1)


def test_a_sender_that_died_is_doubtful_too(post: Post, there: Door, system: System) -> None:
    open311(post, there)
    post.file()
    post.deliver()
    with transaction(post.sessions) as session:
        row = session.merge(post.rows()[0])
        row.state, row.receipt, row.delivered_at = "waiting", None, None
        row.lease, row.next_attempt_at = row.id, post.clock.now()
    assert post.deliver_after(0).receipt == "1"
    assert len(system.kept) == 1


def test_where_nobody_may_look_it_is_left_to_a_person_and_never_doubled(
    post: Post, there: Door, system: System
) -> None:
    open311(post, there)
    post.file()
    system.posted, system.refuses_lists = Reply(502), True
    for _ in range(6):
        row = post.deliver_after(LONGEST_S)
    assert (row.state, row.last_error) == ("dead", "lookup_refused")
    assert len(system.kept) == 1


def test_what_it_answers_about_its_requests_moves_our_cases(
    post: Post, there: Door, system: System
) -> None:
    open311(post, there, poll_minutes=5)
    cases = [post.file() for _ in range(3)]
    post.deliver()
    post.deliver()
    states = {"in_progress": "handling", "closed": "closed", "open": "filed"}
    for row, status in zip(system.kept, states, strict=True):
        row["status"] = status
    assert poll_due(post.tools) == 2
    by_number = {case.number: case for case in cases}
    for row, state in zip(system.kept, states.values(), strict=True):
        (case,) = [one for number, one in by_number.items() if number in row["description"]]
        assert post.state_of(case) == state
    assert poll_due(post.tools) == 0  # not due yet
    post.clock.advance(301)
    assert poll_due(post.tools) == 0  # nothing new
    there.answering = lambda _request: Reply(503)
    post.clock.advance(301)
    assert poll_due(post.tools) == 0


def test_a_token_becomes_a_request_later(post: Post, there: Door, system: System) -> None:
    system.tokens_only = True
    open311(post, there)
    case = post.file()
    assert post.deliver_after(0).receipt == "token:t1"
    system.kept[0]["status"] = "closed"
    assert poll_due(post.tools) == 1
    assert post.state_of(case) == "closed"
    assert post.rows()[0].receipt == "1"


@pytest.mark.parametrize("updates", [True, False])
def test_further_steps_are_told_where_updates_are_taken(
    post: Post, there: Door, system: System, updates: bool
) -> None:
    open311(post, there, updates=updates)
    case = post.file()
    post.deliver()
    post.step(case, "handling", "处置中")
    post.deliver()
    assert post.states() == ["delivered", "delivered"]
    assert len(system.kept) == 1
    assert [one["status"] for one in system.updates] == (["IN_PROGRESS"] if updates else [])
    assert post.rows()[1].last_error == (None if updates else "not_told")


def test_a_wrong_key_is_told_and_nothing_is_lost(
    post: Post, there: Door, system: System, signed_in: Browser, people: People
) -> None:
    sink = post.sink(there.url, kind="open311", secret="wrong", options=OPTIONS)
    post.file()
    for _ in range(5):
        row = post.deliver_after(LONGEST_S)
    assert (row.state, row.last_error) == ("dead", "http_403")
    api = signed_in(people.system)
    assert api.post(f"/sinks/{sink.id}/test").json()["reason"]["code"] == "http_403"
    tag = {"if-match": "*"}
    assert api.patch(f"/sinks/{sink.id}", json={"secret": "k3y"}, headers=tag).status_code == 200
    assert api.post(f"/sinks/{sink.id}/test").json()["fate"] == "delivered"
    assert api.post("/deliveries/replay", json={"sink_id": str(sink.id)}).json() == {"messages": 1}
    assert post.deliver_after(0).state == "delivered"


@pytest.mark.parametrize("form", ["json", "xml"])
def test_our_client_and_our_server_understand_each_other(
    form: str, app: FastAPI, post: Post, people: People
) -> None:
    key = Key(app, post, people.dispatcher)
    first = post.file()
    with listening(app) as url:
        options = {"format": form, "service": first.code or ""}
        post.sink(f"{url}{PREFIX}", kind="open311", secret=key.token, options=options)
        post.file()
        row = post.deliver_after(0)
        assert row.state == "delivered"
        assert row.receipt is not None
        with transaction(post.sessions) as session:
            again = session.merge(row)
            again.state, again.doubtful, again.receipt = "waiting", True, None
            again.next_attempt_at = post.clock.now()
        post.deliver()
        (after,) = post.rows()
    assert (after.receipt, after.last_error) == (row.receipt, "found_there")
    listed = key.get("requests.json").json()
    assert sum(one["service_request_id"].startswith("R") for one in listed) == 1
