"""No request body is larger than the setting says, whether it announces its size or comes in chunks."""

from fastapi import FastAPI, Request
from starlette.datastructures import Headers
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.http.problems import too_large


class RefusalAsProblem:
    """Makes a problem of the plain text with which Starlette, which counts, refuses a body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = False

        async def sending(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and _is_plain_refusal(message):
                refused = True
                await too_large(Request(scope))(scope, receive, send)
            elif not refused:
                await send(message)

        await self._app(scope, receive, sending)


def _is_plain_refusal(message: Message) -> bool:
    kind = Headers(raw=message["headers"]).get("content-type", "")
    return message["status"] == 413 and kind.startswith("text/plain")


def install(app: FastAPI, limit_mb: int) -> None:
    """Wrap the app; `max_body_size` of a route goes before this limit."""
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=limit_mb << 20)
    app.add_middleware(RefusalAsProblem)
