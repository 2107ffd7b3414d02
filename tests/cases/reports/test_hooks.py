"""Outside systems report: signed, once, in time, about cases they were told of, along the table."""

import json
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook

from accounts.audit.model import AuditEntry
from cases.lifecycle.model import CaseStep
from cases.reports.model import CaseReport
from cases.sinks.model import Sink
from cases.sinks.service import report_context
from cases.sinks.signing import new_secret
from core.ids import uuid7
from tests.cases.conftest import Browser, People
from tests.cases.posting import Post
from tests.cases.sinks.door import Door


class Outside:
    """The case system of the city, which knows the secret of its reports."""

    def __init__(self, app: FastAPI, post: Post, sink: Sink) -> None:
        assert sink.sealed_report_secret is not None
        self.secret = post.keyring.unseal(
            sink.sealed_report_secret, context=report_context(sink.id)
        )
        self.client, self.post, self.path = TestClient(app), post, f"/hooks/{sink.id}"

    def says(
        self,
        case: str,
        stage: str,
        *,
        message_id: str | None = None,
        at: datetime | None = None,
        secret: str | None = None,
        note: str = "",
    ) -> Response:
        body = json.dumps({"type": "t", "data": {"case": case, "stage": stage, "note": note}})
        return self.sends(body, message_id or uuid7().hex, at=at, secret=secret)

    def sends(
        self, body: str, message_id: str, *, at: datetime | None = None, secret: str | None = None
    ) -> Response:
        at = at or self.post.clock.now()
        headers = {
            "webhook-id": message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret or self.secret).sign(message_id, at, body),
        }
        return self.client.post(self.path, content=body, headers=headers)


@pytest.fixture
def outside(app: FastAPI, post: Post, there: Door) -> Outside:
    return Outside(app, post, post.sink(there.url))


def test_a_case_follows_what_is_reported_and_everybody_else_is_told(
    outside: Outside, post: Post, there: Door
) -> None:
    other = post.sink(there.url)
    case = post.file()
    post.deliver()
    there.requests.clear()
    answer = outside.says(case.number, "handling", note="已到现场")
    assert answer.json() == {"result": "moved", "repeated": False}
    assert outside.says(str(case.id), "closed").json()["result"] == "moved"
    assert post.state_of(case) == "closed"
    with post.sessions() as session:
        steps = session.scalars(select(CaseStep).order_by(CaseStep.sequence)).all()
        lines = session.scalars(
            select(AuditEntry).filter_by(action="case.handle").order_by(AuditEntry.id)
        ).all()
    assert [(one.action, one.note) for one in steps[1:]] == [("handle", "已到现场"), ("close", "")]
    assert (steps[1].user_id, steps[1].sink_id) == (None, steps[2].sink_id)
    assert [line.before for line in lines] == [{"state": "filed"}]
    post.deliver()
    post.deliver()
    assert len(there.requests) == 2  # who said it is not told it
    assert {row.sink_id for row in post.rows()[2:]} == {other.id}


def test_a_replayed_report_does_nothing_and_is_counted(outside: Outside, post: Post) -> None:
    case = post.file()
    first = outside.says(case.number, "dispatched", message_id="m1")
    again = outside.says(case.number, "dispatched", message_id="m1")
    assert (first.json()["repeated"], again.json()) == (
        False,
        {"result": "moved", "repeated": True},
    )
    other = outside.says(case.number, "closed", message_id="m1")
    assert (other.status_code, other.json()["code"]) == (409, "report_id_reused")
    assert post.state_of(case) == "dispatched"
    with post.sessions() as session:
        (row,) = session.scalars(select(CaseReport))
    assert (row.repeats, row.result) == (1, "moved")


