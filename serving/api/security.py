"""Headers every answer carries (OWASP secure headers)."""

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_API = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""An answer of the API is data: whatever a browser takes it for, it may load and run nothing."""
_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}


class SecureHeaders:
    """Adds the headers; plain ASGI, so that streams pass untouched."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._headers = _HEADERS | (_HTTPS if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith(("/api/", "/v2/")):
                    for name, value in _API.items():
                        headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)


def install(app: FastAPI, *, https: bool) -> None:
    """Wrap the app; where browsers reach it by https, they are told to come by nothing else."""
    build = app.build_middleware_stack

    def around() -> ASGIApp:
        # The answer to an unexpected error is written outside every middleware that is added.
        return SecureHeaders(build(), https=https)

    app.build_middleware_stack = around  # type: ignore[method-assign]
