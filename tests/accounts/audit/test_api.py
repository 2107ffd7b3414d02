"""The auditor's pages: filters, the seals, and a copy to take away that no spreadsheet program runs."""

import csv
import io
import json

import pytest
from fastapi.testclient import TestClient

from accounts.audit import export, heads, sealer
from accounts.audit.export import COLUMNS
from accounts.audit.heads import Head
from accounts.audit.service import record
from accounts.organizations.model import Organization
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.secrets import Keyring
from core.settings import Settings
from tests import make
from tests.accounts.conftest import Client
from tests.accounts.test_users import browser_of

AUDIT = "/api/v1/audit"


@pytest.fixture
def city(sessions: Sessions) -> Organization:
    """The city."""
    with transaction(sessions) as session:
        return make.organization(session)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """These tests are ten years later: no password is too old."""
    return settings.model_copy(update={"password_max_age_days": 0})


@pytest.fixture
def auditor(client: Client, sessions: Sessions, city: Organization) -> TestClient:
    """The city's auditor."""
    return browser_of(client, sessions, city, "audit")


@pytest.fixture(autouse=True)
def _later(clock: ManualClock) -> None:
    """An export ends at the present; what the tests write by the system's clock must be before."""
    clock.advance(3600 * 24 * 3650)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"text": "100%"}, 1),
        ({"text": "急"}, 2),
        ({"text": "_"}, 0),
        ({"address": "10.0.0.9"}, 0),
        ({"address": "testclient"}, 1),
        ({"sealed": "true"}, 0),
        ({"object_type": "users", "action": "user.update"}, 2),
        ({"login": "zhang"}, 2),
    ],
)
def test_the_trail_is_filtered(
    auditor: TestClient, sessions: Sessions, city: Organization, wanted: dict[str, str], found: int
) -> None:
    _reasons(sessions, city, "紧急 100%", "很急")
    assert auditor.get(AUDIT, params=wanted).json()["count"] == found


def test_a_line_tells_its_seal_and_the_chain_its_state(
    auditor: TestClient,
    sessions: Sessions,
    keyring: Keyring,
    clock: ManualClock,
    settings: Settings,
) -> None:
    before = auditor.get(f"{AUDIT}/seals/head").json()
    assert (before["number"], before["head"], before["told"]) == (0, None, None)
    lines = before["unsealed"]
    assert lines >= 3
    sealer.seal_all(sessions, keyring, clock)
    head = Head(1, "ab" * 32, lines, clock.now().isoformat())
    heads.append(heads.file_of(settings), head.line())
    after = auditor.get(f"{AUDIT}/seals/head").json()
    assert (after["number"], after["sealed"], after["unsealed"]) == (1, lines, 0)
    assert (after["told"]["number"], after["told"]["rows"]) == (1, lines)
    shown = auditor.get(AUDIT).json()["items"]
    assert {line["seal"] for line in shown} == {1}


def test_an_export_is_whole_in_order_and_itself_audited(
    auditor: TestClient,
    sessions: Sessions,
    city: Organization,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(export, "_BATCH", 2)
    _reasons(sessions, city, *(str(number) for number in range(5)))
    answer = auditor.get(f"{AUDIT}/export", params={"action": "user.update"})
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert "attachment" in answer.headers["content-disposition"]
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["reason"] for line in lines] == ["0", "1", "2", "3", "4"]
    assert [*lines[0]] == [*COLUMNS]
    [told] = auditor.get(AUDIT, params={"action": "audit.export"}).json()["items"]
    assert (told["login"], told["object_type"], told["address"]) == (
        "the-audit",
        "audit",
        "testclient",
    )
    assert (told["after"]["action"], told["after"]["format"]) == ("user.update", "jsonl")


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_is_a_formula(
    auditor: TestClient, sessions: Sessions, city: Organization, evil: str
) -> None:
    _reasons(sessions, city, evil)
    answer = auditor.get(f"{AUDIT}/export", params={"action": "user.update", "format": "csv"})
    assert answer.text.startswith("\ufeffid,")
    heading, row = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline=""))
    assert heading == [*COLUMNS]
    assert row[heading.index("reason")] == f"'{evil}"
    assert json.loads(row[heading.index("after")]) == {"名": "张三"}


def test_an_unknown_form_is_refused(auditor: TestClient) -> None:
    assert auditor.get(f"{AUDIT}/export", params={"format": "exe"}).status_code == 422


@pytest.mark.parametrize("page", ["export", "seals/head"])
def test_nobody_else_takes_it_away(
    client: Client, sessions: Sessions, city: Organization, page: str
) -> None:
    browser = browser_of(client, sessions, city, "security")
    assert browser.get(f"{AUDIT}/{page}").status_code == 403


def _reasons(sessions: Sessions, city: Organization, *reasons: str) -> None:
    with transaction(sessions) as session:
        user = make.user(session, session.merge(city), login="zhang")
        scope = make.scope_of(user, "user.update")
        for reason in reasons:
            record(session, scope, "user.update", user, after={"名": "张三"}, reason=reason)
