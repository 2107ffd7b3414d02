"""The live stream over a real server: prompt, complete, and nobody else's."""

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from accounts.policy import POLICY, Role
from accounts.tokens import service as tokens
from accounts.users.model import User
from core import feed
from core.database.engine import transaction
from core.http.services import Services
from core.ids import uuid7
from serving.api.server import bind, serving
from serving.api.stream import TOPICS
from tests.house.source import ROOT, sources
from tests.serving.conftest import World

Said = tuple[str, str | None, str]
"""Kind, id of the object, cursor."""


@pytest.fixture
def address(app: FastAPI, world: World) -> Iterator[str]:
    """The address of the API on a real socket."""
    listener: socket.socket = bind("127.0.0.1", 0)
    with serving(app, listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/api/v1"


def _publish(services: Services, owner: UUID, topic: str = "event") -> str:
    changed = uuid7()
    with transaction(services.sessions) as session:
        feed.publish(session, topic, changed, owner)
    return str(changed)


def _cookies(world: World, role: Role = Role.DISPATCHER) -> dict[str, str]:
    return {"algomart_session": world.secrets[role]}


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


@pytest.mark.parametrize("role", [Role.SECURITY, Role.SYSTEM, Role.VENDOR])
def test_who_decides_or_waits_hears_of_approvals_and_of_no_event(
    address: str, world: World, services: Services, role: Role
) -> None:
    cookies, home = _cookies(world, role), world.users[role].owner_id
    with httpx.stream("GET", f"{address}/stream", cookies=cookies, timeout=20) as stream:
        messages = _messages(stream.iter_lines())
        _, _, start = next(messages)
        _publish(services, home)
        asked = _publish(services, home, "approval")
        assert next(messages)[:2] == ("approval", asked)
    headers = {"last-event-id": start}
    with httpx.stream(
        "GET", f"{address}/stream", cookies=cookies, headers=headers, timeout=20
    ) as stream:
        messages = _messages(stream.iter_lines())
        assert [next(messages)[:2] for _ in range(2)][1] == ("approval", asked)


def test_a_token_hears_of_what_it_may_read_only(
    address: str, world: World, services: Services
) -> None:
    wanted = tokens.Wanted("narrow", 1, ("stream.read", "case.read"))
    with transaction(services.sessions) as session:
        holder = session.get_one(User, world.users[Role.DISPATCHER].id)
        secret = tokens.issue(session, None, holder, wanted, services.clock).secret
    headers = {"authorization": f"Bearer {secret}"}
    with httpx.stream("GET", f"{address}/stream", headers=headers, timeout=20) as stream:
        messages = _messages(stream.iter_lines())
        next(messages)
        _publish(services, world.own.id)
        filed = _publish(services, world.own.id, "case")
        assert next(messages)[:2] == ("case", filed)


def test_every_topic_says_who_may_follow_it() -> None:
    told = {
        topic
        for path in sources("accounts", "cases", "registry", "video", "serving")
        for topic in _told(path)
    }
    assert told == set(TOPICS)
    assert {action for read in TOPICS.values() for action in read} <= set(POLICY)


def _told(path: Path) -> list[str]:
    """Return the topics that a module of the product publishes."""
    code = (ROOT / path).read_text()
    return re.findall(r'^TOPIC = "(\w+)"', code, re.M) + re.findall(r'publish\(\w+, "(\w+)"', code)


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
