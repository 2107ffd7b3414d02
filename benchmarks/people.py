"""Who drives the product during a benchmark: made through the setup link, as on any first start."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from benchmarks.errors import BenchmarkFailed

API = "/api/v1"
PAGE = 200


class Person:
    """Somebody who is signed in."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client = httpx.Client(base_url=url + API, timeout=30)

    def get(self, path: str) -> dict[str, Any]:
        """Return what stands at a path."""
        return _answer(self._client.get(path))

    def text(self, path: str) -> str:
        """Return what stands at a path, where that is no JSON."""
        return _answered(self._client.get(path)).text

    def every(self, path: str) -> Iterator[dict[str, Any]]:
        """Yield every item of a list, page by page."""
        cursor: str | None = ""
        while cursor is not None:
            asked = {"limit": str(PAGE)} | ({"cursor": cursor} if cursor else {})
            page = self.get(str(httpx.URL(path).copy_merge_params(asked)))
            yield from page["items"]
            cursor = page["next_cursor"]

    def post(self, path: str, body: object) -> dict[str, Any]:
        """Send a body and return the answer."""
        return _answer(self._client.post(path, json=body))

    def put(self, path: str, body: object) -> dict[str, Any]:
        """Replace what stands at a path, whatever it is by now, and return the answer."""
        return _answer(self._client.put(path, json=body, headers={"if-match": "*"}))

    def delete(self, path: str) -> None:
        """Remove what stands at a path."""
        _answered(self._client.delete(path))

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def setup_link(home: Path) -> Path:
    """Return the file the first start writes its one-time link to."""
    return home / "setup-link"


def sign_up(home: Path, url: str) -> tuple[Person, Person]:
    """Follow the setup link and return a subscriber and a system administrator, signed in."""
    security = Person(url)
    security.post("/setup", _first(home))
    places = {one["kind"]: one["id"] for one in security.get("/organizations")["items"]}
    subscriber = _hire(security, url, "subscriber", places["city"])
    people = subscriber, _hire(security, url, "system", places["operator"])
    security.close()
    return people


def _first(home: Path) -> dict[str, str]:
    link = urlsplit(setup_link(home).read_text().strip())
    return {
        "token": parse_qs(urlsplit(link.fragment).query)["token"][0],
        "login": "security",
        "password": secrets.token_urlsafe(18),
        "name": "Security",
        "organization_zh": "测量市",
        "organization_en": "Benchmark City",
    }


def _hire(security: Person, url: str, role: str, home: str) -> Person:
    """Add somebody, who signs in and changes the password that another one chose."""
    login = {"login": role, "password": secrets.token_urlsafe(18)}
    security.post("/users", login | {"name": role, "roles": [role], "owner_id": home})
    person = Person(url)
    person.post("/session", login)
    chosen = {"current": login["password"], "new": secrets.token_urlsafe(18)}
    person.post("/account/password", chosen)
    return person


def _answer(response: httpx.Response) -> dict[str, Any]:
    answer: dict[str, Any] = _answered(response).json()
    return answer


def _answered(response: httpx.Response) -> httpx.Response:
    if not response.is_success:
        raise BenchmarkFailed(reason=f"{response.request.url.path}: {response.text[:500]}")
    return response
