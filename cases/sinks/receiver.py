"""A small real receiver for demos and tests: `python -m cases.sinks.receiver --file cases.jsonl`.

Its secret comes on the first line of standard input, and it ends when that input does: with its parent.
It prints one JSON line with its port, checks every signature, takes each `webhook-id` once (also over a
restart with the same file) and appends what it took to the file before it answers. `--answers` and
`--delay-s` make it a bad receiver.
"""

import argparse
import json
import os
import sys
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cloudevents.core.bindings.http import HTTPMessage, from_structured
from cloudevents.core.exceptions import CloudEventValidationError
from cloudevents.core.formats.json import JSONFormat
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

BODY_MAX = 1 << 20
_NO_CLOUDEVENT = (CloudEventValidationError, ValueError, TypeError, KeyError, AttributeError)


@dataclass
class Book:
    """What was taken, one JSON line a message; the lock makes taking one at a time."""

    path: Path
    secret: str
    ids: set[str] = field(default_factory=set)
    mutex: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def open(cls, path: Path, secret: str) -> "Book":
        """Return the book with what it already holds."""
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return cls(path, secret, {json.loads(line)["webhook_id"] for line in lines})

    def take(self, headers: dict[str, str], body: bytes) -> bool:
        """Check a message and write it down unless it was taken before."""
        Webhook(self.secret).verify(body, headers)
        event = from_structured(HTTPMessage(headers, body), JSONFormat())
        message_id = headers["webhook-id"]
        with self.mutex:
            if message_id in self.ids:
                return False
            line = {
                "webhook_id": message_id,
                "id": event.get_id(),
                "type": event.get_type(),
                "subject": event.get_subject(),
                "data": event.get_data(),
            }
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())
            self.ids.add(message_id)
            return True


class Script:
    """The statuses to answer with, one a request; the last repeats."""

    def __init__(self, answers: str) -> None:
        self._statuses = [int(one) for one in answers.split(",")]
        self._mutex = threading.Lock()

    def next(self) -> int:
        """Return the status of the next answer."""
        with self._mutex:
            return self._statuses.pop(0) if len(self._statuses) > 1 else self._statuses[0]


class Door(BaseHTTPRequestHandler):
    """Answers POSTs: 204 for what is ours, 401 for what is not signed, or what it was told to answer."""

    def __init__(self, book: Book, answers: Script, delay_s: float, *rest: object) -> None:
        self._book, self._answers, self._delay_s = book, answers, delay_s
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        if not 0 < length <= BODY_MAX:
            self._answer(413)
            return
        body = self.rfile.read(length)
        status = self._answers.next()
        if status < 300:
            status = self._take(body)
        time.sleep(self._delay_s)
        self._answer(status)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: standard output belongs to the ready line."""

    def _take(self, body: bytes) -> int:
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            self._book.take(headers, body)
        except WebhookVerificationError:
            return 401
        except _NO_CLOUDEVENT:
            return 400
        return 204

    def _answer(self, status: int) -> None:
        self.send_response(status)
        if status in (301, 302, 307, 308):
            self.send_header("location", "/elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()


def main() -> None:
    """Serve until the parent is gone."""
    told = _arguments()
    book = Book.open(told.file, sys.stdin.readline().strip())
    door = partial(Door, book, Script(told.answers), told.delay_s)
    server = ThreadingHTTPServer((told.host, told.port), door)
    server.daemon_threads = True
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.stdout.write(json.dumps({"ready": True, "port": server.server_port}) + "\n")
    sys.stdout.flush()
    server.serve_forever()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="receive and verify case messages")
    parser.add_argument(
        "--file", type=Path, required=True, help="where taken messages are appended"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument(
        "--answers", default="200", help="statuses to answer with; the last repeats"
    )
    parser.add_argument("--delay-s", type=float, default=0.0, help="wait before each answer")
    return parser.parse_args()


def _end_with_parent() -> None:
    while sys.stdin.read(4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
