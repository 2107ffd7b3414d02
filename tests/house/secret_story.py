"""Everybody who gives the API a secret, or is given one, does so, rightly and wrongly.

All answers are kept.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pyotp
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from accounts.api.deps import COOKIE
from accounts.organizations.service import operator
from accounts.policy import Role
from accounts.setup.service import offer_link
from core.database.engine import transaction
from core.http.services import Services
from serving.api.app import PREFIX
from tests.house.planted import Planted, key_bytes, typed
from tests.house.secret_places import DOCUMENT
from tests.serving.belongings import signed_in, user

ENDLESS = {"/api/v1/stream"}


@dataclass(frozen=True, slots=True)
class Heard:
    """One part of an answer: its body, or a header."""

    request: str
    part: str
    data: bytes


@dataclass(eq=False, repr=False)
class Story:
    """The app, what it was given and shown, and what it said."""

    app: FastAPI
    services: Services
    planted: list[Planted]
    heard: list[Heard] = field(default_factory=list)

    def plant(self, place: str, value: str, *spelled: str | bytes) -> str:
        """Remember a secret and return it."""
        self.planted.append(Planted.of(place, value, *spelled))
        return value

    def somebody(self, role: Role) -> "Teller":
        """Return somebody of a role who answers for the whole tree."""
        with transaction(self.services.sessions) as session:
            who = user(session, operator(session), role)
            cookie, _ = signed_in(session, self.services, who)
        return Teller(self, self.plant("cookie", cookie))


class Teller(TestClient):
    """A client whose every answer is kept, and every cookie known for the secret it is."""

    def __init__(self, story: Story, cookie: str | None = None) -> None:
        super().__init__(story.app, raise_server_exceptions=False)
        self.story = story
        self.headers.update({"origin": "http://testserver", "if-match": "*"})
        if cookie:
            self.cookies.set(COOKIE, cookie)

    def tell(self, method: str, path: str, **sent: Any) -> Response:
        """Send a request below `/api/v1` and keep the answer."""
        answer = self.request(method, path if path.startswith(PREFIX) else PREFIX + path, **sent)
        if given := answer.cookies.get(COOKIE):
            self.story.plant("cookie", given)
        request = f"{method} {path.removeprefix(PREFIX)}"
        parts = {"body": answer.content} | {n: v.encode() for n, v in answer.headers.items()}
        self.story.heard += [Heard(request, part, data) for part, data in parts.items()]
        return answer

    def made(self, method: str, path: str, **sent: Any) -> Any:
        """Send what must succeed and return what was answered."""
        answer = self.tell(method, path, **sent)
        assert answer.is_success, (method, path, answer.status_code, answer.text)
        return answer.json()


def first_start(story: Story) -> None:
    """Follow the first start's link, once wrongly."""
    home = story.services.settings.home
    with transaction(story.services.sessions) as session:
        link = offer_link(session, home, "http://city.test", story.services.clock)
    assert link is not None
    assert (home / "setup-link").stat().st_mode & 0o777 == 0o600
    first = {"login": "anquan", "name": "李四", "organization_zh": "市", "organization_en": "City"}
    first["password"] = story.plant("Setup.password", typed())
    for token, status in ((typed(), 403), (link.partition("token=")[2], 201)):
        body = first | {"token": story.plant("Setup.token", token)}
        assert Teller(story).tell("POST", "/setup", json=body).status_code == status


def passwords(story: Story) -> None:
    """A user is given passwords and chooses his own, wrongly and rightly, and enrols a second factor."""
    security, person = story.somebody(Role.SECURITY), Teller(story)
    body = {"login": "somebody", "name": "张三", "roles": ["audit"]}
    body["password"] = story.plant("UserIn.password", typed())
    path = f"/users/{security.made('POST', '/users', json=body)['id']}"
    assert security.tell("POST", "/users", json=body).status_code == 409
    given = story.plant("UserPatch.password", typed())
    security.made("PATCH", path, json={"password": given})
    for password, status in ((typed(), 401), (given, 200)):
        story.plant("Credentials.password", password)
        sent = {"login": "somebody", "password": password}
        assert person.tell("POST", "/session", json=sent).status_code == status
    change = {"current": story.plant("PasswordChange.current", typed()), "new": typed()}
    story.plant("PasswordChange.new", change["new"])
    assert person.tell("POST", "/account/password", json=change).status_code == 403
    person.made("POST", "/account/password", json=change | {"current": given})
    _second_factor(story, person)


