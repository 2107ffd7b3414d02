"""`algomart outbox reconcile`, as an operator runs it beside the product."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from cases.outbox.model import Delivery
from cases.sinks.model import Sink
from core.clock import ManualClock
from core.database.engine import transaction
from core.http.services import Services
from serving.cli import main
from tests.serving.conftest import World


@pytest.fixture
def clock() -> ManualClock:
    """The real time: the command knows no other."""
    return ManualClock(datetime.now(UTC))


@pytest.fixture
def city(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    database_url: str,
    services: Services,
    world: World,
) -> Services:
    """A product with one case and one receiver, found by its settings."""
    monkeypatch.setenv("ALGOMART_HOME", str(tmp_path))
    monkeypatch.setenv("ALGOMART_DATABASE_URL", database_url)
    monkeypatch.setenv("ALGOMART_LANGUAGE", "en")
    monkeypatch.setenv("ALGOMART_OUTBOUND_NETWORKS", "127.0.0.0/8")
    with transaction(services.sessions) as session:
        session.execute(delete(Sink).where(Sink.kind == "dingtalk"))
        session.execute(update(Sink).values(created_at=datetime(2026, 1, 1, tzinfo=UTC)))
    return services


def _run(*words: str) -> int:
    sys.argv = ["algomart", "outbox", "reconcile", *words]
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


def test_what_is_missing_is_named_with_its_reason_and_the_status_is_1(
    city: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    with transaction(city.sessions) as session:
        session.execute(update(Delivery).values(state="dead", last_error="http_401"))
    assert _run() == 1
    said = capsys.readouterr().out
    assert "Not acknowledged" in said
    assert "HTTP 401" in said
    assert _run("--json") == 1
    report = json.loads(capsys.readouterr().out)
    (one,) = report["receivers"]
    assert (report["filed"], report["even"]) == (1, False)
    assert (one["owed"], one["acknowledged"], one["messages"]) == (1, 0, {"dead": 1})
    assert one["missing"][0]["error"] == "http_401"


def test_when_everything_was_acknowledged_it_says_so(
    city: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    with transaction(city.sessions) as session:
        session.execute(update(Delivery).values(state="delivered"))
    assert _run() == 0
    assert "Everything was acknowledged" in capsys.readouterr().out
    assert _run("--until", "2020-01-01") == 0


def test_a_case_no_message_was_written_for_is_missed_too(
    city: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    with transaction(city.sessions) as session:
        session.execute(Delivery.__table__.delete())  # type: ignore[attr-defined]
    assert _run("--json") == 1
    (one,) = json.loads(capsys.readouterr().out)["receivers"]
    assert (one["owed"], one["unwritten"]) == (1, 1)
    assert one["missing"][0]["state"] == "unwritten"
