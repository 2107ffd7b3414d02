"""Mail, to a real SMTP server: letters, digests, refusals, and which addresses may be connected to."""

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from cases.sinks.model import Sink
from tests.cases.conftest import Browser, People
from tests.cases.posting import LONGEST_S, Post

OPTIONS = {
    "sender": "algomart@city.test",
    "recipients": ["desk@city.test", "lead@city.test"],
    "security": "none",
    "language": "zh",
}


class Postbox:
    """What a mail server took; its answers are told."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.answer = "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        if self.answer.startswith("250"):
            self.letters.append(message_from_bytes(envelope.content))
        return self.answer


def _authenticate(_server: Any, _session: Any, _envelope: Any, _how: str, data: Any) -> AuthResult:
    ok = data == LoginPassword(b"algomart", b"p4ssword")
    return AuthResult(success=ok, handled=False)  # it answers 535 itself


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def server(postbox: Postbox) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(
        postbox,
        hostname="127.0.0.1",
        port=port,
        authenticator=_authenticate,
        auth_require_tls=False,
    )
    controller.start()
    yield f"smtp://127.0.0.1:{port}"
    controller.stop()


def mail(post: Post, server: str, **rest: Any) -> Sink:
    secret = rest.pop("secret", None)
    return post.sink(server, kind="smtp", secret=secret, options=OPTIONS | rest)


def test_what_waits_is_one_letter_which_names_every_event(
    post: Post, server: str, postbox: Postbox
) -> None:
    mail(post, server)
    cases = [post.file() for _ in range(3)]
    assert post.deliver() == 3
    assert post.states() == ["delivered"] * 3
    (letter,) = postbox.letters
    assert str(make_header(decode_header(letter["Subject"]))) == "案件通知 3 条"
    assert letter["To"] == "desk@city.test, lead@city.test"
    assert len(letter["X-Algomart-Events"].split(",")) == 3
    payload = letter.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert all(case.number in payload.decode() for case in cases)
    assert letter.get_content_type() == "text/plain"


def test_a_repetition_has_the_same_message_id(post: Post, server: str, postbox: Postbox) -> None:
    mail(post, server)
    post.file()
    postbox.answer = "451 later"
    row = post.deliver_after(0)
    assert (row.state, row.last_error) == ("retrying", "smtp_451")
    postbox.answer = "250 OK"
    post.deliver_after(LONGEST_S)
    (letter,) = postbox.letters
    assert letter["Message-ID"].startswith(f"<{letter['X-Algomart-Events']}.")


def test_a_refused_letter_is_dead_after_a_few_tries(
    post: Post, server: str, postbox: Postbox
) -> None:
    mail(post, server)
    post.file()
    postbox.answer = "554 no"
    for _ in range(5):
        row = post.deliver_after(LONGEST_S)
    assert (row.state, row.last_error) == ("dead", "smtp_554")


def test_an_account_is_used_and_its_wrong_password_told(
    post: Post, server: str, postbox: Postbox
) -> None:
    wrong = mail(post, server, account="algomart", secret="wrong")
    post.file()
    assert post.deliver_after(0).last_error == "smtp_535"
    with post.sessions.begin() as session:
        session.get_one(Sink, wrong.id).enabled = False
    mail(post, server, account="algomart", secret="p4ssword")
    post.file()
    post.deliver()
    assert len(postbox.letters) == 1


def test_a_server_that_offers_no_encryption_is_told_and_nothing_is_sent(
    post: Post, server: str, postbox: Postbox
) -> None:
    mail(post, server, security="starttls")
    post.file()
    assert post.deliver_after(0).last_error == "tls_not_offered"
    assert postbox.letters == []


def test_only_allowed_addresses_are_connected_to(
    post: Post, server: str, signed_in: Browser, people: People
) -> None:
    mail(post, server.replace("127.0.0.1", "localhost"))
    closed = post.settings.model_copy(update={"outbound_networks": "10.0.0.0/8"})
    post.settings = closed
    post.file()
    assert post.deliver_after(0).last_error == "address_not_allowed"
    system = signed_in(people.system)
    new = {"name": "邮件", "kind": "smtp", "url": "smtp://192.168.1.9:25", "options": OPTIONS}
    assert system.post("/sinks", json=new).json()["code"] == "address_not_allowed"
    for wrong in ("http://127.0.0.1", "smtp://u:p@127.0.0.1", "smtp://127.0.0.1/x"):
        assert system.post("/sinks", json=new | {"url": wrong}).status_code == 400
    nobody = new | {"url": server, "options": OPTIONS | {"recipients": []}}
    assert "recipients" in system.post("/sinks", json=nobody).json()["detail"]
    header = new | {"url": server, "options": OPTIONS | {"recipients": ["a@b\r\nBcc: x@y"]}}
    assert system.post("/sinks", json=header).status_code == 422
