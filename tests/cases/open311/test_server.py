"""Our side of GeoReport v2: an unmodified client, both forms, the specification's fields, and who may ask."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from defusedxml.ElementTree import fromstring
from fastapi import FastAPI
from fastapi.testclient import TestClient
from georeport import GeoReport
from httpx2 import Response
from sqlalchemy import select

from accounts.tokens import service as tokens
from accounts.tokens.service import Wanted
from accounts.users.model import User
from benchmarks.served import served
from cases.lifecycle.model import Case
from cases.open311.service import FIELDS
from core.database.engine import transaction
from serving.api.hub import Hub
from serving.api.routers import FOREIGN
from tests.cases.conftest import Browser, People
from tests.cases.posting import Post

PREFIX = "/open311/v2"


class Key:
    """A client with the token of somebody."""

    def __init__(self, app: FastAPI, post: Post, who: User) -> None:
        with transaction(post.sessions) as session:
            row = session.get_one(User, who.id)
            self.token = tokens.issue(session, None, row, Wanted("open311", 1), post.clock).secret
        self.client = TestClient(app)

    def get(self, path: str, **query: str) -> Response:
        return self.client.get(f"{PREFIX}/{path}", params={"api_key": self.token, **query})

    def post(self, path: str, **fields: str) -> Response:
        content = urlencode({"api_key": self.token, **fields})
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return self.client.post(f"{PREFIX}/{path}", content=content, headers=headers)


@pytest.fixture
def key(app: FastAPI, post: Post, people: People) -> Key:
    return Key(app, post, people.dispatcher)


@contextmanager
def listening(app: FastAPI) -> Iterator[str]:
    """Let the app answer on a socket; nobody follows its stream of changes."""
    app.state.hub = Hub(app.state.services.sessions, "")
    with served(app) as url:
        yield url


@pytest.fixture
def address(app: FastAPI, key: Key) -> Iterator[str]:
    """Where the server listens, with the key where an unmodified client can send it."""
    with listening(app) as url:
        yield url.replace("http://", f"http://{key.token}:@") + PREFIX


@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_georeport_client_of_pypi_reads_services_and_requests(
    form: str, address: str, post: Post
) -> None:
    first, second = post.file(), post.file()
    post.step(second, "closed")
    client = GeoReport(address, output_format=form)
    services = client.get_service_list()
    codes = [one["service_code"] for one in services]
    assert first.code in codes
    assert client.get_service_definition(codes[0])["service_code"] == codes[0]
    rows = client.get_service_requests()
    assert {row["service_request_id"]: row["status"] for row in rows} == {
        first.number: "open",
        second.number: "closed",
    }
    one = client.get_service_requests(service_request_id=f"{first.number},{second.number}")
    assert len(one) == 2
    assert client.get_service_request(first.number)["service_code"] == first.code


def test_a_request_has_the_fields_of_the_specification_in_both_forms(key: Key, post: Post) -> None:
    case = post.file()
    (row,) = key.get("requests.json").json()
    assert tuple(row) == FIELDS
    assert row["service_request_id"] == case.number
    assert row["status"] == "open"
    for name in ("requested_datetime", "updated_datetime"):
        assert datetime.fromisoformat(row[name]).tzinfo is not None
    root = fromstring(key.get("requests.xml").content)
    assert root.tag == "service_requests"
    (element,) = root
    assert element.tag == "request"
    told = {part.tag: part.text for part in element}
    assert tuple(told) == FIELDS
    assert told == {name: None if row[name] is None else str(row[name]) for name in FIELDS}


def test_services_and_discovery_have_the_fields_of_the_specification(key: Key, post: Post) -> None:
    post.file()
    services = key.get("services.json").json()
    for one in services:
        assert {"service_code", "service_name", "description", "metadata", "type"} <= one.keys()
        assert (one["metadata"], one["type"]) == (False, "realtime")
    root = fromstring(key.get("services.xml").content)
    assert [element.tag for element in root] == ["service"] * len(services)
    discovery = key.get("discovery.json").json()
    assert {"changeset", "contact", "key_service", "endpoints"} <= discovery.keys()
    assert discovery["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    found = fromstring(key.get("discovery.xml").content)
    assert found.find("endpoints/endpoint/url").text.endswith(PREFIX)
    assert len(found.findall("endpoints/endpoint/formats/format")) == 2


def test_a_request_that_is_posted_becomes_a_case_and_says_what_became_of_it(
    key: Key, post: Post, signed_in: Browser, people: People
) -> None:
    post.file()
    code = key.get("services.json").json()[0]["service_code"]
    made = key.post(
        "requests.json", service_code=code, lat="36.0671", long="120.3826", description="井盖 & 水"
    )
    assert made.status_code == 201
    number = made.json()[0]["service_request_id"]
    row = key.get(f"requests/{number}.json").json()[0]
    assert (row["lat"], row["long"], row["description"]) == (36.0671, 120.3826, "井盖 & 水")
    assert (row["status"], row["status_notes"]) == ("open", "上报")
    desk = signed_in(people.dispatcher)
    (listed,) = desk.get("/service-requests", params={"status": "open"}).json()["items"]
    with post.sessions() as session:
        case = session.scalars(select(Case).filter_by(number=listed["case_number"])).one()
    assert (case.state, case.code, case.event_id) == ("reported", code, None)
    assert [one["service_request_id"] for one in key.get("requests.json").json()].count(
        case.number
    ) == 0
    steps = f"/cases/{case.id}/steps"
    assert desk.post(steps, json={"action": "void"}).json()["code"] == "step_incomplete"
    assert desk.post(steps, json={"action": "accept"}).json()["state"] == "accepted"
    refused = {"action": "void", "note": "不属于本市"}
    assert signed_in(people.stranger).post(steps, json=refused).status_code == 404
    assert desk.post(steps, json=refused).status_code == 200
    after = fromstring(key.get(f"requests/{number}.xml").content)
    assert after.find("request/status").text == "closed"
    assert after.find("request/status_notes").text == "作废 · 不属于本市"
    assert desk.get("/service-requests", params={"status": "open"}).json()["items"] == []
    (closed,) = desk.get("/service-requests", params={"status": "closed"}).json()["items"]
    assert closed["answer"] == "不属于本市"


def test_no_receiver_is_told_of_a_request_before_it_is_filed(
    key: Key, post: Post, signed_in: Browser, people: People
) -> None:
    post.sink("http://127.0.0.1:9/in")
    post.file()
    code = key.get("services.json").json()[0]["service_code"]
    key.post("requests.json", service_code=code, address_string="人民路")
    told = len(post.rows())
    desk = signed_in(people.dispatcher)
    case_id = desk.get("/service-requests").json()["items"][0]["case_id"]
    assert desk.post(f"/cases/{case_id}/steps", json={"action": "file"}).status_code == 200
    assert len(post.rows()) == told + 1
    assert post.rows()[-1].case_id == UUID(case_id)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({}, "service_code"),
        ({"service_code": "no-such", "address_string": "a"}, "no-such"),
        ({"service_code": "CODE"}, "address_string"),
        ({"service_code": "CODE", "lat": "91", "long": "0"}, "lat"),
        ({"service_code": "CODE", "lat": "nan", "long": "0"}, "lat"),
        ({"service_code": "CODE", "address_string": "a\0b"}, "address_string"),
        ({"service_code": "CODE", "address_string": "x" * 5000}, "address_string"),
    ],
)
def test_what_is_missing_or_wrong_is_told_in_the_specifications_form(
    key: Key, post: Post, fields: dict[str, str], word: str
) -> None:
    post.file()
    code = key.get("services.json").json()[0]["service_code"]
    given = {name: value.replace("CODE", code) for name, value in fields.items()}
    answer = key.post("requests.json", **given)
    (told,) = answer.json()
    assert answer.status_code == told["code"]
    assert answer.status_code == (404 if "no-such" in given.values() else 400)
    assert word in told["description"]
    (element,) = fromstring(key.post("requests.xml", **given).content)
    assert (element.tag, element.find("code").text) == ("error", str(answer.status_code))


def test_filters_narrow_and_a_span_over_ninety_days_is_refused(key: Key, post: Post) -> None:
    case = post.file()
    filed = post.clock.now()
    assert key.get("requests.json", service_code="nope").json() == []
    assert len(key.get("requests.json", service_code=f"nope,{case.code}").json()) == 1
    assert key.get("requests.json", status="closed").json() == []
    assert len(key.get("requests.json", status="open,closed").json()) == 1
    assert key.get("requests.json", start_date="2020-01-01T00:00:00Z").json() == []
    assert len(key.get("requests.json", end_date=filed.isoformat()).json()) == 1
    span = {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-11-22T00:00:00Z"}
    for wrong in (span, {"start_date": "yesterday"}, {"status": "odd"}):
        assert key.get("requests.json", **wrong).status_code == 400
    assert key.get("requests/nothing.json").status_code == 404
    assert key.get("requests.yaml").status_code == 400


def test_every_route_wants_a_key_and_shows_nothing_of_another_city(
    app: FastAPI, key: Key, post: Post, people: People
) -> None:
    case = post.file()
    stranger = Key(app, post, people.stranger)
    assert case.number not in stranger.get("requests.json").text
    assert stranger.get(f"requests/{case.number}.json").status_code == 404
    nobody = TestClient(app)
    open311 = FOREIGN[0]
    paths = [(route.path, route.methods) for route in open311.routes]  # type: ignore[attr-defined]
    assert len(paths) == 6
    for path, methods in paths:
        filled = path.format(form="json", code="1", number="1")
        for method in methods:
            answer = nobody.request(method, filled)
            assert (answer.status_code, answer.json()[0]["code"]) == (401, 401), path
            wrong = nobody.request(method, filled, params={"api_key": "wrong"})
            assert wrong.status_code == 401, path


def test_a_cookie_proves_nothing_here_and_only_who_may_post_posts(
    app: FastAPI, key: Key, post: Post, people: People
) -> None:
    post.file()
    code = key.get("services.json").json()[0]["service_code"]
    fields = {"service_code": code, "address_string": "人民路"}
    viewer = Key(app, post, people.viewer)
    assert viewer.get("requests.json").status_code == 200
    assert viewer.post("requests.json", **fields).status_code == 403
    browser: Any = TestClient(app, cookies={"algomart_session": "x"})
    assert browser.get(f"{PREFIX}/requests.json").status_code == 401
