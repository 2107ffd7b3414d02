"""A provider that lies: what a real one cannot be made to say, signed by keys of its own."""

import json
from collections.abc import Callable
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import time
from types import TracebackType
from typing import Any, Self

from joserfc import jwt
from joserfc.jwk import Key, KeySet, RSAKey

from tests.accounts.oidc.provider import CLIENT_ID

Signer = Callable[[dict[str, Any]], str]


class Forger:
    """Answers discovery, keys and tokens; what it answers is changed by setting its fields."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        self.metadata: dict[str, Any] = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        self.key: Key = known_key()
        self.nonce = ""
        self.changed: dict[str, Any] = {}
        """Claims that differ from a good token's; None leaves one out."""
        self.sign: Signer = self.honestly
        self.broken: dict[str, tuple[int, str]] = {}
        """Paths that answer with another status and body."""
        self.asked: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def honestly(self, claims: dict[str, Any]) -> str:
        """Sign as the published key does."""
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def answer(self, path: str) -> Any:
        """Return what is at a path."""
        if path == "/.well-known/openid-configuration":
            return self.metadata
        if path == "/keys":
            return KeySet([self.key]).as_dict()
        return {"token_type": "Bearer", "access_token": "x", "id_token": self.sign(self._claims())}

    def _claims(self) -> dict[str, Any]:
        now = int(time())
        good = {
            "iss": self.issuer,
            "sub": "sub-of-zhang",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "preferred_username": "zhang",
        }
        return {name: told for name, told in (good | self.changed).items() if told is not None}


@cache
def known_key() -> RSAKey:
    """Return the key that forgers begin with: making one takes longer than a test."""
    return new_key("one")


def new_key(kid: str) -> RSAKey:
    """Return a key of this name."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


def _handler(forger: Forger) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            forger.asked.append(self.path)
            status, body = forger.broken.get(self.path, (200, ""))
            if self.path not in forger.broken:
                body = json.dumps(forger.answer(self.path))
            self.send_response(status)
            self.send_header("location", f"{forger.issuer}/elsewhere")
            self.send_header("content-length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    return Handler