def _second_factor(story: Story, person: Teller) -> None:
    enrolled = person.made("POST", "/account/totp")
    totp = pyotp.TOTP(enrolled["secret"])
    story.plant("Enrolment.secret", enrolled["secret"], totp.byte_secret())
    story.plant("Enrolment.uri", enrolled["uri"])
    wrong = story.plant("Code.code", typed()[:16])
    assert person.tell("POST", "/session/totp", json={"code": wrong}).status_code == 403
    person.made("POST", "/session/totp", json={"code": totp.at(story.services.clock.now())})


def tokens(story: Story) -> None:
    """A token is made with a key, asked for again, used, and tried wrongly."""
    viewer = story.somebody(Role.VIEWER)
    key = {"idempotency-key": "once"}
    for _ in range(2):
        made = viewer.made("POST", "/tokens", json={"name": "script"}, headers=key)
    story.plant("TokenMade.token", made["token"])
    assert viewer.tell("POST", "/tokens", json={"name": "2"}, headers=key).status_code == 422
    script = Teller(story)
    wrong = story.plant("authorization", "am_" + typed()[:16])
    for token, status in ((made["token"], 200), (wrong, 401)):
        headers = {"authorization": f"Bearer {token}"}
        assert script.tell("GET", "/account", headers=headers).status_code == status
    assert Teller(story, story.plant("cookie", typed()[:16])).tell("GET", "/account").is_error


def cameras(story: Story) -> None:
    """Addresses with a user, a password and a token, some of which no camera can have."""
    system = story.somebody(Role.SYSTEM)
    body = {"name_zh": "东门", "name_en": "East gate"}
    new = {"url": _address(story, "CameraIn.url", "rtsp://{}@10.0.0.9/{}")}
    system.made("POST", "/cameras", json=body | new)
    camera = system.made("POST", "/cameras", json=body | new)
    moved = {"url": _address(story, "CameraPatch.url", "rtsp://{}@10.0.0.8/live?channel=1&{}")}
    system.made("PATCH", f"/cameras/{camera['id']}", json=moved)
    for wrong in _wrong_addresses("rtsp", "203.0.113.9"):
        sent = {"url": _address(story, "CameraIn.url", wrong)}
        assert system.tell("POST", "/cameras", json=body | sent).status_code == 400
        path = f"/cameras/{camera['id']}"
        assert system.tell("PATCH", path, json=sent).status_code == 400


def sinks(story: Story) -> None:
    """Signing secrets, given and made, and receivers' addresses with credentials, which are refused."""
    system = story.somebody(Role.SYSTEM)
    body = {"name": "市平台", "url": "http://127.0.0.1:9/in"}
    given = _signing(story, "SinkNew.secret")
    told = system.made("POST", "/sinks", json=body | {"secret": given})
    story.plant("SinkMade.report_secret", told["report_secret"])
    sink = system.made("POST", "/sinks", json=body)
    story.plant("SinkMade.secret", sink["secret"])
    story.plant("SinkMade.report_secret", sink["report_secret"])
    wrong_secret = story.plant("SinkNew.secret", f"whsec_{typed()}")
    assert system.tell("POST", "/sinks", json=body | {"secret": wrong_secret}).status_code == 400
    changed = {"secret": _signing(story, "SinkChange.secret")}
    changed["report_secret"] = _signing(story, "SinkChange.report_secret")
    system.made("PATCH", f"/sinks/{sink['id']}", json=changed)
    for wrong in ("http://{}@127.0.0.1:9/in?{}", *_wrong_addresses("http", "10.0.0.9")):
        new = {"url": _address(story, "SinkNew.url", wrong)}
        assert system.tell("POST", "/sinks", json=body | new).status_code == 400, wrong
        moved = {"url": _address(story, "SinkChange.url", wrong)}
        assert system.tell("PATCH", f"/sinks/{sink['id']}", json=moved).status_code == 400, wrong
    _robots(story, system)


