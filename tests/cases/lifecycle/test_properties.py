"""Whatever people do in whatever order: states are known, time goes forwards, every step is on the trail."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from accounts.audit.model import AuditEntry
from cases.clocks.clock import colour, used
from cases.clocks.service import city_of_owner
from cases.lifecycle.errors import StepIncomplete, TransitionRefused
from cases.lifecycle.model import Case, CaseStep
from cases.lifecycle.service import resume_due
from cases.lifecycle.transitions import OVER, TRANSITIONS, State
from cases.photos.errors import PhotoTaken
from core.database.engine import transaction
from tests.cases.lifecycle.working import Office

ACTIONS = sorted(action for action, one in TRANSITIONS.items() if one.roles)
moves = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.timedeltas(timedelta(0), timedelta(days=3))),
    min_size=1,
    max_size=9,
)


USUAL: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}


@settings(max_examples=12, **USUAL)
@given(moves)
def test_no_sequence_of_actions_leads_astray(
    office: Office, way: list[tuple[str, timedelta]]
) -> None:
    _goes(office, way)


@pytest.mark.long
@settings(max_examples=500, **USUAL)
@given(moves)
def test_no_long_search_finds_one(office: Office, way: list[tuple[str, timedelta]]) -> None:
    _goes(office, way)


def _goes(office: Office, way: list[tuple[str, timedelta]]) -> None:
    case = office.file()
    taken, before = ["file"], dict[Any, timedelta]()
    for action, pause in way:
        office.clock.advance(pause.total_seconds())
        stood = State(office.now(case).state)
        with transaction(office.sessions) as session:  # cases of earlier examples are resumed, too
            resume_due(session, office.clock.now(), office.settings)
        if office.now(case).state != stood:
            taken.append("resume")
        stood = State(office.now(case).state)
        try:
            office.does(case, action)
        except (TransitionRefused, StepIncomplete, PhotoTaken):
            assert office.now(case).state == stood
        else:
            assert stood in TRANSITIONS[action].sources
            taken.append(action)
        before = _time_goes_forwards(office, case, before)
    assert office.steps(case) == taken
    _every_step_is_on_the_trail(office, case)


def _time_goes_forwards(
    office: Office, case: Case, before: dict[Any, timedelta]
) -> dict[Any, timedelta]:
    """Check the clocks; return how much of each is used."""
    now, row = office.clock.now(), office.now(case)
    with office.sessions() as session:
        time = city_of_owner(session, case.owner_id, office.settings).time
    clocks = office.clocks(case).values()
    after = {one.id: used(one, now, time) for one in clocks}
    assert all(after[one] >= gone for one, gone in before.items() if one in after)
    state = State(row.state)
    running = [one for one in clocks if one.stopped_at is None and one.amber_at is not None]
    if state is State.SUSPENDED or state in OVER:
        assert running == []
        assert row.due_at is None
        assert "red" not in {colour(one, now + timedelta(days=999)) for one in clocks}
    else:
        assert row.due_at == min(one.due_at for one in running if one.due_at)
    return after


def _every_step_is_on_the_trail(office: Office, case: Case) -> None:
    with office.sessions() as session:
        steps = session.scalars(select(CaseStep).filter_by(case_id=case.id)).all()
        lines = select(func.count()).select_from(AuditEntry).filter_by(object_id=case.id)
        audited = session.scalar(lines.where(AuditEntry.action != "case.photo"))
    assert audited == len(steps)
    ordered = sorted(steps, key=lambda one: one.sequence)
    for earlier, later in pairwise(ordered):
        assert later.from_state == earlier.to_state
        assert later.sequence == earlier.sequence + 1
        assert later.to_state in {*State}
