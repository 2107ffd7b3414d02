"""Sends what schemathesis makes of the OpenAPI document to the app, as people who may use the route."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import schemathesis
from fastapi.testclient import TestClient
from httpx2 import Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.policy import Role
from serving.api.app import create_app

DOCUMENT: dict[str, Any] = create_app(None).openapi()
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
APART = {"/api/v1/stream", "/api/v1/health/ready"}
"""The first never ends; the second says 503 while no cluster runs. They have tests of their own."""
_ORDER = ("GET", "POST", "PATCH", "PUT", "DELETE")


@dataclass(eq=False)
class Caller:
    """Somebody of a role, with a token, whose department has everything there is."""

    role: Role
    client: TestClient
    objects: dict[str, UUID]
    answers: dict[int, int] = field(default_factory=dict)

    def send(self, case: Any, *, real: bool) -> Response:
        """Send a case, with objects that exist in the place of made-up ones when `real`."""
        path, query, body = dict(case.path_parameters or {}), dict(case.query or {}), case.body
        headers = {name: str(value) for name, value in dict(case.headers or {}).items()}
        if real:
            path |= {name: str(self.objects[name]) for name in path if name in self.objects}
            query |= {name: str(self.objects[name]) for name in query if name in self.objects}
            if isinstance(body, dict):
                body = body | {n: str(self.objects[n]) for n in body if n in self.objects}
            if case.method.upper() == "PATCH":
                headers["if-match"] = "*"
        case.path_parameters = path
        content = None if _absent(body) else body
        if not isinstance(content, bytes | None):
            content = json.dumps(body).encode()
            headers["content-type"] = "application/json"
        answer = self.client.request(
            case.method,
            case.formatted_path,
            params=query,
            headers={name: value.encode("utf-8", "replace") for name, value in headers.items()},
            content=content,
        )
        self.answers[answer.status_code] = self.answers.get(answer.status_code, 0) + 1
        return answer


def _absent(body: Any) -> bool:
    return type(body).__name__ == "NotSet"


def operations() -> Iterator[Any]:
    """Yield every operation but a few, those that remove things last."""
    found = [one.ok() for one in SCHEMA.get_all_operations() if isinstance(one, Ok)]
    found.sort(key=lambda one: (_ORDER.index(one.method.upper()), one.path))
    yield from (one for one in found if one.path not in APART)
