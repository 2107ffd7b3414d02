"""Every route that changes something leaves its line: who, from where, what, from which values to which.

The routes come from the OpenAPI document; one that `changes.py` does not know fails.
"""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any
from uuid import UUID

import numpy as np
import pyotp
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from accounts.api.deps import COOKIE
from accounts.audit.model import AuditEntry
from accounts.organizations.service import operator
from accounts.policy import Role
from accounts.setup.service import offer_link
from accounts.tokens import service as tokens
from accounts.users.model import User
from cases.evidence import jpeg
from core.database.engine import transaction
from core.http.services import Services
from registry.catalogue.model import Version
from registry.gate import service as gate
from serving.api.app import PREFIX, create_app
from serving.cluster.resident import CALLERS, Residents
from serving.inference.service import Inference
from serving.tables import METADATA
from tests import make
from tests.algorithms import shipped
from tests.house.change import Change, Told
from tests.house.changes import CHANGES, ELSEWHERE
from tests.registry import cameras, goods, shelf
from tests.serving.belongings import imported, signed_in, user
from tests.serving.conftest import World
from video.imports.model import CameraImport
from video.imports.service import receiver
from video.sources.onvif import discovery, ticket

CHANGING = [
    (method.upper(), path.removeprefix(PREFIX))
    for path, item in create_app(None).openapi()["paths"].items()
    for method in item
    if method in ("post", "put", "patch", "delete")
]
ADDRESS = "testclient"
"""Where the test's client says it is."""


def test_every_changing_route_is_covered_and_no_other() -> None:
    assert {*CHANGING} == {*CHANGES} | {*ELSEWHERE}
    assert {*ELSEWHERE.values()} <= {*globals()}


@pytest.mark.parametrize("key", CHANGES, ids=" ".join)
def test_a_change_leaves_its_line(
    key: tuple[str, str], app: FastAPI, services: Services, world: World
) -> None:
    change, (method, path) = CHANGES[key], key
    objects = _objects(services, world)
    objects |= {name: objects[other] for name, other in change.at.items()}
    who, client = _caller(app, services, change, objects)
    before = {line.id for line in _lines(services)}
    filled = path.format(**objects, kind="snapshot", name="stable", year=2027)
    sent: dict[str, Any] = {
        "content": change.content,
        "json": _filled(change.body, objects) or None,
    }
    answer = client.request(method, PREFIX + filled, **sent)
    assert answer.is_success, (answer.status_code, answer.text)
    new = [line for line in _lines(services) if line.id not in before]
    line = next((one for one in new if one.action == change.action), None)
    assert line is not None, [one.action for one in new]
    assert (line.user_id, line.login, line.address) == (who.id, who.login, ADDRESS)
    assert line.object_type in METADATA.tables
    assert line.object_id is not None
    assert line.owner_id is not None
    _told(line, change.told)
    for one in new:
        assert one.user_id is None or one.address == ADDRESS, "all of his lines say from where"


def test_signing_in_and_failing_to_are_on_the_trail(app: FastAPI, services: Services) -> None:
    with transaction(services.sessions) as session:
        who = make.user(session, login="zhang")
    client = TestClient(app)
    for password, status in ((make.PASSWORD, 200), ("wrong", 401)):
        body = {"login": "zhang", "password": password}
        assert client.post(f"{PREFIX}/session", json=body).status_code == status
    assert client.post(f"{PREFIX}/session", json=body | {"login": "nobody"}).status_code == 401
    *_, came, refused, unknown = _lines(services)
    assert (came.action, came.user_id, came.address) == ("session.create", who.id, ADDRESS)
    assert (refused.action, refused.user_id, refused.address) == ("session.refuse", who.id, ADDRESS)
    assert refused.reason == "credentials"
    assert (unknown.action, unknown.login, unknown.address) == ("session.refuse", "nobody", ADDRESS)


def test_the_first_start_is_on_the_trail(app: FastAPI, services: Services) -> None:
    with transaction(services.sessions) as session:
        link = offer_link(session, services.settings.home, "http://city.test", services.clock)
    assert link is not None
    body = {
        "token": link.partition("token=")[2],
        "login": "anquan",
        "password": make.PASSWORD,
        "name": "李四",
        "organization_zh": "示例市",
        "organization_en": "Sample City",
    }
    assert TestClient(app).post(f"{PREFIX}/setup", json=body).is_success
    lines = {line.action: line for line in _lines(services)}
    assert {"organization.create", "user.create", "setup.finish", "session.create"} <= {*lines}
    assert lines["session.create"].address == ADDRESS


