"""Versions and vendors, approved by the operator's administrators over the API."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from accounts.api.deps import COOKIE
from accounts.organizations import service as organizations
from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.sessions.service import begin
from core.database.engine import transaction
from core.http.services import Services
from registry.catalogue.model import Version
from tests.serving.belongings import user
from tests.serving.conftest import World

_VENDORS = {"object_type": "organizations"}
Browser = Callable[[Role], TestClient]


@pytest.fixture
def operators(app: FastAPI, services: Services, world: World) -> Iterator[Browser]:
    """Browsers of the operator's people, a new one for each call."""
    opened: list[TestClient] = []

    def browser(role: Role) -> TestClient:
        with transaction(services.sessions) as session:
            one = user(session, organizations.operator(session), role)
            origin: Any = {"settings": services.settings, "clock": services.clock}
            cookie = begin(session, one, **origin).cookie
        made = TestClient(app)
        made.cookies.set(COOKIE, cookie)
        made.headers.update({"origin": "http://testserver", "if-match": "*"})
        opened.append(made)
        return made

    yield browser
    for one in opened:
        one.close()


def vote(browser: TestClient, approval: object, choice: str = "approve") -> Any:
    body = {"vote": choice, "reason": "已核对"}
    return browser.post(f"/api/v1/approvals/{approval}/votes", json=body)


def version(services: Services, world: World) -> Version:
    with transaction(services.sessions) as session:
        return session.get_one(Version, world.objects["version_id"])


def test_a_version_is_approved_by_two_and_published_by_neither(
    operators: Browser, world: World, services: Services
) -> None:
    approval = world.objects["approval_id"]
    first = vote(operators(Role.SYSTEM), approval)
    assert first.status_code == 201
    assert (first.json()["state"], first.json()["missing"]) == ("waiting", ["security"])
    assert version(services, world).state == "checked"
    second = vote(operators(Role.SECURITY), approval)
    assert (second.json()["state"], second.json()["missing"]) == ("approved", [])
    assert second.json()["object"]["state"] == "approved"
    kept = version(services, world)
    assert kept.approval is not None
    assert (kept.state, kept.published_at) == ("approved", None)
    assert kept.approval["approval_id"] == str(approval)


def test_a_rejected_version_says_why(operators: Browser, world: World, services: Services) -> None:
    vote(operators(Role.SECURITY), world.objects["approval_id"], "reject")
    kept = version(services, world)
    assert kept.state_reason is not None
    assert (kept.state, kept.state_reason["zh"]) == ("rejected", "已核对")


def test_a_version_that_went_bad_meanwhile_is_not_approved(
    operators: Browser, world: World, services: Services
) -> None:
    vote(operators(Role.SYSTEM), world.objects["approval_id"])
    with transaction(services.sessions) as session:
        session.get_one(Version, world.objects["version_id"]).state = "quarantined"
    answer = vote(operators(Role.SECURITY), world.objects["approval_id"])
    assert (answer.status_code, answer.json()["code"]) == (409, "version_not_ready")
    assert version(services, world).state == "quarantined"


def test_a_vote_needs_a_reason(operators: Browser, world: World) -> None:
    approval = world.objects["approval_id"]
    body = {"vote": "approve", "reason": "  "}
    answer = operators(Role.SYSTEM).post(f"/api/v1/approvals/{approval}/votes", json=body)
    assert answer.status_code == 422


def test_the_list_is_filtered_and_shows_facts(operators: Browser, world: World) -> None:
    browser = operators(Role.SECURITY)
    new = {"kind": "vendor", "name_zh": "新厂商", "name_en": "New Vendor", "reason": "有资质"}
    browser.post("/api/v1/organizations", json=new)
    listed = browser.get("/api/v1/approvals").json()["items"]
    assert [one["object_type"] for one in listed] == ["organizations", "versions"]
    wanted = {"object_type": "organizations", "state": "waiting"}
    [one] = browser.get("/api/v1/approvals", params=wanted).json()["items"]
    assert (one["reason"], one["missing"]) == ("有资质", ["security", "system"])
    shown = browser.get(f"/api/v1/approvals/{one['id']}").json()
    assert shown["object"]["name_en"] == "New Vendor"
    approval = world.objects["approval_id"]
    shown = browser.get(f"/api/v1/approvals/{approval}").json()
    assert (shown["object"]["slug"], shown["object"]["state"]) == ("secret", "checked")


