"""The protocol at the door: refusals are objects with one `error`, in English unless Chinese is asked for."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from core.errors import AlgomartError
from core.http.problems import DatabaseDown
from core.text import Language, Text, language_of


class InferenceRoute(APIRoute):
    """A route whose refusals clients of the protocol understand."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the handler."""
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handle(request)
            except AlgomartError as error:
                return refusal(request, error)
            except OperationalError:
                return refusal(request, DatabaseDown())
            except HTTPException as error:
                return JSONResponse({"error": error.detail}, error.status_code)

        return answered

    def failed(self, request: Request, words: Text) -> JSONResponse:
        """Return the answer to a request that failed for a reason nobody expected."""
        asked = language(request.headers.get("accept-language"))
        return JSONResponse({"error": words.said_in(asked), "code": "internal"}, 500)


def refusal(request: Request, error: AlgomartError) -> JSONResponse:
    """Return the answer that tells of an error."""
    headers = {}
    if "retry_after_s" in error.fields:
        headers["Retry-After"] = str(error.fields["retry_after_s"])
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    words = error.message(language(request.headers.get("accept-language")))
    return JSONResponse({"error": words, "code": error.code}, error.status, headers)


def language(asked: str | None) -> Language:
    """Return the language of a refusal: what reads it here is a program, or its developer's log."""
    return language_of(asked) if asked and "zh" in asked.lower() else "en"
