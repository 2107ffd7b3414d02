"""Moving cases: who, with what, and what becomes of the clocks, the unit, the trail and the receivers."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from accounts.audit.model import AuditEntry
from accounts.organizations.model import Organization
from cases.calendar.model import WorkingYear
from cases.clocks.clock import colour
from cases.dictionaries.model import Matter
from cases.lifecycle.errors import (
    NotYourAction,
    StepIncomplete,
    TransitionRefused,
    UnitUnknown,
)
from cases.lifecycle.filters import Filter
from cases.lifecycle.model import Case
from cases.lifecycle.move import act
from cases.lifecycle.service import reckon_anew, resume_due, void_case
from core.database.engine import transaction
from tests.cases.conftest import scope_of
from tests.cases.lifecycle.working import Office, local

LIMITS = {
    "dispatch": {"amount": 1, "unit": "hours"},
    "handle": {"amount": 10, "unit": "working_hours"},
    "check": {"amount": 4, "unit": "working_hours"},
    "whole": {"amount": 5, "unit": "working_days"},
}


@pytest.fixture
def case(office: Office) -> Case:
    """A case whose matter has limits of the city's own."""
    office.file()
    with transaction(office.sessions) as session:
        session.execute(update(Matter).values(limits=LIMITS, examples=False))
    return office.file()


def test_the_whole_way_of_a_case_with_failed_work(office: Office, case: Case) -> None:
    for action in ("dispatch", "handle", "finish", "rework", "finish", "close"):
        office.clock.advance(60)
        office.does(case, action)
    assert office.now(case).state == "closed"
    assert (office.now(case).reworks, office.now(case).unit_id) == (1, office.unit.id)
    assert office.now(case).handler_id == office.worker.id
    steps = ["file", "dispatch", "handle", "finish", "rework", "finish", "close"]
    assert office.steps(case) == steps
    with office.sessions() as session:
        lines = session.scalars(
            select(AuditEntry).filter_by(object_id=case.id).order_by(AuditEntry.id)
        ).all()
    assert [one.action for one in lines if one.action != "case.photo"] == [
        f"case.{step}" for step in steps
    ]
    closed = lines[-1]
    assert closed.before is not None
    assert closed.after is not None
    assert (closed.before["state"], closed.after["state"]) == ("handled", "closed")


def test_the_clocks_turn_with_the_stages(office: Office, case: Case) -> None:
    assert office.now(case).due_at == local("2026-11-26 11:00")
    office.clock.advance(1800)
    office.does(case, "dispatch")
    clocks = office.clocks(case)
    now = office.clock.now()
    assert colour(clocks["dispatch"], now) == "met"
    assert clocks["handle"].due_at == local("2026-11-27 14:00")
    assert clocks["handle"].unit_id == office.unit.id
    assert clocks["whole"].due_at == local("2026-12-03 10:00")
    assert office.now(case).due_at == clocks["handle"].due_at


def test_a_clock_is_green_amber_red_and_then_missed(office: Office, case: Case) -> None:
    shown = []
    for minutes in (0, 47, 1, 11, 1):
        office.clock.advance(minutes * 60)
        shown.append(colour(office.clocks(case)["dispatch"], office.clock.now()))
    assert shown == ["green", "green", "amber", "amber", "red"]
    office.does(case, "dispatch")
    assert colour(office.clocks(case)["dispatch"], office.clock.now()) == "missed"


def test_a_suspension_stops_the_clocks_and_ends_by_itself(office: Office, case: Case) -> None:
    office.does(case, "dispatch")
    before = office.clocks(case)["handle"].due_at
    office.does(case, "suspend", until=local("2026-12-10 10:00"))
    suspended = office.now(case)
    assert (suspended.state, suspended.due_at) == ("suspended", None)
    later = local("2027-06-01 10:00")
    assert {kind: colour(one, later) for kind, one in office.clocks(case).items()} == {
        "dispatch": "met",
        "handle": "paused",
        "whole": "paused",
    }
    office.clock.at = local("2026-12-10 10:00")
    with transaction(office.sessions) as session:
        assert resume_due(session, office.clock.now(), office.settings) == 1
    resumed = office.now(case)
    assert (resumed.state, resumed.suspended_until) == ("handling", None)
    assert before is not None
    assert office.clocks(case)["handle"].due_at == before + timedelta(days=14)


def test_what_a_unit_asks_for_is_granted_or_declined(office: Office, case: Case) -> None:
    office.does(case, "dispatch")
    before = office.clocks(case)["handle"].due_at
    office.does(case, "ask_extension", amount=3.0, note="需调吊车")
    asked = office.now(case).asked
    assert asked is not None
    assert (asked["action"], asked["amount"], asked["reason"]) == ("ask_extension", 3.0, "需调吊车")
    office.does(case, "decline")
    assert office.now(case).asked is None
    with pytest.raises(TransitionRefused):
        office.does(case, "decline")
    office.does(case, "ask_extension", amount=3.0)
    office.does(case, "extend", amount=3.0)
    after = office.clocks(case)["handle"]
    assert (after.extended, office.now(case).asked) == (3.0, None)
    assert before is not None
    assert after.due_at is not None
    assert after.due_at > before
    assert office.clocks(case)["whole"].extended > 0
    office.does(case, "ask_return", note="不属本所")
    office.does(case, "return")
    returned = office.now(case)
    assert (returned.state, returned.unit_id, returned.asked) == ("filed", None, None)


