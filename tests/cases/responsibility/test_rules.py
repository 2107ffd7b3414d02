"""Which rule counts: an exact code before its class before none, and then the smaller place."""

import random
from datetime import UTC, datetime
from itertools import product

import pytest
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from cases.places.lookup import NOWHERE, Whereabouts
from cases.responsibility.model import Responsibility
from cases.responsibility.rules import fitting
from tests import make

CELL = "370202001001001"
HERE = Whereabouts(CELL, CELL[:9], CELL[:6])
MATTERS = ["", "06", "06014", "08", "06010"]
AREAS = ["", CELL[:6], CELL[:9], CELL, "370203", "370202002"]


@pytest.fixture
def unit(session: Session, city: Organization) -> Organization:
    """Who is responsible for everything here."""
    return make.organization(session, city, kind="unit", name_zh="环卫所")


def rule(owner: Organization, unit: Organization, matter: str, area: str) -> Responsibility:
    now = datetime.now(UTC)
    return Responsibility(
        owner_id=owner.id, unit_id=unit.id, matter=matter, area=area, created_at=now
    )


def test_every_mixture_of_rules_agrees_with_the_order_that_is_promised(
    session: Session, city: Organization, unit: Organization
) -> None:
    all_rules = {(m, a): rule(city, unit, m, a) for m, a in product(MATTERS, AREAS)}
    promised = [(m, a) for m in ("06014", "06", "") for a in (CELL, CELL[:9], CELL[:6], "")]
    chance = random.Random(7)
    for _ in range(40):
        chosen = chance.sample(sorted(all_rules), chance.randint(0, 6))
        session.add_all(all_rules[key] for key in chosen)
        session.flush()
        found = [(row.matter, row.area) for row in fitting(session, city.id, "06014", HERE)]
        assert found == [key for key in promised if key in chosen][:1]
        for key in chosen:
            session.delete(all_rules[key])
            all_rules[key] = rule(city, unit, *key)
        session.flush()


def test_without_a_place_or_a_code_only_rules_for_everything_fit(
    session: Session, city: Organization, unit: Organization
) -> None:
    session.add_all([rule(city, unit, "", ""), rule(city, unit, "06", CELL)])
    session.flush()
    for code, where in (("06014", NOWHERE), (None, HERE)):
        assert [row.matter for row in fitting(session, city.id, code, where)] == [""]
    assert [row.matter for row in fitting(session, city.id, "37020206014", HERE)] == ["06"]


def test_two_units_for_the_same_are_both_found(
    session: Session, city: Organization, unit: Organization, department: Organization
) -> None:
    other = make.organization(session, city, kind="unit", name_zh="市政所")
    session.add_all([rule(city, one, "06", "") for one in (unit, other)])
    session.flush()
    found = fitting(session, city.id, "06014", HERE)
    assert {row.unit_id for row in found} == {unit.id, other.id}
    assert fitting(session, department.id, "06014", HERE) == []
