"""Every route of the OpenAPI document, tried as nobody and as every role, on objects of another organization.

An object is named in the path, in the query or in the body. A route that names one in a way this file does
not know fails: add the object to `World.objects`, or a body to `BODIES`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

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
from tests.house.case_changes import SCHEME
from tests.house.goods_changes import GOODS_BODIES
from tests.serving.belongings import SECRET_DIGEST, SECRET_PICTURE
from tests.serving.conftest import Client, World

PUBLIC = {
    ("GET", "/api/v1/health/live"),
    ("GET", "/api/v1/health/ready"),
    ("GET", "/api/v1/setup"),
    ("POST", "/api/v1/setup"),
    ("POST", "/api/v1/session"),
    ("GET", "/api/v1/session/oidc"),
    ("GET", "/api/v1/session/oidc/start"),
    ("GET", "/api/v1/session/oidc/callback"),
}
WITHIN = {"version.read", "organization.suspend", "request.create"}
"""Actions that a route asks about beside its own, or that a protocol of others' has a route for."""
STREAMS = {"/api/v1/stream"}

_ORGANIZATIONS = {"organization_id", "owner_id", "parent_id", "unit_id"}
SHOWN = {
    "/api/v1/algorithms": _ORGANIZATIONS,
    "/api/v1/algorithms/choices": _ORGANIZATIONS,
    "/api/v1/directory": _ORGANIZATIONS,
    "/api/v1/leaderboard": {"test_set_id"},
}
"""Whose objects a list may show: goods on the shelf name their vendor, the directory names everybody.

The leaderboard names the set it was measured on.
"""

FOR_OTHERS = {
    ("POST", "/api/v1/shares"): {"organization_id"},
    ("POST", "/api/v1/review/claims"): {"algorithm_id", "camera_id", "owner_id"},
}
"""What a route's body may name of others: with whom something is shared, and what a search is narrowed to."""

