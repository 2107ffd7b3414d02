"""Robots in chat groups: WeCom, DingTalk and Feishu. Their whole address is a secret: who knows it may post.

They take few messages a minute, so what waits goes out as one digest; a repetition carries the event's id.
Robots answer 200 whatever happened: what they mean stands in a code.
"""

import base64
import hashlib
import hmac
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal
from urllib.parse import urlencode, urlsplit

from cases.sinks import words
from cases.sinks.address import checked_robot
from cases.sinks.errors import SinkSecretMissing
from cases.sinks.kind import Destination, ListenerOptions, Manner, Message, Wire, Wish
from cases.sinks.outcome import Fate, Outcome
from cases.sinks.post import Answer, ask, outcome_of
from core.masking import MASK
from core.net.allowed import Allowed

DIGEST = 20
BLOCKED_S = 600.0
"""DingTalk shuts a robot out for ten minutes."""
MINUTE_S = 60.0


class RobotOptions(ListenerOptions):
    """In which language a robot speaks."""

    language: Literal["zh", "en"] = "zh"


@dataclass(frozen=True, slots=True)
class Post:
    """What is posted: where, and what."""

    url: str
    body: dict[str, Any]


class _Robot(ABC):
    """What robots have in common; each says how its post looks and what its codes mean."""

    manner: ClassVar[Manner]
    code: ClassVar[str] = "errcode"
    later: ClassVar[Mapping[int, float]] = {}
    """Codes that mean “not now”, and for how long."""

    def checked(self, wish: Wish, allowed: Allowed) -> Wish:
        """Check the robot's address, which is the secret; of it the host alone is shown."""
        if not wish.secret:
            raise SinkSecretMissing
        parts = urlsplit(checked_robot(wish.secret, allowed))
        shown = f"{parts.scheme}://{parts.netloc}/{MASK}"
        return Wish(shown, wish.secret, wish.sign_secret, wish.options)

    def send(self, to: Destination, messages: Sequence[Message], wire: Wire) -> Outcome:
        """Post the messages as one."""
        language = RobotOptions.model_validate(to.options).language
        lines = [words.line(one, language) for one in messages]
        post = self.post(to, words.heading(messages, language), lines, wire)
        content = json.dumps(post.body, ensure_ascii=False).encode()
        headers = {"content-type": "application/json; charset=utf-8"}
        answer = ask(
            wire.http, "POST", post.url, now=wire.now, read=True, content=content, headers=headers
        )
        return self._meant(answer) if answer.is_success else outcome_of(answer)

    @abstractmethod
    def post(self, to: Destination, heading: str, lines: Sequence[str], wire: Wire) -> Post:
        """Return what this robot is posted."""

    def _meant(self, answer: Answer) -> Outcome:
        code = _code(answer.body, self.code)
        if code == 0:
            return Outcome(Fate.DELIVERED)
        if code is None:
            return Outcome(Fate.LATER, "broken_answer")
        fate = Fate.LATER if code in self.later else Fate.REFUSED
        return Outcome(fate, f"code_{code}", self.later.get(code))


class WeCom(_Robot):
    """The kind `wecom`: 20 posts a minute, 4,096 bytes of Markdown."""

    manner = Manner(RobotOptions, DIGEST, pause_s=3)
    later: ClassVar[Mapping[int, float]] = {45009: MINUTE_S, -1: 5.0}

    def post(self, to: Destination, heading: str, lines: Sequence[str], wire: Wire) -> Post:
        """Return a Markdown message."""
        text = "\n".join([f"**{heading}**", *(f"> {one}" for one in lines)])
        return Post(to.secret, {"msgtype": "markdown", "markdown": {"content": text}})


class DingTalk(_Robot):
    """The kind `dingtalk`: 20 posts a minute, else shut out for ten; signed if a secret is set."""

    manner = Manner(RobotOptions, DIGEST, pause_s=3)
    later: ClassVar[Mapping[int, float]] = {130101: BLOCKED_S, 130102: BLOCKED_S, -1: 5.0}

    def post(self, to: Destination, heading: str, lines: Sequence[str], wire: Wire) -> Post:
        """Return a Markdown message, its signature in the query."""
        text = "\n\n".join([f"#### {heading}", *lines])
        body = {"msgtype": "markdown", "markdown": {"title": heading, "text": text}}
        if not to.sign_secret:
            return Post(to.secret, body)
        at = str(int(wire.now.timestamp() * 1000))
        sign = _mac(to.sign_secret.encode(), f"{at}\n{to.sign_secret}".encode())
        mark = "&" if urlsplit(to.secret).query else "?"
        return Post(f"{to.secret}{mark}{urlencode({'timestamp': at, 'sign': sign})}", body)


class Feishu(_Robot):
    """The kind `feishu`: 100 posts a minute and 5 a second; signed if a secret is set."""

    manner = Manner(RobotOptions, DIGEST, pause_s=0.6)
    code = "code"
    later: ClassVar[Mapping[int, float]] = {9499: MINUTE_S, 11232: MINUTE_S, 11233: MINUTE_S}

    def post(self, to: Destination, heading: str, lines: Sequence[str], wire: Wire) -> Post:
        """Return a text message, its signature beside it."""
        text = "\n".join([heading, *lines])
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
        if to.sign_secret:
            at = str(int(wire.now.timestamp()))
            # Feishu's own way: what is signed is nothing, the text with the secret is the key.
            body |= {"timestamp": at, "sign": _mac(f"{at}\n{to.sign_secret}".encode(), b"")}
        return Post(to.secret, body)


def _mac(key: bytes, signed: bytes) -> str:
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _code(body: bytes, name: str) -> int | None:
    try:
        found = json.loads(body)
    except ValueError:
        return None
    code = found.get(name) if isinstance(found, dict) else None
    return code if isinstance(code, int) else None
