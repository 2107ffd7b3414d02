"""The receiver of the demo: takes what is signed, once, and dies with its parent."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from cases.sinks.kinds.cloudevents import CONTENT_TYPE, signature
from cases.sinks.post import ask
from core.ids import uuid7
from tests.cases.conftest import NewReceiver
from tests.cases.sinks.receiver import SECRET, Receiver

BODY = '{"specversion":"1.0","id":"1","source":"/a","type":"t","data":{"word":"火"}}'


def send(
    http: httpx.Client, url: str, secret: str, message_id: UUID, body: str, at: datetime
) -> int | None:
    headers = signature(secret, str(message_id), body.encode(), at) | {"content-type": CONTENT_TYPE}
    return ask(http, "POST", url, now=at, content=body.encode(), headers=headers).status


def post(to: Receiver, body: str = BODY, secret: str = SECRET, age_s: float = 0) -> int | None:
    at = datetime.now(UTC) - timedelta(seconds=age_s)
    with httpx.Client() as http:
        return send(http, to.url, secret, uuid7(), body, at)


def test_a_signed_message_is_taken_with_its_words_intact(new_receiver: NewReceiver) -> None:
    receiver = new_receiver()
    assert post(receiver) == 204
    assert receiver.taken[0]["data"] == {"word": "火"}


def test_what_is_not_signed_by_us_is_old_or_no_cloudevent_is_refused(
    new_receiver: NewReceiver,
) -> None:
    receiver = new_receiver()
    assert post(receiver, secret="whsec_" + "A" * 43 + "=") == 401
    assert post(receiver, age_s=3600) == 401
    for body in ("no json", "[]", "7", "{}", '{"data": 1}', '{"specversion": "9"}'):
        assert post(receiver, body=body) == 400
    assert httpx.post(receiver.url, content=b"", timeout=20).status_code == 413
    assert httpx.post(receiver.url, content=BODY, timeout=20).status_code == 401
    assert receiver.taken == []


def test_a_message_sent_twice_is_taken_once_even_over_a_restart(
    new_receiver: NewReceiver,
) -> None:
    message_id, now = uuid7(), datetime.now(UTC)

    def once(to: Receiver) -> int | None:
        with httpx.Client() as http:
            return send(http, to.url, SECRET, message_id, BODY, now)

    first = new_receiver()
    assert [once(first), once(first)] == [204, 204]
    first.kill()
    second = new_receiver()
    assert once(second) == 204
    assert len(second.taken) == 1


def test_it_ends_when_its_parent_lets_go(new_receiver: NewReceiver) -> None:
    assert new_receiver().let_go() == 0


@pytest.mark.parametrize("header", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_the_headers_are_those_of_standard_webhooks(new_receiver: NewReceiver, header: str) -> None:
    receiver, at, message_id = new_receiver(), datetime.now(UTC), str(uuid7())
    headers = {
        "content-type": CONTENT_TYPE,
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(SECRET).sign(message_id, at, BODY),
    }
    assert httpx.post(receiver.url, content=BODY, headers=headers, timeout=20).status_code == 204
    without = {name: value for name, value in headers.items() if name != header}
    assert httpx.post(receiver.url, content=BODY, headers=without, timeout=20).status_code == 401