def test_proofs_given_in_a_session_are_on_the_trail(app: FastAPI, services: Services) -> None:
    with transaction(services.sessions) as session:
        who = make.user(session, login="zhang")
    client = TestClient(app)
    client.headers["origin"] = "http://testserver"
    client.post(f"{PREFIX}/session", json={"login": "zhang", "password": make.PASSWORD})
    body = {"current": make.PASSWORD, "new": make.PASSWORD * 2}
    assert client.post(f"{PREFIX}/account/password", json=body).is_success
    assert client.post(f"{PREFIX}/account/password", json=body).status_code == 403
    seed = client.post(f"{PREFIX}/account/totp").json()["secret"]
    code = pyotp.TOTP(seed).at(services.clock.now())
    assert client.post(f"{PREFIX}/session/totp", json={"code": code}).is_success
    assert client.post(f"{PREFIX}/session/totp", json={"code": code}).status_code == 403
    *_, changed, refused, begun, given, reused = _lines(services)
    told = [(line.action, line.reason) for line in (changed, refused, begun, given, reused)]
    assert told == [
        ("account.password", None),
        ("session.refuse", "password"),
        ("account.totp", None),
        ("account.totp", None),
        ("session.refuse", "code"),
    ]
    assert {line.user_id for line in (changed, refused, begun, given, reused)} == {who.id}
    assert make.PASSWORD not in str([line.after for line in _lines(services)])


def test_what_a_token_does_is_on_the_trail_as_its_user_s(
    app: FastAPI, services: Services, world: World
) -> None:
    role = CHANGES["POST", "/cameras"].role
    with transaction(services.sessions) as session:
        who = user(session, operator(session), role)
        secret = tokens.issue(
            session, None, who, tokens.Wanted("script", 90), services.clock
        ).secret
    client = TestClient(app, headers={"authorization": f"Bearer {secret}"})
    answer = client.post(f"{PREFIX}/cameras", json=CHANGES["POST", "/cameras"].body)
    assert answer.status_code == 201
    last = _lines(services)[-1]
    assert (last.user_id, last.login, last.address) == (who.id, who.login, ADDRESS)


def test_a_photo_of_a_case_is_on_the_trail(app: FastAPI, services: Services, world: World) -> None:
    objects = _objects(services, world)
    who, client = _caller(app, services, Change(Role.HANDLER, "case.photo", "after"), objects)
    path = f"{PREFIX}/cases/{objects['case_id']}/photos"
    picture = jpeg.encode(np.zeros((8, 8, 3), np.uint8), kind="after")
    assert client.post(path, content=picture).status_code == 201
    last = _lines(services)[-1]
    assert (last.action, last.user_id, last.address) == ("case.photo", who.id, ADDRESS)


def test_a_looked_up_camera_is_on_the_trail(app: FastAPI, services: Services, world: World) -> None:
    change = Change(Role.SYSTEM, "camera.create", "after")
    who, client = _caller(app, services, change, _objects(services, world))
    found = ticket.issue(services.keyring, "rtsp://10.0.0.9/1", who.id, services.clock)
    body = {"ticket": found, "name_zh": "东门", "name_en": "East gate"}
    assert client.post(f"{PREFIX}/cameras/from-lookup", json=body).status_code == 201
    last = _lines(services)[-1]
    assert (last.action, last.user_id, last.address) == ("camera.create", who.id, ADDRESS)


def test_a_search_of_the_network_is_on_the_trail(
    app: FastAPI, services: Services, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        discovery, "MULTICAST", ("127.0.0.1", 9)
    )  # the tests' network is left alone
    settings = services.settings.model_copy(update={"camera_discovery": True})
    app.state.services = replace(services, settings=settings)
    change = Change(Role.SYSTEM, "camera.discover", "after")
    who, client = _caller(app, services, change, _objects(services, world))
    assert client.post(f"{PREFIX}/cameras/discovery").json() == []
    last = _lines(services)[-1]
    assert (last.action, last.user_id, last.address) == ("camera.discover", who.id, ADDRESS)


def test_switching_automatic_confirmation_on_is_on_the_trail(
    app: FastAPI, services: Services, world: World
) -> None:
    bounds = {"auto_confirm_verdicts": 1, "auto_confirm_precision": 0.1}
    settings = services.settings.model_copy(update=bounds)
    app.state.services = replace(services, settings=settings)
    objects = _objects(services, world)
    with transaction(services.sessions) as session:
        session.execute(text("DELETE FROM auto_confirms"))
        session.execute(text("UPDATE events SET opened_at = :at"), {"at": services.clock.now()})
    change = Change(Role.SUBSCRIBER, "auto_confirm.create", "after", own="event_id")
    who, client = _caller(app, services, change, objects)
    with transaction(services.sessions) as session:
        version = session.scalars(text("SELECT version_id FROM events LIMIT 1")).one()
    body = {"version_id": str(version), "threshold": 0.5, "sample_share": 0.1}
    assert client.post(f"{PREFIX}/auto-confirms", json=body).status_code == 201
    last = _lines(services)[-1]
    assert (last.action, last.user_id, last.address) == ("auto_confirm.create", who.id, ADDRESS)


