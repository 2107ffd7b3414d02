"""Monthly statements: each sees its own lines, and a month that is closed does not change any more."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from accounts.organizations.model import Organization
from accounts.policy import Role
from cases.events.model import Event
from core.database.engine import transaction
from registry.metering import service as metering
from registry.metering.model import LookHour
from registry.metering.service import Used
from serving.background import _close_months
from serving.queries.statements import close_due
from tests.serving.field import EIGHT, Field, field

__all__ = ["field"]
URL = "/api/v1/statements"
NOVEMBER = {"month": "2026-11"}
OVER = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
"""Past one in the morning of the second of December, in the city's time."""


@pytest.fixture
def used(field: Field) -> Field:
    """What two departments used in November, and one of them in October."""
    field.looked(field.lake)
    field.looked(field.lake, worker="w-2", looks=280, watched_s=1800.0)
    field.looked(field.lake, hour=datetime(2026, 10, 31, 15, tzinfo=UTC))
    field.looked(field.bridge)
    field.looked(field.tunnel)
    with transaction(field.services.sessions) as session:
        hours = {
            (owner_id, field.lake.version_id, EIGHT): Used(3, frames, 0, 0.5)
            for owner_id, frames in ((field.parks.id, 30), (field.vendor.id, 7))
        }
        metering.add(session, hours)  # type: ignore[arg-type]
    for said in ("confirm", "confirm", "reject", None):
        field.saw(field.lake, said)
    return field


def lines(used: Field, owner: Organization, role: Role, **query: str) -> dict[str, dict[str, Any]]:
    answer = used.client(owner, role).get(URL, params=NOVEMBER | query)
    assert answer.status_code == 200, answer.text
    found = answer.json()["lines"]
    assert len(found) == len({(one["owner_id"], one["algorithm_id"]) for one in found})
    return {f"{one['department_en']} {one['vendor_en']}": one for one in found}


def test_each_sees_the_lines_that_concern_it(used: Field) -> None:
    of_vendor = lines(used, used.vendor, Role.VENDOR)
    assert [*of_vendor] == ["Parks Vendor", "Roads Vendor"]
    parks = of_vendor["Parks Vendor"]
    counts = ("camera_hours", "looks", "called", "inferences", "confirmed", "auto_confirmed")
    assert [parks[name] for name in counts] == [1.5, 1000, 30, 1030, 2, 0]
    assert [*lines(used, used.roads, Role.SUBSCRIBER)] == ["Roads Vendor", "Roads Rival"]
    assert len(lines(used, used.city, Role.SYSTEM)) == 3


def test_a_closed_month_does_not_change_any_more(used: Field) -> None:
    before = lines(used, used.vendor, Role.VENDOR)
    sessions, settings = used.services.sessions, used.services.settings
    assert close_due(sessions, settings, OVER) == 2
    assert close_due(sessions, settings, OVER) == 0
    used.looked(used.lake, worker="w-3")
    used.saw(used.lake, "confirm")
    with transaction(sessions) as session:
        session.execute(update(Event).values(review="rejected", wants=None))
        session.execute(update(Organization).values(name_en="Renamed"))
    assert lines(used, used.vendor, Role.VENDOR) == before
    used.services.clock.at = OVER  # type: ignore[attr-defined]
    found = used.client(used.vendor, Role.VENDOR).get(URL).json()
    assert (found["months"], found["closed_at"]) == (["2026-12", "2026-11", "2026-10"], None)
    october = used.client(used.vendor, Role.VENDOR).get(URL, params={"month": "2026-10"}).json()
    assert october["closed_at"] == "2026-12-01T17:00:00Z"
    assert [one["looks"] for one in october["lines"]] == [720]


def test_a_month_is_not_closed_in_its_first_day_after(used: Field) -> None:
    sessions, settings = used.services.sessions, used.services.settings
    assert close_due(sessions, settings, OVER - timedelta(hours=2)) == 1
    assert lines(used, used.vendor, Role.VENDOR)["Parks Vendor"]["looks"] == 1000


def test_hours_go_only_once_their_month_is_closed(used: Field) -> None:
    used.services.clock.at = OVER  # type: ignore[attr-defined]
    settings = used.services.settings.model_copy(update={"meter_keep_days": 5})
    _close_months(replace(used.services, settings=settings))
    with used.services.sessions() as session:
        assert session.scalar(select(func.count()).select_from(LookHour)) == 0
    assert lines(used, used.vendor, Role.VENDOR)["Parks Vendor"]["inferences"] == 1030


def test_a_month_without_a_statement_is_not_found(field: Field) -> None:
    client = field.client(field.vendor, Role.VENDOR)
    assert client.get(URL, params={"month": "2026-10"}).status_code == 404
    assert client.get(URL, params={"month": "2026-13"}).status_code == 422


def test_it_is_given_as_csv(used: Field) -> None:
    answer = used.client(used.parks, Role.VIEWER).get(f"{URL}/export", params=NOVEMBER)
    head, one = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    told = dict(zip(head, one, strict=True))
    assert told == {
        "month": "2026-11", "department": "Parks", "vendor": "Vendor", "algorithm": "Fire",
        "camera-hours": "1.50", "looks": "1000", "frames called": "30", "inferences": "1030",
        "events confirmed by people": "2", "events confirmed automatically": "0",
        "state": "not closed",
    }  # fmt: skip
