"""The console's files are served under a strict policy, and nothing beside them."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from core.http import problems
from serving.api import console, security


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    """A client of an app that serves a small console."""
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("not yours")
    (dist / "index.html").write_text('<script nonce="__CSP_NONCE__" src="/assets/a.js"></script>')
    (dist / "assets" / "a.js").write_text("1")
    app = FastAPI()
    problems.install(app)
    security.install(app, https=False)
    console.install(app, dist)
    return TestClient(app)


@pytest.mark.parametrize("path", ["/", "/events", "/events/0199-abc", "/setup?token=x"])
def test_every_page_of_the_console_is_the_page_with_a_fresh_nonce(
    client: TestClient, path: str
) -> None:
    first, second = client.get(path), client.get(path)
    nonces = [re.findall(r'nonce="([^"]+)"', answer.text)[0] for answer in (first, second)]
    assert nonces[0] != nonces[1]
    policy = first.headers["content-security-policy"]
    assert f"script-src 'self' 'nonce-{nonces[0]}'" in policy
    assert "unsafe" not in policy
    assert first.headers["cache-control"] == "no-store"


def test_assets_are_kept_for_ever(client: TestClient) -> None:
    assert "immutable" in client.get("/assets/a.js").headers["cache-control"]


@pytest.mark.parametrize("path", ["/..%2fsecret.txt", "/assets/..%2f..%2fsecret.txt"])
def test_nothing_outside_the_folder_is_served(client: TestClient, path: str) -> None:
    assert "not yours" not in client.get(path).text


def test_an_unknown_address_of_the_api_is_a_problem_and_not_a_page(client: TestClient) -> None:
    answer = client.get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_every_answer_carries_the_secure_headers(client: TestClient) -> None:
    headers = client.get("/").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