def test_calling_an_algorithm_is_on_the_trail(
    app: FastAPI, services: Services, world: World
) -> None:
    on_shelf = world.mine["algorithm_id"]
    with transaction(services.sessions) as session:
        version = session.scalars(select(Version).filter_by(algorithm_id=on_shelf)).one()
        version.manifest, version.model_digest = goods.manifest(), services.blobs.put(goods.model())
        version.gate = gate.binding() | {"model_digest": version.model_digest}
        version.approval = {"by": "release"}
        version_id = version.id
    with closing(
        Residents(services.settings, services.sessions, services.blobs, CALLERS)
    ) as residents:
        app.state.inference = Inference(services, lambda: residents)
        change = Change(Role.SUBSCRIBER, "algorithm.infer", "after")
        who, client = _caller(app, services, change, world.objects)
        picture = jpeg.encode(goods.picture(), kind="test")
        answer = client.post(f"{PREFIX}/algorithms/{on_shelf}/infer", content=picture)
    assert answer.is_success, answer.text
    last = _lines(services)[-1]
    assert (last.action, last.user_id, last.address) == ("algorithm.infer", who.id, ADDRESS)
    assert (last.object_type, last.object_id) == ("versions", version_id)


def test_a_refused_change_leaves_no_line(app: FastAPI, services: Services, world: World) -> None:
    change = Change(Role.VIEWER, "camera.delete", "before")
    objects = _objects(services, world)
    _, client = _caller(app, services, change, objects)
    before = len(_lines(services))
    answer = client.delete(f"{PREFIX}/cameras/{objects['camera_id']}")
    assert (answer.status_code, len(_lines(services))) == (403, before)


def _objects(services: Services, world: World) -> dict[str, UUID]:
    """Return the other department's objects, and a camera and goods to subscribe it to."""
    with transaction(services.sessions) as session:
        free = cameras.add(session, operator(session).id, "西门", "West gate")
        on_shelf = world.mine["algorithm_id"]
        version = session.scalars(select(Version).filter_by(algorithm_id=on_shelf)).one()
        version.manifest = shipped.package("fire").model_dump(mode="json")
        shelf.mean(session, on_shelf, version.id)
        full = _uploaded(session, services, world)
    return world.objects | {
        "free_camera_id": free,
        "published_id": on_shelf,
        "full_import_id": full,
    }


def _uploaded(session: Session, services: Services, world: World) -> UUID:
    """Return an import whose file is there."""
    import_id = imported(session, world.other, session.scalars(select(User)).first() or User())
    with closing(receiver(services.settings, import_id)) as file:
        file.write(b"url\nrtsp://10.0.0.9/1\n")
        file.settle()
    session.get_one(CameraImport, import_id).state = "uploaded"
    return import_id


def _caller(
    app: FastAPI, services: Services, change: Change, objects: Mapping[str, UUID]
) -> tuple[User, TestClient]:
    """Return somebody of the role, in the root or beside the object, and his signed-in client."""
    with transaction(services.sessions) as session:
        owner = operator(session)
        if change.own is not None:
            table = METADATA.tables[f"{change.own.removesuffix('_id')}s"]
            found = select(table.c.owner_id).where(table.c.id == objects[change.own])
            owner = session.get_one(type(owner), session.scalar(found))
        who = user(session, owner, change.role)
        cookie, credential = signed_in(session, services, who)
        for statement in change.first:
            session.execute(text(statement), {"caller": who.id, "credential": credential})
    client = TestClient(app, raise_server_exceptions=False)
    client.cookies.set(COOKIE, cookie)
    client.headers.update({"origin": "http://testserver", "if-match": "*"})
    return who, client


def _filled(value: Any, objects: Mapping[str, UUID]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(inner, objects) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, objects) for inner in value]
    is_blank = isinstance(value, str) and value.startswith("{")
    return str(objects[value.strip("{}")]) if is_blank else value


def _told(line: AuditEntry, told: Told) -> None:
    assert bool(line.before) >= (told in ("before", "both")), "what was there before is missing"
    assert bool(line.after) >= (told in ("after", "both")), "what is there now is missing"
    assert line.before is None or line.before != line.after


def test_asking_what_a_table_would_give_changes_nothing(
    app: FastAPI, services: Services, world: World
) -> None:
    path = f"/organizations/{world.own.id}/emergency-rules"
    _, client = _caller(app, services, Change(Role.VIEWER, "", "none"), {})
    before, lines = client.get(PREFIX + path).json(), len(_lines(services))
    body = {"kind": "fire", "measures": {"deaths": 1}, "table": {"rules": [], "tells": {}}}
    assert client.post(f"{PREFIX}{path}/preview", json=body).json()["response"] is None
    assert client.get(PREFIX + path).json() == before
    assert len(_lines(services)) == lines


def _lines(services: Services) -> list[AuditEntry]:
    with transaction(services.sessions) as session:
        return [*session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
