"""The dictionary: complete, found by event type, extended downwards, mapped; rows rule over the files."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from accounts.audit.model import AuditEntry
from accounts.organizations.errors import NotACity
from accounts.organizations.model import Organization
from cases.dictionaries import seed as seeds
from cases.dictionaries import service
from cases.dictionaries.errors import CodeRefused, NoMatter, StandardFixed
from cases.dictionaries.limit import Limit
from cases.dictionaries.model import Matter, MatterMapping
from cases.dictionaries.service import Extension, Reach
from core.clock import ManualClock
from core.errors import Stale
from core.http.etag import Precondition
from tests.algorithms.shipped import GOODS, package
from tests.cases.conftest import People, scope_of

HOLE = Extension("10", "路面塌陷", "Road collapse")
ANY = Precondition("*")
PASSING = "muck_truck"
"""That one passes is no matter in itself: whoever files the case says what it is."""


@pytest.mark.parametrize(
    ("event_type", "code"),
    [
        ("fire", "10998"),
        ("fire.smoke", "10998"),
        ("fire.open_burning", "06020"),
        ("litter.spill", "06014"),
        ("litter.garbage", "06010"),
        ("muck_truck.uncovered", "08011"),
        ("waterlogging.road", "10999"),
        ("debris.garbage", "06010"),
        ("muck_truck.passing", None),
        ("jaywalking", None),
    ],
)
def test_a_matter_is_found_by_its_event_type_or_else_by_its_family(
    session: Session, department: Organization, event_type: str, code: str | None
) -> None:
    found = service.matter_of(session, department.id, event_type)
    assert (found and found[0].code) == code


@pytest.mark.parametrize("good", [name for name in GOODS if name != PASSING])
def test_whatever_a_built_in_raises_is_a_matter(
    session: Session, department: Organization, good: str
) -> None:
    for event in package(good).events:
        assert service.matter_of(session, department.id, event.event_type), event.event_type


def test_a_city_begins_with_the_whole_standard_and_two_extensions(
    session: Session, city: Organization
) -> None:
    seeds.seed(session, city.id)
    seeds.seed(session, city.id)
    ordered = select(Matter).filter_by(owner_id=city.id).order_by(Matter.code)
    rows = session.scalars(ordered).all()
    per_class = {one.class_code: 0 for one in rows}
    for one in rows:
        per_class[one.class_code] += not one.local
        assert one.examples
        assert one.class_zh
        assert one.class_en
        assert one.name_en
        for limit in one.limits.values():
            Limit.model_validate(limit)
    assert list(per_class.values()) == [76, 44, 16, 14, 3, 51, 7, 16, 21, 2]
    assert {one.code for one in rows if one.local} == {"10998", "10999"}
    (spill,) = (one for one in rows if one.code == "06014")
    assert (spill.name_zh, spill.standard_ref) == ("道路遗撒（洒）", "GB/T 47678.5-2026")
    assert {one["standard_ref"]: one["code"] for one in spill.older} == {
        "GB/T 30428.2-2013": "01-14",
        "CJ/T 214-2007": "01-12",
    }


def test_what_a_city_wrote_itself_is_not_touched_and_what_it_lacks_is_added(
    session: Session, city: Organization
) -> None:
    seeds.seed(session, city.id)
    own = {"handle": {"amount": 1.0, "unit": "hours"}}
    waste = select(Matter).filter_by(owner_id=city.id, code="06010")
    session.execute(
        update(Matter)
        .where(Matter.code == "06010")
        .values(limits=own, examples=False, enabled=False)
    )
    session.execute(update(Matter).where(Matter.code == "06011").values(limits={}))
    session.delete(session.scalars(select(Matter).filter_by(code="01001")).one())
    session.flush()
    seeds.seed(session, city.id)
    session.expire_all()
    kept = session.scalars(waste).one()
    assert (kept.limits, kept.enabled) == (own, False)
    again = session.scalars(select(Matter).filter_by(code="06011")).one()
    assert again.limits["handle"] == {"amount": 2.0, "unit": "working_days"}
    assert session.scalar(select(func.count()).select_from(Matter)) == 252


def test_the_search_finds_codes_names_and_earlier_codes(
    session: Session, people: People, department: Organization
) -> None:
    scope = scope_of(session, people.viewer, "matter.read")

    def codes(text: str) -> set[str]:
        return {
            one.code
            for one in session.scalars(service.matters(session, scope, department.id, text=text))
        }

    assert codes("06014") == {"06014"}
    assert codes("遗撒") == {"06014"}
    assert "06042" in codes("01-98")
    assert codes("%") == set()


def test_extensions_are_numbered_downwards_and_marked(
    session: Session, people: People, city: Organization, clock: ManualClock
) -> None:
    scope = scope_of(session, people.system, "matter.create")

    def made(**other: Any) -> Matter:
        wanted = replace(Extension("10", "塌陷", "Hole"), **other)
        return service.extend(session, scope, city.id, wanted, clock)

    first, second = made(), made(name_zh="群发事件（自定义）")
    assert (first.code, second.code) == ("10997", "10996")
    assert (first.name_zh, second.name_zh) == ("塌陷（自定义）", "群发事件（自定义）")
    assert made(class_code="06").code == "06999"
    assert made(code="10080").code == "10080"
    for code in ("10997", "10079", "06998"):
        with pytest.raises(CodeRefused):
            made(code=code)
    with pytest.raises(CodeRefused):
        made(class_code="11")
    lines = session.scalars(select(AuditEntry.action).filter_by(action="matter.create")).all()
    assert len(lines) == 4


def test_the_standard_s_names_stay_and_its_limits_are_the_city_s_to_set(
    session: Session, people: People, city: Organization, clock: ManualClock
) -> None:
    scope = scope_of(session, people.system, "matter.update")
    seeds.seed(session, city.id)
    row = session.scalars(select(Matter).filter_by(code="06010")).one()
    limits = {"limits": {"handle": {"amount": 2.0, "unit": "working_hours"}}}
    stale = Precondition('"7"')
    with pytest.raises(Stale):
        service.change(session, scope, city.id, row.id, limits, stale, clock)
    changed = service.change(session, scope, city.id, row.id, limits, ANY, clock)
    assert (changed.limits, changed.examples) == (limits["limits"], False)
    with pytest.raises(StandardFixed):
        service.change(session, scope, city.id, row.id, {"name_zh": "垃圾"}, ANY, clock)


def test_a_mapping_sends_an_event_type_to_another_matter(
    session: Session,
    people: People,
    city: Organization,
    department: Organization,
    clock: ManualClock,
) -> None:
    scope = scope_of(session, people.system, "matter.map")
    seeds.seed(session, city.id)
    waste = session.scalars(select(Matter).filter_by(code="06010")).one()
    wanted = Reach("litter.spill", waste.id, together_m=30)
    _, row = service.set_mapping(session, scope, city.id, wanted, clock)
    assert _code(session, department, "litter.spill") == "06010"
    service.unmap(session, scope, city.id, row.id, clock)
    assert _code(session, department, "litter.spill") == "06014"
    waste.enabled = False
    session.flush()
    with pytest.raises(NoMatter):
        service.set_mapping(session, scope, city.id, wanted, clock)


def test_only_a_city_has_a_dictionary_of_its_own(
    session: Session, people: People, department: Organization, clock: ManualClock
) -> None:
    scope = scope_of(session, people.system, "matter.create")
    with pytest.raises(NotACity):
        service.extend(session, scope, department.id, HOLE, clock)
    assert not session.scalars(select(MatterMapping).filter_by(owner_id=department.id)).all()


def _code(session: Session, owner: Organization, event_type: str) -> str | None:
    found = service.matter_of(session, owner.id, event_type)
    return found[0].code if found else None
