"""Whatever is sent, the API answers as its document says, and never with a fault of its own."""

import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings, strategies

from accounts.policy import Role, allowed
from accounts.tokens import service as tokens
from accounts.tokens.service import Wanted
from core.database.engine import transaction
from core.http.services import Services
from tests.house.test_routes_by_role import ACTIONS, BODIES
from tests.serving.belongings import user
from tests.serving.conftest import World
from tests.serving.fuzzing import APART, CHECKS, DOCUMENT, Caller, operations

SHORT, LONG = 3, 150
"""Examples for an operation and a role that may use it."""
ODD: list[Any] = [
    "a\x00b",
    "\ud800",
    "ʼ𝒂́\u202e" * 1000,
    2**63,
    10**400,
    float("nan"),
    {"\ud800": "\ud800", "\x00": [[[]]]},
    "0001-01-01T00:00:00+23:59",
]
"""What breaks things: NUL, half a surrogate, no number, more than a column holds, ends of the calendar."""

Callers = Callable[[Role], Caller]


@pytest.fixture
def caller(app: FastAPI, services: Services, world: World) -> Iterator[Callers]:
    """Somebody of a role in the department that has everything, who is told when the app breaks."""
    made: list[TestClient] = []

    def of(role: Role) -> Caller:
        with transaction(services.sessions) as session:
            one = user(session, world.other, role)
            secret = tokens.issue(session, None, one, Wanted("fuzz", 1), services.clock).secret
        client = TestClient(app, raise_server_exceptions=False)
        client.headers["authorization"] = f"Bearer {secret}"
        made.append(client)
        return Caller(role, client, world.objects)

    yield of
    for client in made:
        client.close()


def _fuzz(caller: Caller, examples: int) -> None:
    for operation in operations():
        may = _may(operation.method, operation.path, caller.role)

        @settings(
            max_examples=examples if may else 1,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), real=strategies.booleans())
        def holds(case: Any, real: bool) -> None:
            case.validate_response(caller.send(case, real=real), checks=CHECKS)

        holds()
    assert caller.answers[200] > 10
    assert caller.answers[403] > 5


@pytest.mark.parametrize("role", [Role.SUBSCRIBER, Role.SYSTEM, Role.SECURITY])
def test_the_api_keeps_to_its_document(role: Role, caller: Callers) -> None:
    _fuzz(caller(role), SHORT)


@pytest.mark.long
@pytest.mark.parametrize("role", Role)
def test_the_api_keeps_to_its_document_for_long(role: Role, caller: Callers) -> None:
    _fuzz(caller(role), LONG)


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.long)])
def test_no_odd_value_breaks_a_field(caller: Callers, every: int) -> None:
    """The short run sends every fifth; which ones, moves on from route to route."""
    callers = {role: caller(role) for role in Role}
    broken = []
    for method, path in ACTIONS:
        if path in APART or method == "DELETE":
            continue
        role = next(role for role in Role if _may(method, path, role))
        for where, sent in islice(_odd_requests(method, path, callers[role]), None, None, every):
            answer = callers[role].client.request(method, **sent)
            if answer.status_code >= 500 or not _documented(method, path, answer.status_code):
                broken.append((method, path, where, answer.status_code, answer.text[:200]))
    assert broken == []


def _odd_requests(method: str, path: str, caller: Caller) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield requests that are right but for one value."""
    told = DOCUMENT["paths"][path][method.lower()]
    url = path.format(**caller.objects, kind="snapshot", name="stable", year=2027)
    for parameter in told.get("parameters", ()):
        for odd in ODD:
            text = odd if isinstance(odd, str) else json.dumps(odd)
            where, name = parameter["in"], parameter["name"]
            sent = text.encode("utf-8", "surrogatepass")
            if where == "query":
                query = f"{url}?{name}={quote_from_bytes(sent)}"
                yield f"{name}={odd!r:.40}", {"url": query}
            elif where == "header" and b"\0" not in sent:
                yield f"{name}: {odd!r:.40}", {"url": url, "headers": {name: sent}, "json": {}}
    for name in _fields(told):
        for odd in ODD:
            body = {**BODIES.get((method, path), {}), name: odd}
            content = json.dumps(body).encode()
            headers = {"content-type": "application/json", "if-match": "*"}
            yield f"{name}: {odd!r:.40}", {"url": url, "content": content, "headers": headers}


def _fields(told: dict[str, Any]) -> list[str]:
    body = told.get("requestBody", {"content": {}})["content"].get("application/json")
    if body is None:
        return []
    name = body["schema"]["$ref"].rpartition("/")[2]
    return [*DOCUMENT["components"]["schemas"][name]["properties"], "odd\ud800name"]


def test_no_number_is_not_a_number(caller: Callers, world: World) -> None:
    subscriber = caller(Role.SUBSCRIBER)
    for rule in ("thresholds", "min_area", "cooldown_s"):
        told = '{"fire": NaN}' if rule == "thresholds" else "NaN"
        answer = subscriber.client.patch(
            f"/api/v1/subscriptions/{world.objects['subscription_id']}",
            content='{"rule": {"%s": %s}}' % (rule, told),  # noqa: UP031 - braces are JSON's
            headers={"content-type": "application/json", "if-match": "*"},
        )
        assert answer.status_code == 422, answer.text


def _may(method: str, path: str, role: Role) -> bool:
    actions = ACTIONS[method.upper(), path]
    return all(allowed(action, [role]) for action in actions)


def _documented(method: str, path: str, status: int) -> bool:
    return str(status) in DOCUMENT["paths"][path][method.lower()]["responses"]
