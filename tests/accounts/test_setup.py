"""The first start: one link, once."""

import stat
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from accounts.audit.model import AuditEntry
from accounts.organizations.model import Organization
from accounts.setup.model import SetupLink
from accounts.setup.service import VALID_FOR, offer_link
from accounts.users.model import User
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from tests import make
from tests.accounts.conftest import Client

SETUP = "/api/v1/setup"


@pytest.fixture
def link(sessions: Sessions, tmp_path: Path, clock: ManualClock) -> str:
    """The link of a first start."""
    with transaction(sessions) as session:
        made = offer_link(session, tmp_path, "http://city.test", clock)
    assert made is not None
    return made


def follow(browser: TestClient, link: str, **changes: str) -> Any:
    """Post the form that the link opens."""
    body = {
        "token": link.partition("token=")[2],
        "login": "anquan",
        "password": make.PASSWORD,
        "name": "李四",
        "organization_zh": "示例市",
        "organization_en": "Sample City",
    }
    return browser.post(SETUP, json=body | changes)


def test_the_link_is_in_a_file_that_its_owner_alone_reads(link: str, tmp_path: Path) -> None:
    file = tmp_path / "setup-link"
    assert file.read_text() == f"{link}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert link.startswith("http://city.test/#/setup?token=")


def test_only_the_digest_of_the_token_is_stored(link: str, sessions: Sessions) -> None:
    with transaction(sessions) as session:
        assert session.scalars(select(SetupLink)).one().digest not in link


def test_the_link_makes_the_city_and_a_security_administrator_who_is_signed_in(
    client: Client, link: str, sessions: Sessions, tmp_path: Path
) -> None:
    browser = client()
    rule = {"password_min_length": 10, "password_min_kinds": 3}
    assert browser.get(SETUP).json() == {"needed": True} | rule
    answer = follow(browser, link)
    assert answer.status_code == 201
    me = answer.json()
    assert me["user"]["roles"] == ["security"]
    assert me["organization"]["kind"] == "operator"
    assert browser.get("/api/v1/session").json() == me
    assert browser.get(SETUP).json() == {"needed": False} | rule
    assert not (tmp_path / "setup-link").exists()
    with transaction(sessions) as session:
        root, city = session.scalars(select(Organization).order_by(Organization.path))
        trail = [row.action for row in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert (city.kind, city.name_zh) == ("city", "示例市")
    assert city.path == f"{root.path}{city.id}/"
    made = [
        "organization.create",
        "organization.create",
        "user.create",
        "setup.finish",
        "session.create",
    ]
    assert sorted(trail) == sorted(made)


def test_the_link_works_once(client: Client, link: str) -> None:
    assert follow(client(), link).status_code == 201
    answer = follow(client(), link, login="second")
    assert (answer.status_code, answer.json()["code"]) == (403, "setup_link_invalid")


def test_a_form_filled_in_wrongly_does_not_use_the_link_up(
    client: Client, link: str, sessions: Sessions
) -> None:
    answer = follow(client(), link, password="short")
    assert (answer.status_code, answer.json()["code"]) == (400, "password_weak")
    with transaction(sessions) as session:
        assert session.scalars(select(Organization)).all() == []
    assert follow(client(), link).status_code == 201


def test_a_made_up_token_is_refused(client: Client, link: str) -> None:
    assert follow(client(), link + "x").status_code == 403
    assert follow(client(), "token=").status_code == 403


def test_the_link_expires(client: Client, link: str, clock: ManualClock) -> None:
    clock.advance(VALID_FOR.total_seconds())
    assert follow(client(), link).status_code == 403


def test_another_start_makes_another_link_and_the_old_one_ends(
    client: Client, link: str, sessions: Sessions, tmp_path: Path, clock: ManualClock
) -> None:
    with transaction(sessions) as session:
        fresh = offer_link(session, tmp_path, "http://city.test", clock)
    assert fresh is not None
    assert follow(client(), link).status_code == 403
    assert follow(client(), fresh).status_code == 201


def test_with_a_user_there_is_no_link(
    sessions: Sessions, tmp_path: Path, clock: ManualClock
) -> None:
    with transaction(sessions) as session:
        make.user(session)
    with transaction(sessions) as session:
        assert offer_link(session, tmp_path, "http://city.test", clock) is None
    assert not (tmp_path / "setup-link").exists()


def test_a_link_is_of_no_use_once_somebody_is_there_by_other_means(
    client: Client, link: str, sessions: Sessions
) -> None:
    with transaction(sessions) as session:
        make.user(session)
    answer = follow(client(), link)
    assert (answer.status_code, answer.json()["code"]) == (409, "already_set_up")
    with transaction(sessions) as session:
        assert len(session.scalars(select(User)).all()) == 1