BODIES: dict[tuple[str, str], dict[str, Any]] = GOODS_BODIES | {
    ("PATCH", "/api/v1/cameras/{camera_id}"): {"place": "elsewhere"},
    ("PATCH", "/api/v1/subscriptions/{subscription_id}"): {"enabled": False},
    ("POST", "/api/v1/auto-confirms"): {"threshold": 0.8, "sample_share": 0.1},
    ("PATCH", "/api/v1/sinks/{sink_id}"): {"name": "mine now"},
    ("POST", "/api/v1/deliveries/replay"): {},
    ("POST", "/api/v1/cases/{case_id}/reports"): {"stage": "dispatched"},
    ("POST", "/api/v1/cases/{case_id}/steps"): {"action": "dispatch"},
    ("PATCH", "/api/v1/users/{user_id}"): {"name": "mine now"},
    ("POST", "/api/v1/events/{event_id}/verdicts"): {"verdict": "confirm"},
    ("POST", "/api/v1/events/{event_id}/split"): {"reason": "另一处"},
    ("POST", "/api/v1/review/claims"): {},
    ("POST", "/api/v1/review/claims/renewals"): {},
    ("POST", "/api/v1/review/rejections"): {
        "reason": "reflection",
        "event_id": str(UUID(int=0)),
        "event_ids": [str(UUID(int=0))],
    },
    ("POST", "/api/v1/cameras"): {
        "name_zh": "东门",
        "name_en": "East gate",
        "url": "rtsp://10.0.0.9/1",
    },
    ("POST", "/api/v1/cameras/bulk"): {"act": "tag", "tag": "mine"},
    ("POST", "/api/v1/camera-imports"): {"filename": "list.csv"},
    ("POST", "/api/v1/packages/uploads"): {"filename": "a.zip", "size": 3, "sha256": "ab" * 32},
    ("POST", "/api/v1/test-sets/uploads"): {
        "filename": "a.zip",
        "size": 3,
        "name": "城区火情",
        "covers": {"fire.flame": ["flame"]},
    },
    ("POST", "/api/v1/test-sets/{test_set_id}/retirement"): {"reason": "图片已公开"},
    ("POST", "/api/v1/evaluations"): {
        "version_id": str(UUID(int=0)),
        "test_set_id": str(UUID(int=0)),
    },
    ("POST", "/api/v1/camera-imports/{import_id}/start"): {"mapping": {"url": 0}},
    ("POST", "/api/v1/organizations"): {
        "kind": "unit",
        "name_zh": "一所",
        "name_en": "Unit one",
    },
    ("POST", "/api/v1/users"): {
        "login": "somebody",
        "name": "张三",
        "password": "Correct-horse-9",
        "roles": ["viewer"],
    },
    ("POST", "/api/v1/organizations/{organization_id}/responsibilities"): {
        "unit_id": str(UUID(int=0))
    },
    ("PUT", "/api/v1/organizations/{organization_id}/kpi-scheme"): SCHEME,
    ("PUT", "/api/v1/cases/{case_id}/assignment"): {"unit_id": str(UUID(int=0))},
    ("POST", "/api/v1/subscriptions"): {},
    ("POST", "/api/v1/subscriptions/bulk"): {},
    ("POST", "/api/v1/viewings"): {
        "kind": "evidence",
        "object_type": "events",
        "reason": "recheck",
    },
    ("PATCH", "/api/v1/organizations/{organization_id}"): {"name_zh": "我的"},
    ("PATCH", "/api/v1/organizations/{organization_id}/quotas"): {"cameras": 1},
    ("POST", "/api/v1/organizations/{organization_id}/approval"): {"reason": "已补齐材料"},
    ("PUT", "/api/v1/organizations/{organization_id}/calendar/{year}"): {"days": []},
    ("POST", "/api/v1/organizations/{organization_id}/matters"): {
        "class_code": "10",
        "name_zh": "我的",
        "name_en": "Mine",
    },
    ("PATCH", "/api/v1/organizations/{organization_id}/matters/{matter_id}"): {"enabled": False},
    ("POST", "/api/v1/organizations/{organization_id}/matter-mappings"): {
        "event_type": "fire",
        "matter_id": str(UUID(int=0)),
    },
    ("POST", "/api/v1/subscriptions/{subscription_id}/replay"): {
        "since": "2026-11-26T08:00:00+08:00",
        "until": "2026-11-26T09:00:00+08:00",
    },
    ("POST", "/api/v1/approvals/{approval_id}/votes"): {"vote": "approve", "reason": "可信"},
    ("POST", "/api/v1/approvals/{approval_id}/withdrawal"): {"reason": "重新提交"},
    ("POST", "/api/v1/versions/{version_id}/approval"): {"reason": ""},
    ("POST", "/api/v1/versions/{version_id}/steps"): {"action": "publish"},
    ("PUT", "/api/v1/algorithms/{algorithm_id}/aliases/{name}"): {
        "version_id": str(UUID(int=0)),
        "reason": "更准",
    },
    ("POST", "/api/v1/algorithms/{algorithm_id}/rollouts"): {
        "version_id": str(UUID(int=0)),
        "mode": "canary",
        "permille": 100,
        "reason": "试用",
    },
    ("PATCH", "/api/v1/rollouts/{rollout_id}"): {"permille": 100, "reason": "扩大"},
    ("POST", "/api/v1/rollouts/{rollout_id}/end"): {"reason": "到此为止"},
    ("POST", "/api/v1/signing-keys/{signing_key_id}/retirement"): {"reason": "密钥外泄"},
    ("PUT", "/api/v1/organizations/{organization_id}/signing"): {"required": True},
    ("POST", "/api/v1/shares"): {"object_type": "cameras"},
    ("PATCH", "/api/v1/shares/{share_id}"): {"terms": "see"},
    ("POST", "/api/v1/cameras/{camera_id}/live-link"): {"reason": "maintenance"},
    ("POST", "/api/v1/cameras/{camera_id}/test"): {},
    ("POST", "/api/v1/cameras/from-lookup"): {"ticket": "none", "name_zh": "东", "name_en": "E"},
    ("POST", "/api/v1/cameras/lookup"): {"host": "127.0.0.1"},
    ("POST", "/api/v1/cameras/test"): {"url": "rtsp://127.0.0.1:9/1"},
    ("POST", "/api/v1/camera-sources"): {
        "name": "市平台",
        "base_url": "http://127.0.0.1:9",
        "account": "a",
        "secret": "b",
        "stream_url": "rtsp://10.0.0.8/rtp/<gb_id>",
    },
    ("PATCH", "/api/v1/camera-sources/{source_id}"): {"name": "mine now"},
    ("POST", "/api/v1/water/sensors"): {
        "device": "W-7",
        "name": "隧道口",
        "longitude": 120.4,
        "latitude": 36.1,
    },
    ("PATCH", "/api/v1/water/sensors/{sensor_id}"): {"name": "mine now"},
    ("POST", "/api/v1/resources"): {
        "kind": "pump",
        "name": "泵车 02",
        "longitude": 120.4,
        "latitude": 36.1,
    },
    ("PATCH", "/api/v1/resources/{resource_id}"): {"name": "mine now"},
    ("POST", "/api/v1/resources/import"): {"text": "kind,name,longitude,latitude"},
    ("PATCH", "/api/v1/emergencies/{emergency_id}"): {"chosen": {"response": 1}},
    ("POST", "/api/v1/emergencies/{emergency_id}/dispatch"): {"audiences": ["street"]},
    ("POST", "/api/v1/emergencies/{emergency_id}/calls/{call_id}/receipt"): {"receipt": "done"},
    ("POST", "/api/v1/emergencies/{emergency_id}/end"): {"reason": "水退"},
    ("PUT", "/api/v1/organizations/{organization_id}/emergency-rules"): {"rules": [], "tells": {}},
    ("POST", "/api/v1/organizations/{organization_id}/emergency-rules/preview"): {
        "kind": "fire",
        "measures": {},
    },
    ("POST", "/api/v1/water/readings"): {"readings": [{"sensor": "W-1", "depth_cm": 1}]},
}
"""What is sent where a route needs a body to get as far as the object."""

