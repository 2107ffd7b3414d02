"""Mail: one letter for the messages that wait, to all on the list. A repetition keeps its Message-ID."""

import smtplib
import socket
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints

from cases.sinks import words
from cases.sinks.address import checked_mail_server
from cases.sinks.kind import Destination, ListenerOptions, Manner, Message, Wire, Wish
from cases.sinks.outcome import Fate, Outcome
from core.errors import AlgomartError
from core.log import get_logger
from core.net.allowed import Allowed, outbound
from core.net.failures import failure_of
from core.net.resolve import resolve

_log = get_logger(__name__)
Mailbox = Annotated[
    str, StringConstraints(max_length=254, pattern=r"^[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,190}$")
]


class SmtpOptions(ListenerOptions):
    """From whom and to whom, and how the connection is kept from others' eyes."""

    sender: Mailbox = "algomart@localhost"
    recipients: list[Mailbox] = Field(default_factory=list, max_length=50)
    account: Annotated[str, StringConstraints(max_length=200, pattern=r"^[ -~]*$")] = ""
    security: Literal["starttls", "tls", "none"] = "starttls"
    language: Literal["zh", "en"] = "zh"


class Smtp:
    """The kind `smtp`."""

    manner = Manner(SmtpOptions, at_once=20, pause_s=3)

    def checked(self, wish: Wish, allowed: Allowed) -> Wish:
        """Check the server's address, `smtp://host:port`, and that there is somebody to write to."""
        told = SmtpOptions.model_validate(wish.options)
        shown = checked_mail_server(wish.url, allowed, has_readers=bool(told.recipients))
        return Wish(shown, wish.secret, None, wish.options)

    def send(self, to: Destination, messages: Sequence[Message], wire: Wire) -> Outcome:
        """Send one letter."""
        told = SmtpOptions.model_validate(to.options)
        try:
            with _connected(to, told, wire) as server:
                refused = server.send_message(_letter(messages, told, wire))
        except (OSError, smtplib.SMTPException, AlgomartError, ValueError) as error:
            _log.info("letter not sent", kind=type(error).__name__, error=str(error))
            return _outcome(error)
        return Outcome(Fate.DELIVERED, "recipients_refused" if refused else None)


def _letter(messages: Sequence[Message], told: SmtpOptions, wire: Wire) -> EmailMessage:
    letter = EmailMessage()
    first = messages[0]
    letter["From"], letter["To"] = told.sender, ", ".join(told.recipients)
    letter["Subject"] = (
        words.line(first, told.language)
        if len(messages) == 1
        else words.heading(messages, told.language)
    )
    letter["Date"] = format_datetime(wire.now)
    letter["Message-ID"] = f"<{first.data['id']}.{len(messages)}@algomart>"
    letter["X-Algomart-Events"] = ", ".join(str(one.data["id"]) for one in messages)
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(
        "\n".join(row for one in messages for row in words.letter(one, told.language))
    )
    return letter


def _connected(to: Destination, told: SmtpOptions, wire: Wire) -> smtplib.SMTP:
    parts = urlsplit(to.url)
    port = parts.port or (465 if told.security == "tls" else 25)
    context = ssl.create_default_context()
    timeout = wire.settings.delivery_timeout_s
    kind = partial(_Tls, context=context) if told.security == "tls" else _Plain
    server = kind(
        allowed=outbound(wire.settings), host=parts.hostname or "", port=port, timeout=timeout
    )
    try:
        if told.security == "starttls":
            server.starttls(context=context)
        if told.account:
            server.login(told.account, to.secret)
    except BaseException:
        server.close()
        raise
    return server


class _Plain(smtplib.SMTP):
    """Connects to an allowed address of its host only, checked when the connection is made."""

    def __init__(self, *, allowed: Allowed, **rest: Any) -> None:
        self._allowed = allowed
        super().__init__(**rest)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        failure: OSError = ConnectionError("no address")
        for address in resolve(host, self._allowed, timeout):
            try:
                return socket.create_connection((address, port), timeout)
            except OSError as error:
                failure = error
        raise failure


class _Tls(smtplib.SMTP_SSL, _Plain):
    """The same, encrypted from the first byte; the certificate must be the host's."""


def _outcome(error: Exception) -> Outcome:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return _coded(max(codes, default=450))
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Outcome(Fate.REFUSED, "tls_not_offered")
    if isinstance(error, smtplib.SMTPResponseException):
        return _coded(error.smtp_code)
    if isinstance(error, ssl.SSLError):
        return Outcome(Fate.LATER, "certificate_refused")
    if isinstance(error, AlgomartError):
        return Outcome(Fate.LATER, failure_of(error))
    if isinstance(error, TimeoutError):
        return Outcome(Fate.LATER, "no_answer")
    known = isinstance(error, ConnectionRefusedError) or not isinstance(
        error, smtplib.SMTPException
    )
    return Outcome(Fate.LATER, "unreachable" if known else "broken_answer")


def _coded(code: int) -> Outcome:
    return Outcome(Fate.REFUSED if 500 <= code < 600 else Fate.LATER, f"smtp_{code}")