def _robots(story: Story, system: Teller) -> None:
    """A robot's address is its secret, and what it signs with another one; it is tried, nobody answers."""
    robot = {"name": "群", "kind": "dingtalk"}
    robot["secret"] = _robot(story, "SinkNew.secret", "http://127.0.0.1:9/robot/send")
    robot["sign_secret"] = story.plant("SinkNew.sign_secret", _plain())
    system.made("POST", "/sinks", json=robot)
    path = f"/sinks/{system.made('POST', '/sinks', json=robot)['id']}"
    changed = {"sign_secret": story.plant("SinkChange.sign_secret", _plain())}
    changed["secret"] = _robot(story, "SinkChange.secret", "http://127.0.0.1:9/robot")
    system.made("PATCH", path, json=changed)
    system.made("POST", f"{path}/test")
    wrong = {"secret": _robot(story, "SinkNew.secret", "http://10.0.0.9/robot")}
    assert system.tell("POST", "/sinks", json=robot | wrong).status_code == 400


def _robot(story: Story, place: str, address: str) -> str:
    token = story.plant(place, _plain())
    return f"{address}?access_token={token}"


def _signing(story: Story, place: str) -> str:
    raw = key_bytes()
    return story.plant(place, "whsec_" + b64encode(raw).decode(), raw)


def _plain() -> str:
    """Return a secret of signs that need no escaping, as providers make them."""
    return key_bytes().hex()


def platforms(story: Story) -> None:
    """A platform's secret and address pattern, a device's password, an address and tickets tried."""
    system, subscriber = story.somebody(Role.SYSTEM), story.somebody(Role.SUBSCRIBER)
    body = {"name": "市平台", "base_url": "https://wvp.test", "account": "algomart"}
    body["secret"] = story.plant("SourceIn.secret", typed())
    body["stream_url"] = _address(story, "SourceIn.stream_url", "rtsp://{}@10.0.0.8/<gb_id>?{}")
    path = f"/camera-sources/{system.made('POST', '/camera-sources', json=body)['id']}"
    system.made("PATCH", path, json={"secret": story.plant("SourcePatch.secret", typed())})
    stream = _address(story, "SourcePatch.stream_url", "rtsp://{}@10.0.0.7/<gb_id>?{}")
    system.made("PATCH", path, json={"stream_url": stream})
    for wrong in _wrong_addresses("https", "127.0.0.1"):
        sent = {"base_url": _address(story, "SourceIn.base_url", wrong)}
        assert system.tell("POST", "/camera-sources", json=body | sent).status_code == 400
        moved = {"base_url": _address(story, "SourcePatch.base_url", wrong)}
        assert system.tell("PATCH", path, json=moved).status_code == 400
    asked = {"host": "nowhere.invalid", "user": "admin"}
    asked["password"] = story.plant("LookupIn.password", typed())
    system.tell("POST", "/cameras/lookup", json=asked)
    named = {"name_zh": "东门", "name_en": "East gate"}
    named["ticket"] = story.plant("CameraFromTicket.ticket", typed())
    assert system.tell("POST", "/cameras/from-lookup", json=named).is_error
    tried = {"url": _address(story, "AddressTrial.url", "rtsp://{}@127.0.0.1:9/{}")}
    assert subscriber.tell("POST", "/cameras/test", json=tried).status_code == 400
    ticket = {"ticket": story.plant("AddressTrial.ticket", typed())}
    assert subscriber.tell("POST", "/cameras/test", json=ticket).is_error


