"""Key figures by the API: what they are of, whose they are, by whose weights, and as CSV."""

import csv
import io
from datetime import datetime

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from accounts.api.deps import COOKIE
from accounts.audit.model import AuditEntry
from accounts.organizations.model import Organization
from accounts.policy import Role
from cases.kpi import service
from cases.kpi.model import KpiMonth
from cases.kpi.scheme import VERIFY_H, WEIGHTS
from core.database.engine import transaction
from core.http.services import Services
from tests.serving.belongings import signed_in, user
from tests.serving.conftest import Client, World

URL = "/api/v1/kpis"


def of_city(services: Services, world: World, one: TestClient, role: Role) -> TestClient:
    """Let a client be somebody of the city itself, who sees all of it."""
    one.headers["accept-language"] = "en"
    with transaction(services.sessions) as session:
        city = session.get_one(Organization, world.own.parent_id)
        who = user(session, city, role)
        one.cookies.set(COOKIE, signed_in(session, services, who)[0])
    return one


@pytest.fixture
def viewer(services: Services, world: World, client: Client) -> TestClient:
    """A viewer of the city, after its months were counted."""
    service.refresh(services.sessions, services.settings, services.clock.now())
    return of_city(services, world, client(Role.VIEWER), Role.VIEWER)


@pytest.fixture
def month(services: Services, viewer: TestClient) -> str:
    """The month of the one case there is."""
    with transaction(services.sessions) as session:
        found = session.scalars(select(KpiMonth.month).where(KpiMonth.filed > 0)).one()
    return f"{found:%Y-%m}"


@pytest.mark.parametrize(
    ("by", "name"),
    [
        ("unit", "no unit yet"),
        ("district", "in no district"),
        ("algorithm", "Fire"),
        ("month", None),
    ],
)
def test_figures_are_of_what_is_asked(
    viewer: TestClient, month: str, by: str, name: str | None
) -> None:
    found = viewer.get(URL, params={"by": by, "since": month}).json()
    (row,) = found["rows"]
    assert row["name_en"] == (name or month)
    assert (row["counts"]["filed"], row["rates"]["filed_right"]) == (1, 1)
    assert found["total"]["counts"] == row["counts"]
    assert found["weights"] == WEIGHTS[by]
    assert datetime.fromisoformat(found["counted_at"])


def test_another_department_s_cases_are_not_counted(
    viewer: TestClient, client: Client, month: str
) -> None:
    found = client(Role.VIEWER).get(URL, params={"since": month}).json()
    assert (found["rows"], found["total"]["counts"]["filed"]) == ([], 0)


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"since": "2026-11", "until": "2026-10"}, 400),
        ({"since": "2020-01", "until": "2026-10"}, 400),
        ({"since": "2026-13"}, 422),
        ({"by": "weather"}, 422),
    ],
)
def test_months_that_are_none_are_refused(
    viewer: TestClient, params: dict[str, str], status: int
) -> None:
    assert viewer.get(URL, params=params).status_code == status


def test_weights_and_limits_are_the_city_s_and_have_it_counted_anew(
    services: Services, world: World, viewer: TestClient, client: Client, month: str
) -> None:
    keeper = of_city(services, world, client(Role.SYSTEM), Role.SYSTEM)
    url = f"/api/v1/organizations/{world.own.parent_id}/kpi-scheme"
    read = keeper.get(url)
    assert (read.json()["verify_h"], read.headers["etag"]) == (VERIFY_H, '"0"')
    body = {"weights": {"unit": {"filed_right": 1}}, "verify_h": 0.001}
    headers = {"if-match": '"0"'}
    assert keeper.put(url, json=body, headers=headers).status_code == 200
    assert keeper.put(url, json=body, headers=headers).status_code == 412
    assert keeper.put(url, json=body | {"verify_h": 0}).status_code == 422
    assert viewer.get(URL, params={"since": month}).json()["total"]["score"] == 100
    assert service.refresh(services.sessions, services.settings, services.clock.now()) > 0
    own = f"/api/v1/organizations/{world.own.id}/kpi-scheme"
    assert client(Role.VIEWER).get(own).json()["weights"] == {"unit": {"filed_right": 1}}
    misplaced = keeper.put(own, json=body)
    assert (misplaced.status_code, misplaced.json()["code"]) == (409, "not_a_city")


def test_the_csv_has_every_figure_and_leaves_its_line(
    services: Services, viewer: TestClient, month: str
) -> None:
    answer = viewer.get(f"{URL}/export", params={"by": "algorithm", "since": month})
    head, row, total = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert (head[0], head[-1], row[0], total[0]) == ("algorithm", "score", "Fire", "total")
    assert row[head.index("filed")] == "1"
    with transaction(services.sessions) as session:
        line = session.scalars(select(AuditEntry).filter_by(action="kpi.export")).one()
        assert line.after == {"by": "algorithm", "since": f"{month}-01", "until": f"{month}-01"}
