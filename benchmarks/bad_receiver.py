"""A receiver in a process of its own that fails at random, and keeps each message it took exactly once.

It verifies every signature and takes a `webhook-id` once, so it is idempotent. It fails before it took a
message as well as after, so that its answer tells the sender nothing. Every taking is a line of its ledger.
"""

import argparse
import json
import random
import socket
import struct
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

WELL = 0.6
"""Share of requests that are answered as they should be."""
WAYS = ("server_error", "time_out", "reset", "slow", "busy", "half")
GONE_LEAST = 400
"""Takings between two times that it says it is gone for good."""


@dataclass
class Ledger:
    """What was taken, and what else happened."""

    file: IO[str]
    secret: str
    taken: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    gone_at: int = GONE_LEAST
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, headers: dict[str, str], body: bytes) -> None:
        """Take a message unless it was taken before; raises where its signature is wrong."""
        Webhook(self.secret).verify(body, headers)
        event = json.loads(body)
        with self.lock:
            if headers["webhook-id"] in self.taken:
                self.counts["repeated"] += 1
                return
            self.taken.add(headers["webhook-id"])
            line = {name: event[name] for name in ("id", "partitionkey", "sequence")}
            self.file.write(json.dumps(line) + "\n")
            self.file.flush()

    def is_gone(self) -> bool:
        """Say from time to time that no more messages are wanted."""
        with self.lock:
            if len(self.taken) < self.gone_at:
                return False
            self.gone_at += GONE_LEAST + len(self.taken) // 2
            return True


class Door(BaseHTTPRequestHandler):
    """Takes POSTs, and answers well, badly or not at all; `GET` tells what happened so far."""

    ledger: Ledger
    timeout_s: float
    dice = random.Random(311)

    def do_GET(self) -> None:
        with self.ledger.lock:
            told = {**self.ledger.counts, "taken": len(self.ledger.taken)}
        self._answer(200, body=json.dumps(told).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        way = "well" if self.dice.random() < WELL else self.dice.choice(WAYS)
        if self.ledger.is_gone():
            way = "gone"
        self.ledger.counts[way] += 1
        if self._takes(way):
            try:
                self.ledger.take(headers, body)
            except WebhookVerificationError:
                way = "unsigned"
                self.ledger.counts[way] += 1
        self._react(way)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: standard output belongs to the ready line."""

    def _react(self, way: str) -> None:
        if way == "time_out":
            time.sleep(self.timeout_s * 1.5)
        if way == "slow":
            time.sleep(self.timeout_s * 0.4)
        if way == "reset":
            self._reset()
        elif way == "half":
            self.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-")
            self._reset()
        elif way == "busy":
            self._answer(429, {"retry-after": "1"})
        else:
            self._answer({"server_error": 503, "gone": 410, "unsigned": 401}.get(way, 204))

    def _reset(self) -> None:
        linger = struct.pack("ii", 1, 0)  # closing then sends a reset
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.wfile.flush()
        self.close_connection = True

    def _takes(self, way: str) -> bool:
        is_unclear = way in ("server_error", "time_out", "reset") and self.dice.random() < 0.5
        return way in ("well", "slow", "half") or is_unclear

    def _answer(
        self, status: int, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> None:
        try:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # who asked has given up waiting


def main() -> None:
    """Serve until the parent closes our input."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--file", type=Path, required=True)
    parser.add_argument("--timeout-s", type=float, required=True)
    told = parser.parse_args()
    Door.ledger = Ledger(told.file.open("a"), sys.stdin.readline().strip())
    Door.timeout_s = told.timeout_s
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