def test_a_new_unit_gets_the_whole_time_and_failed_work_none(office: Office, case: Case) -> None:
    office.does(case, "dispatch")
    first = office.clocks(case)["handle"]
    office.clock.advance(3600)
    office.does(case, "return")
    office.clock.advance(3600)
    office.does(case, "dispatch")
    second = office.clocks(case)["handle"]
    assert second.id != first.id
    office.clock.advance(600)
    office.does(case, "finish")
    office.clock.advance(600)
    office.does(case, "rework")
    again = office.clocks(case)["handle"]
    assert (again.id, len(again.runs)) == (second.id, 2)


def test_who_may_not_is_told_and_what_is_missing_too(office: Office, case: Case) -> None:
    def tries(action: str, **given: object) -> None:
        with transaction(office.sessions) as session:
            row = session.get_one(Case, case.id)
            who = office.worker if given.pop("worker", False) else office.people.dispatcher
            scope = scope_of(session, who, "case.act")
            wish = office.wish(action, **given)
            act(session, scope, row, wish, at=office.clock.now(), settings=office.settings)

    with pytest.raises(NotYourAction):
        tries("dispatch", worker=True)
    with pytest.raises(StepIncomplete):
        tries("dispatch", unit_id=None)
    with pytest.raises(UnitUnknown):
        tries("dispatch", unit_id=office.people.stranger.owner_id)
    with pytest.raises(TransitionRefused):
        tries("close")
    with pytest.raises(StepIncomplete):
        tries("void", note=" ")
    office.does(case, "dispatch")
    with pytest.raises(StepIncomplete):
        tries("finish")
    for until in (None, office.clock.now(), office.clock.now() + timedelta(days=400)):
        with pytest.raises(StepIncomplete):
            tries("suspend", until=until)
    assert office.steps(case) == ["file", "dispatch"]


@pytest.mark.parametrize("which", ["itself", "above"])
def test_a_suspended_unit_gets_nothing_and_its_cases_are_seen_as_nobody_s(
    office: Office, case: Case, which: str
) -> None:
    stopped = office.unit.id if which == "itself" else office.unit.parent_id

    def unassigned() -> list[str]:
        with office.sessions() as session:
            wanted = Filter(office.clock.now(), unassigned=True).apply(select(Case))
            return [one.number for one in session.scalars(wanted.where(Case.id == case.id))]

    assert unassigned() == [case.number]
    office.does(case, "dispatch")
    assert unassigned() == []
    gone = text("DELETE FROM organizations WHERE id = :id").bindparams(id=office.unit.id)
    with office.sessions() as session, pytest.raises(IntegrityError, match="foreign key"):
        session.execute(gone)
    with transaction(office.sessions) as session:
        session.get_one(Organization, stopped).state = "suspended"
    assert unassigned() == [case.number]
    office.does(case, "return")
    with pytest.raises(UnitUnknown):
        office.does(case, "dispatch")


def test_a_changed_calendar_reckons_open_clocks_anew_and_closed_ones_not(
    office: Office, case: Case
) -> None:
    office.does(case, "dispatch")
    before = office.clocks(case)["whole"].due_at
    dispatched = office.clocks(case)["dispatch"].due_at
    with transaction(office.sessions) as session:
        assert reckon_anew(session, office.settings) == 0
        city_id = office.clocks(case)["whole"].city_id
        assert city_id is not None
        days = [{"date": date(2026, 11, 27).isoformat(), "kind": "holiday", "name": "停工"}]
        session.add(WorkingYear(owner_id=city_id, year=2026, days=days))
    with transaction(office.sessions) as session:
        assert reckon_anew(session, office.settings) == 2
        assert reckon_anew(session, office.settings) == 0
    assert before is not None
    assert office.clocks(case)["whole"].due_at == before + timedelta(days=1)
    assert office.clocks(case)["dispatch"].due_at == dispatched
    assert office.now(case).due_at == office.clocks(case)["handle"].due_at


def test_a_case_is_voided_because_its_confirmation_was_taken_back(
    office: Office, case: Case
) -> None:
    def voided() -> None:
        with transaction(office.sessions) as session:
            row = session.get_one(Case, case.id, with_for_update=True)
            how: Any = {"at": office.clock.now(), "settings": office.settings}
            by = office.people.dispatcher.id
            void_case(session, row, scope=None, by=by, reason="更正研判：灯光", **how)

    voided()
    assert (office.now(case).state, office.steps(case)) == ("void", ["file", "void"])
    with pytest.raises(TransitionRefused):
        voided()


def test_urging_and_supervision_leave_the_case_where_it_is(office: Office, case: Case) -> None:
    office.does(case, "urge")
    office.does(case, "urge")
    office.does(case, "supervise")
    now = office.now(case)
    assert (now.state, now.urged, now.supervised_at) == ("filed", 2, office.clock.now())