def test_what_is_unsigned_forged_too_old_or_too_early_is_refused(
    outside: Outside, post: Post, app: FastAPI
) -> None:
    case = post.file()
    now = post.clock.now()
    wrong = "whsec_" + "A" * 43 + "="
    answers = [
        outside.says(case.number, "closed", secret=wrong),
        outside.says(case.number, "closed", at=now - timedelta(minutes=6)),
        outside.says(case.number, "closed", at=now + timedelta(minutes=6)),
        outside.client.post(outside.path, content=b"{}"),
        outside.client.post(f"/hooks/{uuid7()}", content=b"{}"),
        outside.client.post(
            outside.path,
            content=b"\xff",
            headers={"webhook-id": "x", "webhook-timestamp": "9" * 30, "webhook-signature": "v1,"},
        ),
    ]
    assert {(one.status_code, one.json()["code"]) for one in answers} == {(401, "report_unsigned")}
    assert post.state_of(case) == "filed"
    assert outside.says(case.number, "closed", at=now - timedelta(minutes=4)).status_code == 200


def test_a_stage_the_case_cannot_reach_is_kept_as_refused_and_moves_nothing(
    outside: Outside, post: Post
) -> None:
    case = post.file()
    assert outside.says(case.number, "closed").json()["result"] == "moved"
    assert outside.says(case.number, "closed").json()["result"] == "unchanged"
    assert outside.says(case.number, "handling").json()["result"] == "refused"
    assert post.state_of(case) == "closed"
    unknown = outside.says(case.number, "filed")
    assert (unknown.status_code, unknown.json()["code"]) == (400, "stage_unknown")


def test_a_receiver_may_bring_its_own_secret(
    outside: Outside, post: Post, signed_in: Browser, people: People
) -> None:
    case = post.file()
    mine = new_secret()
    system, path = signed_in(people.system), f"/sinks/{outside.path.rpartition('/')[2]}"
    tag = {"if-match": "*"}
    assert system.patch(path, json={"report_secret": mine}, headers=tag).status_code == 200
    assert outside.says(case.number, "closed").status_code == 401
    assert outside.says(case.number, "closed", secret=mine).status_code == 200
    odd = system.patch(path, json={"report_secret": "odd"}, headers=tag)
    assert odd.json()["code"] == "sink_secret_refused"


def test_only_cases_the_system_was_told_of_can_be_moved_by_it(
    outside: Outside, post: Post, app: FastAPI, there: Door
) -> None:
    case = post.file()
    late = Outside(app, post, post.sink(there.url))
    answer = late.says(case.number, "closed")
    assert (answer.status_code, answer.json()["code"]) == (404, "report_case_unknown")
    assert outside.says(case.number, "closed").status_code == 200


@pytest.mark.parametrize(
    "body",
    ["", "no json", "[]", "{}", '{"data": 1}', '{"data": {"case": 1, "stage": "closed"}}',
     '{"data": {"case": "a\\u0000", "stage": "closed"}}', '{"data": {"case": "\\ud800", "stage": "x"}}'],
)  # fmt: skip
def test_a_body_that_is_no_report_is_refused(outside: Outside, body: str) -> None:
    answer = outside.sends(body, "m1")
    assert (answer.status_code, answer.json()["code"]) == (400, "report_malformed")


def test_the_handshake_is_answered(outside: Outside) -> None:
    asked = outside.client.options(outside.path, headers={"webhook-request-origin": "city.test"})
    assert asked.headers["webhook-allowed-origin"] == "city.test"
    assert int(asked.headers["webhook-allowed-rate"]) > 0
    assert "POST" in asked.headers["allow"]
    assert "webhook-allowed-origin" not in outside.client.options(outside.path).headers


def test_more_reports_than_agreed_are_told_to_wait(outside: Outside) -> None:
    answers = {outside.client.post(outside.path).status_code for _ in range(620)}
    assert answers == {401, 429}


def test_somebody_signed_in_may_report_too(post: Post, signed_in: Browser, people: People) -> None:
    case = post.file()
    path = f"/cases/{case.id}/reports"
    dispatcher = signed_in(people.dispatcher)
    moved = dispatcher.post(path, json={"stage": "handled", "note": "已清理"})
    assert moved.json() == {"state": "handled", "moved": True}
    assert dispatcher.post(path, json={"stage": "handled"}).json()["moved"] is False
    back = dispatcher.post(path, json={"stage": "dispatched"})
    assert (back.status_code, back.json()["code"]) == (409, "transition_refused")
    assert signed_in(people.viewer).post(path, json={"stage": "closed"}).status_code == 403
    assert signed_in(people.stranger).post(path, json={"stage": "closed"}).status_code == 404
