"""The live stream over a real server: prompt, complete, and nobody else's."""

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from accounts.organizations.model import Organization
from accounts.policy import POLICY, Role
from accounts.sessions.service import resume, still_valid
from accounts.tokens import service as tokens
from accounts.users.model import User
from cases.events.model import Event
from cases.events.service import report
from core import feed
from core.database.engine import transaction
from core.http.services import Services
from core.ids import uuid7
from serving.api.hub import ROWS_MAX
from serving.api.server import bind, serving
from serving.api.stream import TOPICS
from tests.cases import samples
from tests.cases.conftest import subscribed
from tests.house.source import ROOT, sources
from tests.serving.conftest import World

Said = tuple[str, str | None, str]
"""Kind, id of the object, cursor."""
Told = tuple[str, dict[str, Any]]
"""Kind and content."""


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


def _raised(services: Services, owner_id: UUID) -> str:
    """Report an event of somebody's; return its id."""
    with transaction(services.sessions) as session:
        owner = session.get_one(Organization, owner_id)
        event = report(session, samples.raised(subscribed(session, owner), services.blobs))
        assert event is not None
        return str(event.id)


def _cookies(world: World, role: Role = Role.DISPATCHER) -> dict[str, str]:
    return {"algomart_session": world.secrets[role]}


def _messages(lines: Iterator[str]) -> Iterator[Said]:
    for said in _said(lines):
        yield said["event"], json.loads(said["data"])["id"], said["id"]


def _contents(lines: Iterator[str]) -> Iterator[Told]:
    for said in _said(lines):
        yield said["event"], json.loads(said["data"])


def _said(lines: Iterator[str]) -> Iterator[dict[str, str]]:
    said: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        if name:
            said[name] = value
        elif said:
            yield said
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


def _raised_with_row(contents: Iterator[Told], services: Services, world: World) -> Told:
    """Return what is told of an event; what changes while the stream begins comes without its row."""
    event_id = _raised(services, world.own.id)
    for _ in range(20):
        kind, told = next(one for one in contents if one[1]["id"] == event_id)
        if "row" in told:
            return kind, told
        with transaction(services.sessions) as session:
            feed.publish(session, "event", UUID(event_id), world.own.id)
    raise AssertionError("no row came")


def test_an_event_comes_with_its_row_as_the_list_shows_it(
    address: str, world: World, services: Services
) -> None:
    with httpx.stream("GET", f"{address}/stream", cookies=_cookies(world), timeout=20) as stream:
        contents = _contents(stream.iter_lines())
        next(contents)
        _raised(services, world.other.id)
        kind, told = _raised_with_row(contents, services, world)
    listed = httpx.get(f"{address}/events?limit=1", cookies=_cookies(world)).json()["items"][0]
    assert (kind, told["row"]) == ("event", listed)
    assert told["row"]["owner_id"] == str(world.own.id)


def test_who_hears_of_no_events_gets_no_row(address: str, world: World, services: Services) -> None:
    """A stream resumed, or a topic without rows, tells ids; a security administrator none of events."""
    cookies = _cookies(world, Role.SECURITY)
    home = world.users[Role.SECURITY].owner_id
    with httpx.stream("GET", f"{address}/stream", cookies=cookies, timeout=20) as stream:
        contents = _contents(stream.iter_lines())
        next(contents)
        _raised(services, world.own.id)
        asked = _publish(services, home, "approval")
        assert next(contents) == ("approval", {"id": asked})


def test_an_event_that_is_checked_is_told_by_its_id(
    address: str, world: World, services: Services
) -> None:
    event_id = _raised(services, world.own.id)
    with httpx.stream("GET", f"{address}/stream", cookies=_cookies(world), timeout=20) as stream:
        contents = _contents(stream.iter_lines())
        next(contents)
        with transaction(services.sessions) as session:
            event = session.get_one(Event, UUID(event_id))
            event.review, event.wants = "rejected", "check"
            feed.publish(session, "event", event.id, event.owner_id)
        assert next(contents) == ("event", {"id": event_id})


def test_of_a_burst_the_ids_are_told(address: str, world: World, services: Services) -> None:
    event_id = UUID(_raised(services, world.own.id))
    burst = [(event_id, world.own.id), *((uuid7(), world.own.id) for _ in range(ROWS_MAX))]
    with httpx.stream("GET", f"{address}/stream", cookies=_cookies(world), timeout=20) as stream:
        contents = _contents(stream.iter_lines())
        next(contents)
        with transaction(services.sessions) as session:
            feed.publish_all(session, "event", burst)
        assert next(contents) == ("event", {"id": str(event_id)})


def test_a_stream_ends_for_who_was_moved(world: World, services: Services) -> None:
    """What he hears of was decided by where he was."""
    with transaction(services.sessions) as session:
        held = world.secrets[Role.DISPATCHER]
        who = resume(session, held, address=None, settings=services.settings, clock=services.clock)
        assert who is not None
        assert still_valid(session, who, services.clock)
        session.get_one(User, who.id).owner_id = world.other.id
        session.flush()
        assert not still_valid(session, who, services.clock)


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
