"""The table: whole, said in both languages, and the same that the API offers."""

from typing import get_args

from accounts.policy import Role
from cases.dictionaries.limit import Kind
from cases.lifecycle.api import Action
from cases.lifecycle.transitions import OVER, STAGES, TRANSITIONS, State, allowed


def test_every_state_has_a_stage_and_can_be_reached_and_left() -> None:
    assert {*STAGES} == {*State}
    reached = {one.target for one in TRANSITIONS.values()} - {None}
    assert reached == {*State}
    for state in State:
        leads_on = [one for one in TRANSITIONS.values() if state in one.sources and one.target]
        assert bool(leads_on) == (state not in OVER)


def test_nothing_leads_on_from_the_end() -> None:
    for one in TRANSITIONS.values():
        assert not (one.sources | one.skips) & OVER


def test_every_clock_runs_in_some_stage_and_none_in_those_that_stand() -> None:
    assert {kind for one in STAGES.values() for kind in one.clocks} == {*get_args(Kind)}
    for state in (State.SUSPENDED, *OVER):
        assert STAGES[state].clocks == frozenset()


def test_the_api_offers_what_people_may_do_and_no_more() -> None:
    by_people = {action for action, one in TRANSITIONS.items() if one.roles}
    assert {*get_args(Action)} == by_people
    roles = {role for one in TRANSITIONS.values() for role in one.roles}
    assert roles == {Role.DISPATCHER, Role.HANDLER}


def test_a_handler_works_and_asks_and_a_dispatcher_decides() -> None:
    handler = frozenset({Role.HANDLER})
    asks = {"ask_return", "ask_extension", "ask_suspension"}
    assert set(allowed(State.HANDLING, handler, None)) == {"finish", "self_handle", *asks}
    assert allowed(State.HANDLED, handler, None) == []
    desk = frozenset({Role.DISPATCHER})
    assert {"return", "extend", "suspend"} <= set(allowed(State.HANDLING, desk, None))
    assert "decline" not in allowed(State.HANDLING, desk, None)
    assert "decline" in allowed(State.HANDLING, desk, "ask_return")
    assert allowed(State.CLOSED, desk, None) == []


def test_what_answers_a_request_answers_one_there_is() -> None:
    for one in TRANSITIONS.values():
        assert one.answers in {None, "ask", *TRANSITIONS}
