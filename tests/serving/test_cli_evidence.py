"""`algomart evidence verify`, on a database as it runs."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from cases.events import manifest
from cases.events.model import Event, Evidence
from cases.events.service import evidence_of
from core.blobs import FolderBlobs, path_of
from core.database.engine import transaction
from core.http.services import Services
from core.secrets import Keyring
from serving.cli import main
from tests.serving.conftest import World


@pytest.fixture
def event_id(
    services: Services,
    world: World,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> UUID:
    """A sealed event of a product that is found by its settings."""
    monkeypatch.setenv("ALGOMART_HOME", str(tmp_path))
    monkeypatch.setenv("ALGOMART_DATABASE_URL", database_url)
    monkeypatch.setenv("ALGOMART_LANGUAGE", "en")
    found = world.objects["event_id"]
    with transaction(services.sessions) as session:
        event, evidence = session.get_one(Event, found), evidence_of(session, found)
        manifest.seal(session, event, evidence, Keyring.open(tmp_path))
    return found


Run = tuple[int, str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    def verify(*arguments: str) -> Run:
        monkeypatch.setattr(sys, "argv", ["algomart", "evidence", "verify", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), capsys.readouterr().out

    return verify


def test_what_is_intact_is_said_to_be(event_id: UUID, run: Callable[..., Run]) -> None:
    code, said = run()
    assert (code, said.splitlines()[-1]) == (0, "The evidence is intact.")
    assert "1 events, 4 pieces" in said


def test_a_changed_picture_is_named(
    event_id: UUID, services: Services, blobs: FolderBlobs, run: Callable[..., Run]
) -> None:
    with services.sessions() as session:
        digest = session.scalars(select(Evidence.digest).filter_by(kind="snapshot")).one()
    (blobs._root / path_of(digest or "")).write_bytes(b"another picture")
    code, said = run(str(event_id))
    assert code == 1
    assert f"✗ {event_id} the file of “snapshot” was changed" in said
    code, said = run(str(event_id), "--json")
    (finding,) = json.loads(said)["findings"]
    assert (code, finding["fault"], finding["what"]) == (1, "blob_changed", "snapshot")


def test_an_unknown_event_is_no_success(event_id: UUID, run: Callable[..., Run]) -> None:
    assert event_id != UUID(int=1)
    code, said = run(str(UUID(int=1)))
    assert (code, said.splitlines()[-1]) == (1, "There is no such event.")
