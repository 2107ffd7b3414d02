"""GeoReport at the door: an `api_key` is a token of ours, refusals are lists of code and description."""

import base64
import binascii
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from cases.open311.form import MEDIA, write
from core.errors import AlgomartError
from core.text import language_of

_FORMS = ("json", "xml")


class Open311Route(APIRoute):
    """A route that takes the key where GeoReport puts it and tells refusals in GeoReport's form."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the handler."""
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                await _move_key(request)
                return await handle(request)
            except AlgomartError as error:
                language = language_of(request.headers.get("accept-language"))
                return _refusal(request, error.status, error.message(language))
            except RequestValidationError as error:
                names = {str(fault["loc"][-1]) for fault in error.errors()}
                return _refusal(request, 400, f"invalid: {', '.join(sorted(names))}")

        return answered


def answer(form: str, name: str, content: Any, status: int = 200) -> Response:
    """Return a list of GeoReport's in the form that was asked for."""
    return Response(write(form, name, content), status, media_type=MEDIA[form])


def _refusal(request: Request, status: int, words: str) -> Response:
    asked = request.path_params.get("form", "xml")
    form = asked if asked in _FORMS else "xml"
    return answer(form, "errors", [{"code": status, "description": words}], status)


def fields(request: Request) -> dict[str, str]:
    """Return the fields of a posted form."""
    found: dict[str, str] = request.state.fields
    return found


async def _move_key(request: Request) -> None:
    """Put the key where every other caller of ours has his token; a browser's cookie proves nothing here."""
    key = request.query_params.get("api_key") or _basic(request)
    if request.method == "POST":
        request.state.fields = dict(parse_qsl((await request.body()).decode(errors="replace")))
        key = key or request.state.fields.get("api_key")
    headers = [one for one in request.scope["headers"] if one[0] != b"cookie"]
    if key is not None:
        headers = [one for one in headers if one[0] != b"authorization"]
        headers.append((b"authorization", f"Bearer {key}".encode("latin-1", "replace")))
    request.scope["headers"] = headers
    request.__dict__.pop("_headers", None)


def _basic(request: Request) -> str | None:
    """Return the token of `https://<token>:@host/`, for clients that send a key in no other way."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return user or password
