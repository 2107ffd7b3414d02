"""The notebook about a month of the city, executed against an API with one event and its case."""

from pathlib import Path

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
from tests.cases.places.shapes import square
from tests.serving.belongings import user
from tests.serving.conftest import World
from tests.serving.notebooks import executed


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
    month = f"{services.clock.now().astimezone(services.settings.zone):%Y-%m}"
    shown = executed("04_what_the_city_saw.ipynb", app, token, tmp_path, MONTH=month)
    assert "1 events" in shown
    assert "<circle" in shown
    assert "<polygon" in shown
    assert "handled in time" in shown
    assert "counted 20" in shown
