"""Every route, tried as nobody and as every role, on objects of another department."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.testclient import TestClient
from httpx2 import Response

from accounts.api.deps import Allow
from accounts.policy import POLICY, Role, allowed
from core.http.idempotency import IdempotentRoute
from serving.api import routers
from serving.api.app import PREFIX, create_app
from tests.serving.conftest import Client, World

PUBLIC = {
    ("GET", "/api/v1/health/live"),
    ("GET", "/api/v1/health/ready"),
    ("GET", "/api/v1/setup"),
    ("POST", "/api/v1/setup"),
    ("POST", "/api/v1/session"),
}
BODIES = {
    ("PATCH", "/api/v1/cameras/{camera_id}"): {"place": "elsewhere"},
    ("PATCH", "/api/v1/subscriptions/{subscription_id}"): {"enabled": False},
    ("PATCH", "/api/v1/sinks/{sink_id}"): {"name": "mine now"},
    ("PATCH", "/api/v1/users/{user_id}"): {"name": "mine now"},
    ("PATCH", "/api/v1/organizations/{organization_id}"): {"name_zh": "我的", "name_en": "Mine"},
    ("POST", "/api/v1/events/{event_id}/verdicts"): {"verdict": "confirm"},
}
"""What is sent where a route needs a body to get as far as the object."""


def _routes(routers: Iterable[Any]) -> Iterator[tuple[str, str, IdempotentRoute]]:
    """Yield every route of these routers and of the routers they include."""
    for one in routers:
        for route in one.routes:
            if isinstance(route, IdempotentRoute):
                for method in route.methods or ():
                    yield method, f"{PREFIX}{route.path}", route
            else:
                yield from _routes([route.original_router])


def _actions(dependant: Dependant) -> Iterator[str]:
    if isinstance(dependant.call, Allow):
        yield dependant.call.action
    for inner in dependant.dependencies:
        yield from _actions(inner)


ROUTES = {
    (method, path): [*_actions(route.dependant)] for method, path, route in _routes(routers.ALL)
}
WITHIN = {"version.read"}
"""Actions that a route asks about beside its own."""
SHELF = "/api/v1/algorithms"
"""Goods are everybody's to see: only what is not published is its vendor's."""
ON_OBJECTS = [key for key in ROUTES if "{" in key[1] and not key[1].startswith(SHELF)]

LISTS = [
    path
    for method, path in ROUTES
    if method == "GET"
    and "{" not in path
    and (method, path) not in PUBLIC
    and not path.startswith((SHELF, "/api/v1/stream"))
]


def test_there_are_routes() -> None:
    assert len(ROUTES) > 40
    assert len(ON_OBJECTS) > 15


def test_every_operation_of_the_document_was_found() -> None:
    paths = create_app(None).openapi()["paths"]
    documented = {(method.upper(), path) for path, item in paths.items() for method in item}
    assert documented == set(ROUTES)


@pytest.mark.parametrize("key", ROUTES, ids=" ".join)
def test_every_route_names_its_action_or_is_known_to_be_public(key: tuple[str, str]) -> None:
    actions = ROUTES[key]
    assert len(actions) == (0 if key in PUBLIC else 1), actions


def test_every_action_has_a_route() -> None:
    named = {action for actions in ROUTES.values() for action in actions}
    assert named == set(POLICY) - WITHIN


def test_nobody_gets_nothing(app: FastAPI, world: World) -> None:
    nobody = TestClient(app)
    for method, path in sorted(set(ROUTES) - PUBLIC):
        answer = _sent(nobody, method, path, world)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated"), path


@pytest.mark.parametrize("role", Role)
def test_another_departments_object_is_not_found_or_not_allowed(
    role: Role, client: Client, world: World
) -> None:
    somebody = client(role)
    for method, path in ON_OBJECTS:
        [action] = ROUTES[method, path]
        answer = _sent(somebody, method, path, world)
        expected = 404 if allowed(action, [role]) else 403
        assert answer.status_code == expected, (method, path, answer.text)


@pytest.mark.parametrize("role", Role)
def test_a_list_shows_nothing_of_another_department(
    role: Role, client: Client, world: World
) -> None:
    somebody = client(role)
    for path in LISTS:
        answer = somebody.get(path)
        assert answer.status_code == (200 if allowed(ROUTES["GET", path][0], [role]) else 403), path
        foreign = {name for name, one in world.objects.items() if str(one) in answer.text}
        assert foreign == set(), path


def _sent(client: TestClient, method: str, path: str, world: World) -> Response:
    filled = path.format(**world.objects, kind="snapshot")
    return client.request(method, filled, json=BODIES.get((method, path)))
