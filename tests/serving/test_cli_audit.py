"""`algomart audit`, as an auditor runs it beside the product."""

import json
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from accounts.audit import witness
from accounts.audit.witness import Witness
from core.database.engine import transaction
from core.http.services import Services
from core.secrets import Keyring
from serving.cli import main
from tests import make


@pytest.fixture
def services(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database_url: str, services: Services
) -> Services:
    """A product with a sealed trail, found by its settings."""
    monkeypatch.setenv("ALGOMART_HOME", str(tmp_path))
    monkeypatch.setenv("ALGOMART_DATABASE_URL", database_url)
    monkeypatch.setenv("ALGOMART_LANGUAGE", "en")
    with transaction(services.sessions) as session:
        make.user(session, login="zhang")
    ring = Keyring.open(tmp_path)
    witness.keep(services.sessions, ring, services.clock, Witness(services.settings))
    return services


def test_an_intact_trail_is_said_to_be(
    services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("verify") == 0
    said = capsys.readouterr().out
    assert "intact" in said
    assert "1 heads outside" in said


def test_a_changed_line_is_named_and_the_status_is_1(
    services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    with transaction(services.sessions) as session:
        change = "UPDATE audit SET login = 'li' WHERE action = 'user.create' RETURNING id"
        line = session.scalar(text(change))
    assert _run("verify") == 1
    assert str(line) in capsys.readouterr().out
    assert _run("verify", "--json") == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["intact"], report["findings"][0]["line"]) == (False, str(line))


def test_a_file_of_heads_that_is_not_there_is_found(
    services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("verify", "--heads", "/nowhere.jsonl") == 1
    assert "/nowhere.jsonl" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_an_export_is_written_and_audited(
    services: Services, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    assert _run("export", "--format", form, "--since", "2026-01-01") == 0
    said = capsys.readouterr().out
    assert "zhang" in said
    assert _run("export") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [first] = [line for line in lines if line["action"] == "audit.export"]
    assert (first["login"], first["after"]["format"]) == ("algomart", form)
    assert first["after"]["since"] == "2026-01-01T00:00:00+08:00"


def test_an_unknown_form_is_explained(
    services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("export", "--format", "exe") == 2


def _run(*arguments: str) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["algomart", "audit", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
    return ended.value.code
