"""What a route may refuse, told in the OpenAPI document: derived from how the route is made, not by hand."""

from collections.abc import Callable, Collection, Iterator
from http import HTTPStatus
from typing import Any, TypeVar

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

C = TypeVar("C", bound=Callable[..., Any])
MEDIA_TYPE = "application/problem+json"
_MARK = "problems"
_CHANGE = frozenset({400, 401, 403, 404, 409, 412, 429})
"""Any change may be refused for its data, its caller, what it names or its object's state."""
_ALWAYS = frozenset({413})
"""A body may come with any request, a GET's too, and one over the limit is refused before anybody looks."""


class Fault(BaseModel):
    """One field that is wrong; what was sent is never repeated."""

    field: str
    code: str
    message: str


class Problem(BaseModel):
    """Why a request was refused (RFC 9457); `code` is stable, the words are in the reader's language."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[Fault] = []


def refuses(*statuses: int) -> Callable[[C], C]:
    """Mark a dependency: a route that has it may answer with these statuses."""

    def mark(call: C) -> C:
        setattr(call, _MARK, frozenset(statuses))
        return call

    return mark


def responses(route: APIRoute) -> dict[int | str, dict[str, Any]]:
    """Return the problems a route may answer with, beside what it says of itself."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    told: dict[int | str, dict[str, Any]] = {
        status: {"description": HTTPStatus(status).phrase, "content": content}
        for status in sorted(_statuses(route))
    }
    return told | route.responses


def install(app: FastAPI) -> None:
    """Put the problem among the document's schemas, in the place of FastAPI's own."""
    build = app.openapi

    def openapi() -> dict[str, Any]:
        document = build()
        schemas: dict[str, Any] = document["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(problem.pop("$defs"), Problem=problem)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _statuses(route: APIRoute) -> Collection[int]:
    asked = {param for one in _tree(route.dependant) for param in _parameters(one)}
    found = {status for one in _tree(route.dependant) for status in getattr(one.call, _MARK, ())}
    if "path" in asked:
        found |= {404, 422}
    if asked - {"path"}:
        found |= {400, 422}
    if (route.methods or set()) - {"GET", "HEAD"}:
        found |= _CHANGE
    if found:
        found.add(429)
    return found | _ALWAYS


def _parameters(dependant: Dependant) -> Iterator[str]:
    for kind in ("path", "query", "header", "body"):
        if getattr(dependant, f"{kind}_params"):
            yield kind


def _tree(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from _tree(inner)
