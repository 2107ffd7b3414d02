"""The notebook about a month of the city, executed against an API with one event and its case."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.tokens import service as tokens
from cases.events.model import Event
from cases.kpi import service as kpis
from cases.lifecycle.model import Case
from core.database.engine import transaction
from core.http.services import Services
from serving.api.server import bind, serving
from tests.cases.places.shapes import square
from tests.house.source import ROOT
from tests.serving.belongings import user
from tests.serving.conftest import World

NOTEBOOK = ROOT / "notebooks" / "04_what_the_city_saw.ipynb"


@pytest.fixture
def token(services: Services, world: World) -> str:
    """The secret of a viewer of the whole city, in which something was seen this month."""
    now = services.clock.now()
    with transaction(services.sessions) as session:
        city = session.get_one(Organization, world.own.parent_id)
        session.add(square("370203", (120.2, 36.0), 0.5, owner_id=city.id))
        here = {"longitude": 120.38, "latitude": 36.07}
        session.execute(update(Event).values(opened_at=now, **here))
        session.execute(update(Case).values(filed_at=now))
        who = user(session, city, Role.VIEWER)
        token = tokens.issue(session, None, who, tokens.Wanted("notebook", 1), services.clock)
    kpis.refresh(services.sessions, services.settings, now)
    return token.secret


def test_the_notebook_runs_and_shows_what_there_is(
    app: FastAPI, services: Services, token: str, tmp_path: Path
) -> None:
    done = tmp_path / "done.ipynb"
    with bind("127.0.0.1", 0) as listener, serving(app, listener):
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        month = f"{services.clock.now().astimezone(services.settings.zone):%Y-%m}"
        execute = [sys.executable, "-m", "jupyter", "execute", str(NOTEBOOK), f"--output={done}"]
        told = {"ALGOMART_URL": address, "ALGOMART_TOKEN": token, "MONTH": month}
        homes = {"HOME": str(tmp_path), "IPYTHONDIR": str(tmp_path)}
        ran = subprocess.run(
            execute, env=os.environ | told | homes, capture_output=True, text=True, timeout=120
        )
    assert ran.returncode == 0, ran.stderr[-3000:]
    shown = _shown(json.loads(done.read_text()))
    assert "1 events" in shown
    assert "<circle" in shown
    assert "<polygon" in shown
    assert "handled in time" in shown
    assert "counted 20" in shown


def _shown(notebook: dict[str, Any]) -> str:
    """Return all that its cells print and display."""
    parts = []
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            kinds = output.get("data", {"text": output.get("text", "")})
            parts += ["".join(one) for one in kinds.values()]
    return "\n".join(parts)