DOCUMENT: dict[str, Any] = create_app(None).openapi()


@dataclass(frozen=True, slots=True)
class Operation:
    """One route as the document tells of it, with the action it declares."""

    method: str
    path: str
    action: str | None
    in_path: tuple[str, ...]
    in_query: tuple[str, ...]
    in_body: tuple[str, ...]
    """Names that stand for objects, by where they are sent."""
    required: tuple[str, ...]
    """Those of the query that must be sent."""

    @property
    def key(self) -> tuple[str, str]:
        return self.method, self.path

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


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


ACTIONS = {
    (method, path): [*_actions(route.dependant)] for method, path, route in _routes(routers.ALL)
}


def _operations() -> Iterator[Operation]:
    for path, item in DOCUMENT["paths"].items():
        for method, told in item.items():
            sent = [p for p in told.get("parameters", ()) if _is_id(p["schema"])]
            yield Operation(
                method.upper(),
                path,
                next(iter(ACTIONS.get((method.upper(), path), ())), None),
                tuple(p["name"] for p in sent if p["in"] == "path"),
                tuple(p["name"] for p in sent if p["in"] == "query"),
                tuple(_ids_of(told.get("requestBody"))),
                tuple(p["name"] for p in sent if p["in"] == "query" and p.get("required")),
            )


def _is_id(schema: dict[str, Any]) -> bool:
    parts = [schema, *schema.get("anyOf", ()), schema.get("items") or {}]
    return any(part.get("format") == "uuid" for part in parts) or any(
        _is_id(part) for part in schema.get("anyOf", ())
    )


def _ids_of(body: dict[str, Any] | None) -> Iterator[str]:
    if body is None or "application/json" not in body["content"]:
        return
    name = body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    for field, schema in DOCUMENT["components"]["schemas"][name]["properties"].items():
        if _is_id(schema):
            yield field


OPERATIONS = [*_operations()]
GUARDED = [one for one in OPERATIONS if one.key not in PUBLIC]
ON_OBJECTS = [one for one in GUARDED if one.in_path]
NAMING = [one for one in GUARDED if one.in_body]
LISTS = [
    one
    for one in GUARDED
    if one.method == "GET" and "{" not in one.path and one.path not in STREAMS and not one.required
]
UNDER = [one for one in GUARDED if one.required and "{" not in one.path]
"""Routes that read under an object which the query names."""