def test_a_rejected_vendor_is_put_to_two_administrators_again(operators: Browser) -> None:
    asker = operators(Role.SECURITY)
    new = {"kind": "vendor", "name_zh": "新厂商", "name_en": "New Vendor", "reason": "有资质"}
    vendor = asker.post("/api/v1/organizations", json=new).json()["id"]
    address = f"/api/v1/organizations/{vendor}"
    again = {"reason": "已补齐资质"}
    early = asker.post(f"{address}/approval", json=again)
    assert (early.status_code, early.json()["code"]) == (409, "organization_not_rejected")
    [first] = asker.get("/api/v1/approvals", params={"state": "waiting", **_VENDORS}).json()[
        "items"
    ]
    vote(operators(Role.SYSTEM), first["id"], "reject")
    assert asker.get(address).json()["state"] == "rejected"
    assert operators(Role.SYSTEM).post(f"{address}/approval", json=again).status_code == 403
    second = asker.post(f"{address}/approval", json=again)
    assert (second.status_code, second.json()["reason"]) == (201, "已补齐资质")
    assert asker.get(address).json()["state"] == "waiting"
    own = vote(asker, second.json()["id"])
    assert (own.status_code, own.json()["code"]) == (403, "approval_own_request")
    vote(operators(Role.SYSTEM), second.json()["id"])
    vote(operators(Role.SECURITY), second.json()["id"])
    assert asker.get(address).json()["state"] == "active"


def test_a_vendor_asks_for_his_version_and_may_take_it_back(
    app: FastAPI, services: Services, world: World
) -> None:
    with transaction(services.sessions) as session:
        kept = session.get_one(Version, world.objects["version_id"])
        owner = session.get_one(Organization, kept.owner_id)
        one = user(session, owner, Role.VENDOR)
        origin: Any = {"settings": services.settings, "clock": services.clock}
        cookie = begin(session, one, **origin).cookie
    with TestClient(app) as browser:
        browser.cookies.set(COOKIE, cookie)
        browser.headers.update({"origin": "http://testserver"})
        submit = f"/api/v1/versions/{kept.id}/approval"
        answer = browser.post(submit, json={})
        assert (answer.status_code, answer.json()["code"]) == (409, "approval_requested")
        withdraw = f"/api/v1/approvals/{world.objects['approval_id']}/withdrawal"
        assert browser.post(withdraw, json={"reason": "改名"}).json()["state"] == "withdrawn"
        made = browser.post(submit, json={"reason": "请审批"})
        assert (made.status_code, made.json()["title_zh"]) == (201, "未上架 1.0.0")
        assert vote(browser, made.json()["id"]).status_code == 403


def test_quotas_are_set_by_a_system_administrator_above(operators: Browser, world: World) -> None:
    browser = operators(Role.SYSTEM)
    address = f"/api/v1/organizations/{world.own.id}/quotas"
    before = browser.get(address)
    assert before.headers["etag"] == '"1"'
    stale = browser.patch(address, json={"cameras": 1}, headers={"if-match": '"9"'})
    assert stale.status_code == 412
    answer = browser.patch(address, json={"cameras": 1, "storage_gb": 5})
    told = {one["resource"]: one for one in answer.json()["quotas"]}
    assert (told["cameras"]["limit"], told["cameras"]["source"]) == (1, "own")
    assert (told["cameras"]["used"], told["cameras"]["over"]) == (1, False)
    assert answer.headers["etag"] == f'"{answer.json()["revision"]}"'
    back = browser.patch(address, json={"cameras": None}).json()["quotas"]
    assert next(one for one in back if one["resource"] == "cameras")["source"] == "default"
    assert next(one for one in back if one["resource"] == "storage_gb")["limit"] == 5
    listed = browser.get("/api/v1/quotas", params={"q": "Parks"}).json()["items"]
    assert [one["organization_id"] for one in listed] == [str(world.own.id)]


def test_one_organization_is_shown_with_what_it_holds(operators: Browser, world: World) -> None:
    assert world.own.parent_id is not None
    browser = operators(Role.SECURITY)
    shown = browser.get(f"/api/v1/organizations/{world.own.id}")
    assert shown.headers["etag"] == '"1"'
    assert (shown.json()["cameras"], shown.json()["children"]) == (1, 0)
    assert shown.json()["users"] == len(Role) - 1  # the vendor is in a vendor
    city = browser.get(f"/api/v1/organizations/{world.own.parent_id}").json()
    assert city["children"] == 3