def endpoints(story: Story) -> None:
    """A vendor's credential, given and renewed, and addresses with one in them, which are refused."""
    vendor = story.somebody(Role.VENDOR)
    body = {"name": "main", "url": "https://localhost:9", "header": "x-api-key"}
    body["credential"] = story.plant("RemoteEndpointIn.credential", _plain())
    vendor.made("POST", "/remote-endpoints", json=body)
    other = {"name": "spare", "credential": story.plant("RemoteEndpointIn.credential", _plain())}
    path = f"/remote-endpoints/{vendor.made('POST', '/remote-endpoints', json=body | other)['id']}"
    renewed = {"credential": story.plant("RemoteEndpointPatch.credential", _plain())}
    vendor.made("PATCH", path, json=renewed)
    vendor.made("POST", f"{path}/test")
    for wrong in _wrong_addresses("https", "localhost"):
        sent = {"name": "third", "url": _address(story, "RemoteEndpointIn.url", wrong)}
        assert vendor.tell("POST", "/remote-endpoints", json=sent).status_code == 400, wrong
        moved = {"url": _address(story, "RemoteEndpointPatch.url", wrong)}
        assert vendor.tell("PATCH", path, json=moved).status_code == 400, wrong


def provider(story: Story) -> None:
    """Somebody comes back from a provider nobody sent him to."""
    place = "/api/v1/session/oidc/callback"
    given = {name: story.plant(f"{place}.{name}", typed()) for name in ("code", "state")}
    Teller(story).tell("GET", "/session/oidc/callback", params=given, follow_redirects=False)


def _wrong_addresses(scheme: str, outside: str) -> Iterator[str]:
    yield f"{scheme}://{{}}@{outside}/live?{{}}"
    yield f"{scheme}://{{}}@10.0.0.9:port/{{}}"
    yield f"{scheme}://{{}}@[10.0.0.9/{{}}"
    yield "ftp://{}@127.0.0.1/{}"


def _address(story: Story, place: str, form: str) -> str:
    """Return an address with a planted user and password, and a planted token behind the host."""
    name = story.plant(place, typed().replace('"', ""))  # Digest has no way to write one
    password, token = (story.plant(place, typed()) for _ in range(2))
    user_info = f"{quote(name, safe='')}:{quote(password, safe='')}"
    return form.format(user_info, f"token={quote(token, safe='')}")


def mistakes(story: Story) -> None:
    """Secrets where nothing of the kind is expected: wrong types, unknown fields, broken bodies, paths."""
    for role in (Role.SYSTEM, Role.SECURITY, Role.SUBSCRIBER):
        clumsy, secret = story.somebody(role), story.plant("anywhere", typed())
        for method, path, told in _operations():
            url = path.format(**_blanks(path, secret))
            clumsy.tell(method, url, params={"limit": secret, "cursor": secret, "state": secret})
            for content in _broken(told, secret):
                headers = {"content-type": "application/json"}
                clumsy.tell(method, url, content=content, headers=headers)
            clumsy.tell(method, url, data={"password": secret})


def _broken(told: dict[str, Any], secret: str) -> Iterator[bytes]:
    body = told.get("requestBody", {"content": {}})["content"].get("application/json")
    if body is None:
        return
    name = body["schema"]["$ref"].rpartition("/")[2]
    fields = DOCUMENT["components"]["schemas"][name]["properties"]
    for value in ([secret], {"value": secret}, secret * 100):
        yield json.dumps(dict.fromkeys(fields, value)).encode()
    yield json.dumps({"unknown": secret}).encode()
    yield json.dumps(secret).encode()
    yield f'{{"password": "{secret}'.encode()


def looking(story: Story, objects: dict[str, Any]) -> None:
    """Everybody reads everything there is to read, and so does nobody."""
    tellers = [Teller(story), *(story.somebody(role) for role in Role)]
    for teller in tellers:
        for method, path, _ in _operations():
            if method == "GET":
                teller.tell(
                    "GET", path.format(**objects, kind="snapshot", name="stable", year=2027)
                )
        teller.tell("GET", "/audit/export?format=csv")


def _blanks(path: str, value: str) -> dict[str, str]:
    names = [part.strip("{}") for part in path.split("/") if part.startswith("{")]
    return dict.fromkeys(names, quote(value, safe=""))


def _operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        if path not in ENDLESS:
            for method, told in item.items():
                yield method.upper(), path, told
