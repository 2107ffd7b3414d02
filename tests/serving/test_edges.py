"""What every answer carries, what no request may exceed, and whose word is taken for an address."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from accounts.api.deps import client_address
from accounts.policy import Role
from core.database.engine import Sessions
from core.http import problems
from core.http.services import Services
from serving.api import body_limit, security
from serving.api.app import create_app
from serving.api.hub import Hub
from serving.api.server import bind, serving
from tests.serving.conftest import Client

MB = 1 << 20


@contextmanager
def answering(app: FastAPI, sessions: Sessions, trusted_proxies: str = "") -> Iterator[int]:
    """Serve an app on a real socket; yield its port."""
    app.state.hub = Hub(sessions, "")
    listener: socket.socket = bind("127.0.0.1", 0)
    with serving(app, listener, trusted_proxies=trusted_proxies):
        yield listener.getsockname()[1]


@pytest.fixture
def echo() -> FastAPI:
    """A small app that reads what it is sent and tells who sent it."""
    app = FastAPI()

    @app.post("/api/v1/size")
    async def size(request: Request) -> int:
        return len(await request.body())

    @app.get("/api/v1/who")
    def who(request: Request) -> str | None:
        return client_address(request)

    @app.post("/api/v1/larger", max_body_size=2 * MB)
    async def larger(request: Request) -> int:
        return len(await request.body())

    @app.get("/api/v1/broken")
    def broken() -> None:
        raise RuntimeError

    problems.install(app)
    body_limit.install(app, 1)
    security.install(app, https=False)
    return app


def test_an_answer_of_the_api_may_load_and_run_nothing(client: Client) -> None:
    browser = client(Role.DISPATCHER)
    for path in ("/api/v1/session", "/api/v1/cameras/no-id", "/api/v1/nothing"):
        headers = browser.get(path).headers
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert "strict-transport-security" not in headers


def test_browsers_that_come_by_https_are_told_to_go_on_so(services: Services) -> None:
    public = services.settings.model_copy(update={"public_url": "https://city.example"})
    app = create_app(
        Services(public, services.sessions, services.clock, services.blobs, services.keyring)
    )
    headers = TestClient(app).get("/api/v1/health/live").headers
    assert headers["strict-transport-security"] == "max-age=31536000"


def test_a_body_over_the_limit_is_refused_before_it_is_read(echo: FastAPI) -> None:
    with TestClient(echo) as client:
        assert client.post("/api/v1/size", content=b"x" * MB).json() == MB
        for language, word in (("zh", "上限 1 MB"), ("en", "limit of 1 MB")):
            headers = {"accept-language": language}
            answer = client.post("/api/v1/size", content=b"x" * (MB + 1), headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
            assert word in answer.json()["detail"]
            assert "ALGOMART_BODY_MAX_MB" in answer.json()["detail"]
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_body_nobody_reads_is_refused_by_its_announced_size(echo: FastAPI) -> None:
    with TestClient(echo) as client:
        for path in ("/api/v1/who", "/api/v1/nothing"):
            answer = client.request("GET", path, content=b"x" * (MB + 1))
            assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_a_route_may_take_more_than_the_others(echo: FastAPI) -> None:
    with TestClient(echo) as client:
        assert client.post("/api/v1/larger", content=b"x" * 2 * MB).json() == 2 * MB
        answer = client.post("/api/v1/larger", content=b"x" * (2 * MB + 1))
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
        assert "2 MB" in answer.json()["detail"]


def test_even_an_unexpected_error_carries_the_headers(echo: FastAPI) -> None:
    answer = TestClient(echo, raise_server_exceptions=False).get("/api/v1/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_chunks_are_counted_on_a_real_connection(echo: FastAPI, sessions: Sessions) -> None:
    def chunks(count: int) -> Iterator[bytes]:
        yield from (b"x" * (MB // 4) for _ in range(count))

    with answering(echo, sessions) as port, httpx.Client() as client:
        url = f"http://127.0.0.1:{port}/api/v1/size"
        assert client.post(url, content=chunks(4)).json() == MB
        with socket.create_connection(("127.0.0.1", port)) as raw:
            raw.sendall(
                b"POST /api/v1/size HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n"
                + b"100001\r\n"
                + b"x" * (MB + 1)
            )
            raw.settimeout(10)
            said = raw.recv(65536)
        assert said.startswith(b"HTTP/1.1 413")
        assert client.get(f"http://127.0.0.1:{port}/api/v1/who").status_code == 200


def test_the_whole_api_refuses_what_is_over_its_setting(app: FastAPI, client: Client) -> None:
    browser = client(Role.SYSTEM)
    body = b"[" + b" " * (5 * MB)
    for headers in ({}, {"idempotency-key": "k"}):
        answer = browser.post("/api/v1/sinks", content=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")

    def pieces() -> Iterator[bytes]:
        yield from (body[start : start + MB] for start in range(0, len(body), MB))

    for headers in ({}, {"idempotency-key": "k"}):
        answer = browser.post("/api/v1/sinks", content=pieces(), headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


FILES = {
    "/api/v1/algorithms/{algorithm_id}/infer",
    "/api/v1/camera-imports/{import_id}/file",
    "/api/v1/cases/{case_id}/photos",
    "/api/v1/organizations/{organization_id}/places",
    "/api/v1/organizations/{organization_id}/places/check",
    "/api/v1/organizations/{organization_id}/responsibilities",
    "/api/v1/organizations/{organization_id}/responsibilities/check",
    "/api/v1/packages/uploads/{upload_id}/content",
    "/api/v1/test-sets/uploads/{upload_id}/content",
}
"""Routes that take a file have a limit of their own."""


def test_every_route_refuses_such_a_body_and_says_that_it_may(
    services: Services, database_url: str
) -> None:
    least = replace(services, settings=services.settings.model_copy(update={"body_max_mb": 1}))
    nobody = TestClient(create_app(least, database_url=database_url))
    paths = nobody.get("/api/v1/openapi.json").json()["paths"]
    for method, path, told in (
        (m, p, told) for p, item in paths.items() if p not in FILES for m, told in item.items()
    ):
        answer = nobody.request(method, path, content=b"x" * (MB + 1))
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large"), path
        assert "413" in told["responses"], (method, path)


@pytest.mark.parametrize(
    ("proxies", "seen"),
    [("", "127.0.0.1"), ("10.0.0.0/8", "127.0.0.1"), ("127.0.0.0/8", "198.51.100.7")],
)
def test_only_a_trusted_proxy_is_believed_about_whom_it_speaks_for(
    echo: FastAPI, sessions: Sessions, proxies: str, seen: str
) -> None:
    with answering(echo, sessions, proxies) as port:
        headers = {"x-forwarded-for": "1.2.3.4, 198.51.100.7"}
        answer = httpx.get(f"http://127.0.0.1:{port}/api/v1/who", headers=headers)
    assert answer.json() == seen


@pytest.mark.parametrize(("proxies", "last"), [("127.0.0.0/8", 401), ("", 429)])
def test_a_forged_address_gains_no_further_attempts(
    services: Services, database_url: str, proxies: str, last: int
) -> None:
    few = replace(
        services, settings=services.settings.model_copy(update={"sign_ins_per_minute": 2})
    )
    app = create_app(few, database_url=database_url)
    wrong = {"login": "nobody", "password": "wrong"}
    with answering(app, services.sessions, proxies) as port:
        url = f"http://127.0.0.1:{port}/api/v1/session"
        said = [
            httpx.post(url, json=wrong, headers={"x-forwarded-for": f"198.51.100.{one}"})
            for one in (7, 7, 8)
        ]
    assert [answer.status_code for answer in said] == [401, 401, last]
