"""A small real WVP platform: signs people in, lists channels page by page, misbehaves when it is told to."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

ACCOUNT, PASSWORD, TOKEN = "algomart", "wvp-s3cret", "platform-token"
Page = Callable[[int, int], Any]


def channel(number: int, **told: Any) -> dict[str, Any]:
    """Return a channel as the platform tells it, with fields nobody here reads, too."""
    return {
        "gbId": number,
        "gbDeviceId": f"370202000813260{number:05d}",
        "gbName": f"路口{number}",
        "gbManufacturer": "Maker",
        "gbModel": "Dome",
        "gbCivilCode": "370202",
        "gbAddress": "中山路",
        "gbParentId": "37020200081180000001",
        "gbStatus": "ON",
        "gbLongitude": 120.3 + number / 10_000,
        "gbLatitude": 36.06,
        "gbPtzType": 3,
        "gbRoomType": 1,
        "gbPassword": "the-device's-own",
        "createTime": "2026-11-26 00:00:00",
    } | told


@dataclass
class Platform:
    """What the platform has, and how it behaves."""

    channels: list[dict[str, Any]] = field(default_factory=list)
    password: str = PASSWORD
    page: Page | None = None
    """Answers in the place of the list."""
    before_page: Callable[[int], None] = lambda _number: None
    logins: list[str] = field(default_factory=list)
    """Methods people signed in with."""
    takes_post: bool = True
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    pages: list[int] = field(default_factory=list)
    url: str = ""

    def listed(self, page: int, count: int) -> dict[str, Any]:
        """Return a page as the platform's paging library makes it: beyond the end, the last again."""
        last = max(1, -(-len(self.channels) // count))
        start = (min(page, last) - 1) * count
        part = self.channels[start : start + count]
        return {"total": len(self.channels), "list": part, "pageNum": page, "pages": last}


class _Door(BaseHTTPRequestHandler):
    platform: Platform

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/api/user/login":
            self._sign_in(asked)
        elif not {self.headers.get("access-token"), self.headers.get("api-key")} & (
            self.platform.tokens
        ):
            self._say({"code": 401, "msg": "请登录后重新请求"}, 401)
        elif parts.path == "/api/common/channel/list":
            self._list(int(asked["page"]), int(asked["count"]))
        else:
            self._say({"code": 404, "msg": "?"}, 404)

    def do_POST(self) -> None:
        if not self.platform.takes_post:
            self._say({"code": 405, "msg": "?"}, 405)
            return
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self._sign_in({name: values[0] for name, values in parse_qs(body).items()})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def _sign_in(self, asked: dict[str, str]) -> None:
        digest = hashlib.md5(self.platform.password.encode(), usedforsecurity=False).hexdigest()
        if (asked.get("username"), asked.get("password")) != (ACCOUNT, digest):
            self._say({"code": 100, "msg": "用户名或密码错误"})
            return
        self.platform.logins.append(self.command)
        self.platform.tokens.add(TOKEN)
        self._say({"code": 0, "data": {"accessToken": TOKEN, "username": ACCOUNT}})

    def _list(self, page: int, count: int) -> None:
        self.platform.pages.append(page)
        self.platform.before_page(page)
        if TOKEN not in self.platform.tokens:
            self._say({"code": 401, "msg": "请登录后重新请求"}, 401)
            return
        found = (self.platform.page or self.platform.listed)(page, count)
        self._say(found if isinstance(found, bytes) else {"code": 0, "msg": "成功", "data": found})

    def _say(self, told: Any, status: int = 200) -> None:
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running(*channels: dict[str, Any]) -> Iterator[Platform]:
    """Run a platform with these channels."""
    platform = Platform([*channels])
    door = type("Door", (_Door,), {"platform": platform})
    with ThreadingHTTPServer(("127.0.0.1", 0), door) as server:
        platform.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield platform
        finally:
            server.shutdown()
            thread.join()
