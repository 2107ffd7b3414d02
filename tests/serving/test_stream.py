"""The live stream over a real server: prompt, complete, and nobody else's."""

import json
import socket
from collections.abc import Iterator
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from accounts.policy import Role
from core import feed
from core.database.engine import transaction
from core.http.services import Services
from core.ids import uuid7
from serving.api.server import bind, serving
from tests.serving.conftest import World

Said = tuple[str, str | None, str]
"""Kind, id of the object, cursor."""


@pytest.fixture
def address(app: FastAPI, world: World) -> Iterator[str]:
    """The address of the API on a real socket."""
    listener: socket.socket = bind("127.0.0.1", 0)
    with serving(app, listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/api/v1"


def _publish(services: Services, owner: UUID) -> str:
    changed = uuid7()
    with transaction(services.sessions) as session:
        feed.publish(session, "event", changed, owner)
    return str(changed)


def _cookies(world: World) -> dict[str, str]:
    return {"algomart_session": world.secrets[Role.DISPATCHER]}


def _messages(lines: Iterator[str]) -> Iterator[Said]:
    said: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        if name:
            said[name] = value
        elif said:
            yield said["event"], json.loads(said["data"])["id"], said["id"]
            said = {}


def test_what_one_may_see_arrives_and_nothing_else(
    address: str, world: World, services: Services
) -> None:
    with httpx.stream("GET", f"{address}/stream", cookies=_cookies(world), timeout=20) as stream:
        messages = _messages(stream.iter_lines())
        assert next(messages)[0] == "hello"
        _publish(services, world.other.id)
        own = _publish(services, world.own.id)
        assert next(messages)[:2] == ("event", own)


def test_a_resumed_stream_misses_and_repeats_nothing(
    address: str, world: World, services: Services
) -> None:
    headers = {"last-event-id": ""}
    with httpx.stream("GET", f"{address}/stream", cookies=_cookies(world), timeout=20) as stream:
        messages = _messages(stream.iter_lines())
        headers["last-event-id"] = next(messages)[2]
        first = _publish(services, world.own.id)
        kind, changed, headers["last-event-id"] = next(messages)
        assert (kind, changed) == ("event", first)
    missed = [_publish(services, world.own.id) for _ in range(3)]
    with httpx.stream(
        "GET", f"{address}/stream", cookies=_cookies(world), headers=headers, timeout=20
    ) as stream:
        messages = _messages(stream.iter_lines())
        assert next(messages)[0] == "hello"
        assert [next(messages)[1] for _ in missed] == missed


def test_a_cursor_that_is_none_is_refused(address: str, world: World) -> None:
    headers = {"last-event-id": "yesterday"}
    answer = httpx.get(f"{address}/stream", cookies=_cookies(world), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")