def test_there_are_routes() -> None:
    assert len(OPERATIONS) > 40
    assert len(ON_OBJECTS) > 15
    assert len(NAMING) >= 4


def test_the_document_and_the_routers_tell_of_the_same_routes() -> None:
    assert {one.key for one in OPERATIONS} == set(ACTIONS)


@pytest.mark.parametrize("one", OPERATIONS, ids=str)
def test_every_route_names_its_action_or_is_known_to_be_public(one: Operation) -> None:
    assert len(ACTIONS[one.key]) == (0 if one.key in PUBLIC else 1)


def test_every_action_has_a_route() -> None:
    assert {one.action for one in GUARDED} == set(POLICY) - WITHIN


def test_nobody_gets_nothing(app: FastAPI, world: World) -> None:
    nobody = TestClient(app)
    for one in GUARDED:
        answer = _sent(nobody, one, world)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated"), one


@pytest.mark.parametrize("role", Role)
def test_another_organizations_object_is_not_found_or_not_allowed(
    role: Role, client: Client, world: World
) -> None:
    somebody = client(role)
    for one in ON_OBJECTS:
        _refused(_sent(somebody, one, world), one, role)


@pytest.mark.parametrize("role", Role)
def test_another_organizations_object_cannot_be_named_in_a_body(
    role: Role, client: Client, world: World
) -> None:
    somebody = client(role)
    for one in NAMING:
        for name in set(one.in_body) - FOR_OTHERS.get(one.key, set()):
            _refused(_sent(somebody, one, world, _naming(one, name, world)), one, role)


@pytest.mark.parametrize("role", Role)
def test_a_list_shows_nothing_of_another_organization(
    role: Role, client: Client, world: World
) -> None:
    somebody = client(role)
    for one in LISTS:
        for query in ({}, *({name: str(_object(world, name))} for name in one.in_query)):
            answer = somebody.get(one.path, params=query)
            assert one.action is not None
            assert answer.status_code == (200 if allowed(one.action, [role]) else 403), one
            foreign = {name for name, one in world.objects.items() if str(one) in answer.text}
            assert foreign <= SHOWN.get(one.path, set()), (one, query)


@pytest.mark.parametrize("role", Role)
def test_nothing_is_read_under_another_organizations_object(
    role: Role, client: Client, world: World
) -> None:
    somebody = client(role)
    assert UNDER
    for one in UNDER:
        assert _sent(somebody, one, world).status_code in (403, 404), one


def _refused(answer: Response, one: Operation, role: Role) -> None:
    assert one.action is not None
    expected = 404 if allowed(one.action, [role]) else 403
    assert answer.status_code == expected, (str(one), answer.text)


def _sent(
    client: TestClient, one: Operation, world: World, body: dict[str, Any] | None = None
) -> Response:
    filled = one.path.format(
        **{name: _object(world, name) for name in one.in_path},
        kind="snapshot",
        name="stable",
        year=2027,
    )
    query = {name: str(_object(world, name)) for name in one.required}
    answer = client.request(one.method, filled, params=query, json=body or BODIES.get(one.key))
    assert SECRET_PICTURE not in answer.text, one
    assert SECRET_DIGEST not in answer.text, one
    return answer


def _naming(one: Operation, name: str, world: World) -> dict[str, Any]:
    """Return the route's body naming one object of the other organization, and else the caller's own."""
    body = BODIES[one.key] | {
        field: _shape(one, field, world.mine[field])
        for field in one.in_body
        if field in world.mine and field != name
    }
    return body | {name: _shape(one, name, _object(world, name))}


def _shape(_one: Operation, field: str, value: UUID) -> str | list[str]:
    return [str(value)] if field.endswith("_ids") else str(value)


def _object(world: World, name: str) -> UUID:
    """Return the other organization's object that a parameter of this name can mean."""
    return world.objects[name.removesuffix("s") if name.endswith("_ids") else name]
