"""Robots: their forms, signatures and codes, their rate, and digests that lose nothing."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from cases.sinks.model import Sink
from cases.sinks.words import LINE_BYTES, cut
from core.database.engine import transaction
from tests.cases.conftest import Browser, People
from tests.cases.posting import LONGEST_S, Post
from tests.cases.sinks.door import Door, Reply

OK = {"wecom": b'{"errcode":0}', "dingtalk": b'{"errcode":0}', "feishu": b'{"code":0}'}


def robot(post: Post, there: Door, kind: str, **rest: Any) -> Sink:
    there.answering = lambda _request: Reply(body=OK[kind])
    return post.sink(kind=kind, secret=f"{there.url}/robot/send?access_token=T0ken", **rest)


def text_of(body: bytes) -> str:
    told: Any = json.loads(body)
    found: str = (
        told["content"]["text"]
        if "content" in told
        else next(iter(v for k, v in told["markdown"].items() if k in ("content", "text")))
    )
    return found


@pytest.mark.parametrize("kind", OK)
def test_what_waits_goes_out_as_one_digest_without_pictures(
    post: Post, there: Door, kind: str
) -> None:
    robot(post, there, kind)
    cases = [post.file() for _ in range(25)]
    assert post.deliver() == 20
    assert post.deliver() == 0  # a robot takes few posts a minute
    post.clock.advance(3)
    assert post.deliver() == 5
    assert set(post.states()) == {"delivered"}
    said = "".join(text_of(body) for body in there.bodies())
    assert all(f"{case.number} 立案" in said for case in cases)
    assert len(there.requests) == 2
    assert max(len(text_of(body).encode()) for body in there.bodies()) <= 4096
    assert not any(word in body for body in there.bodies() for word in (b"image", b"evidence"))
    assert {attempt.messages for attempt in post.attempts()} == {20, 5}


def test_dingtalk_and_feishu_are_signed_in_their_own_ways(post: Post, there: Door) -> None:
    robot(post, there, "dingtalk", sign_secret="SECxyz")
    post.file()
    post.deliver()
    (sent,) = there.requests
    at = sent.query["timestamp"]
    mac = hmac.new(b"SECxyz", f"{at}\nSECxyz".encode(), hashlib.sha256).digest()
    assert sent.query["sign"] == base64.b64encode(mac).decode()
    assert abs(int(at) / 1000 - post.clock.now().timestamp()) < 1
    there.requests.clear()
    robot(post, there, "feishu", sign_secret="SECxyz")
    post.file()
    post.deliver()
    told = next(json.loads(one.body) for one in there.requests if b"msg_type" in one.body)
    mac = hmac.new(f"{told['timestamp']}\nSECxyz".encode(), b"", hashlib.sha256).digest()
    assert told["sign"] == base64.b64encode(mac).decode()


@pytest.mark.parametrize(
    ("kind", "body", "state", "error"),
    [
        ("wecom", b'{"errcode":45009}', "retrying", "code_45009"),
        ("wecom", b'{"errcode":93000}', "retrying", "code_93000"),
        ("dingtalk", b'{"errcode":130101}', "retrying", "code_130101"),
        ("feishu", b'{"code":11232}', "retrying", "code_11232"),
        ("feishu", b"<html>", "retrying", "broken_answer"),
    ],
)
def test_a_robot_that_answers_200_and_means_no_is_understood(
    post: Post, there: Door, kind: str, body: bytes, state: str, error: str
) -> None:
    robot(post, there, kind)
    there.answering = lambda _request: Reply(body=body)
    post.file()
    row = post.deliver_after(0)
    assert (row.state, row.last_error) == (state, error)
    there.answering = lambda _request: Reply(body=OK[kind])
    assert post.deliver_after(600).state == "delivered"


def test_after_a_refused_digest_each_message_goes_alone_and_one_bad_one_spoils_no_other(
    post: Post, there: Door
) -> None:
    robot(post, there, "wecom")
    bad, *good = [post.file() for _ in range(3)]
    number = bad.number.encode()
    there.answering = lambda request: Reply(
        body=b'{"errcode":40008}' if number in request.body else OK["wecom"]
    )
    for _ in range(20):
        post.deliver()
        post.clock.advance(LONGEST_S)
    assert post.states() == ["dead", "delivered", "delivered"]
    assert all(any(one.number.encode() in body for body in there.bodies()) for one in good)


def test_its_address_is_a_secret_that_is_never_shown(
    post: Post, there: Door, signed_in: Browser, people: People
) -> None:
    system = signed_in(people.system)
    address = f"{there.url}/cgi-bin/webhook/send?key=Geheim"
    made = system.post("/sinks", json={"name": "群", "kind": "wecom", "secret": address})
    assert made.status_code == 201
    assert "Geheim" not in made.text
    assert made.json()["url"].endswith("/***")
    assert (made.json()["secret"], made.json()["report_secret"]) == (None, None)
    assert "Geheim" not in system.get("/sinks").text
    for wrong in ("http://10.0.0.9/robot", "nothing", "ftp://127.0.0.1/"):
        new = {"name": "群", "kind": "feishu", "secret": wrong}
        assert system.post("/sinks", json=new).status_code == 400, wrong
    missing = system.post("/sinks", json={"name": "群", "kind": "dingtalk"})
    assert missing.json()["code"] == "sink_secret_missing"
    odd = {"name": "群", "kind": "wecom", "secret": address, "options": {"mode": "binary"}}
    assert system.post("/sinks", json=odd).json()["code"] == "sink_options_refused"
    moved = system.patch(
        f"/sinks/{made.json()['id']}",
        json={"secret": f"{there.url}/other?key=Neu"},
        headers={"if-match": made.headers["etag"]},
    )
    assert moved.status_code == 200
    there.answering = lambda _request: Reply(body=OK["wecom"])
    assert system.post(f"/sinks/{made.json()['id']}/test").json()["fate"] == "delivered"
    assert there.requests[-1].path == "/other"


def test_a_line_keeps_its_bound_in_whole_characters() -> None:
    long = "火" * 200
    assert len(cut(long, LINE_BYTES).encode()) <= LINE_BYTES
    assert cut(long, LINE_BYTES).endswith("…")
    assert cut("短", 10) == "短"


def test_a_foreign_sealed_secret_is_told(post: Post, there: Door) -> None:
    sink = robot(post, there, "wecom")
    with transaction(post.sessions) as session:
        session.get_one(Sink, sink.id).sealed_secret = b"\x01\x00\x00\x00\x01" + b"x" * 40
    post.file()
    assert post.deliver_after(0).last_error == "secret_unreadable"
