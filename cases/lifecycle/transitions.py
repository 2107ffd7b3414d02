"""The one table a case moves along: its stages with their clocks, and who may do what from where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from accounts.policy import Role
from cases.dictionaries.limit import Kind
from core.text import Text

Need = Literal["reason", "unit", "amount", "until", "photo"]


class State(StrEnum):
    """Where a case stands."""

    REPORTED = "reported"
    VERIFYING = "verifying"
    ACCEPTED = "accepted"
    FILED = "filed"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    HANDLED = "handled"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Stage:
    """A state's name and the clocks that run in it."""

    name: Text
    clocks: frozenset[Kind] = frozenset()


def _runs(*clocks: Kind) -> frozenset[Kind]:
    return frozenset(clocks)


STAGES: Mapping[State, Stage] = {
    State.REPORTED: Stage(Text("上报", "reported"), _runs("intake")),
    State.VERIFYING: Stage(Text("核实中", "being verified"), _runs("intake")),
    State.ACCEPTED: Stage(Text("已受理", "taken in"), _runs("intake")),
    State.FILED: Stage(Text("立案", "filed"), _runs("dispatch", "whole")),
    State.DISPATCHED: Stage(Text("已派遣", "dispatched"), _runs("handle", "whole")),
    State.HANDLING: Stage(Text("处置中", "being handled"), _runs("handle", "whole")),
    State.HANDLED: Stage(Text("待核查", "handled, to be verified"), _runs("check", "whole")),
    State.SUSPENDED: Stage(Text("挂账", "suspended")),
    State.CLOSED: Stage(Text("结案", "closed")),
    State.VOID: Stage(Text("作废", "void")),
}

OVER: frozenset[State] = frozenset({State.CLOSED, State.VOID})
"""Nothing leads on from here, nothing joins the case any more, and its evidence's time begins."""
OPEN = frozenset(State) - OVER


@dataclass(frozen=True, slots=True)
class Transition:
    """One action: from where it starts, where it leads, its name, who may do it and what he must give.

    One without a target leaves the case where it stands; one without roles is the product's own.
    """

    sources: frozenset[State]
    target: State | None
    name: Text
    roles: frozenset[Role] = frozenset()
    needs: frozenset[Need] = frozenset()
    begins: bool = False
    """Whether a case may begin with it."""
    skips: frozenset[State] = field(default_factory=frozenset)
    """Where it starts too, when an outside system reports it: that does not tell every stage."""
    answers: str | None = None
    """The action of the handler's that this one grants or declines."""


def _from(*states: State) -> frozenset[State]:
    return frozenset(states)


def _must(*needs: Need) -> frozenset[Need]:
    return frozenset(needs)


_DESK = frozenset({Role.DISPATCHER})
_UNIT = frozenset({Role.HANDLER})
_BOTH = _DESK | _UNIT
_R, _V, _A, _F = State.REPORTED, State.VERIFYING, State.ACCEPTED, State.FILED
_D, _H, _DONE, _S = State.DISPATCHED, State.HANDLING, State.HANDLED, State.SUSPENDED
_WITH_UNIT = _from(_D, _H)
_ANY_ASKED = "ask"

TRANSITIONS: Mapping[str, Transition] = {
    "report": Transition(_from(), _R, Text("上报", "report"), begins=True),
    "verify": Transition(_from(_R), _V, Text("核实", "have it verified"), _DESK),
    "accept": Transition(_from(_R, _V), _A, Text("受理", "take in"), _DESK),
    "file": Transition(_from(_R, _V, _A), _F, Text("立案", "file"), _DESK, begins=True),
    "dispatch": Transition(_from(_F), _D, Text("派遣", "dispatch"), _DESK, _must("unit")),
    "handle": Transition(_from(_D), _H, Text("处置", "handle"), _BOTH, skips=_from(_F)),
    "finish": Transition(
        _WITH_UNIT, _DONE, Text("反馈", "report as done"), _BOTH, _must("photo"), skips=_from(_F)
    ),
    "check": Transition(_from(_DONE), None, Text("自动核查", "look again by algorithm")),
    "rework": Transition(
        _from(_DONE), _H, Text("返工", "send back to work"), _DESK, _must("reason")
    ),
    "close": Transition(
        _from(_DONE), State.CLOSED, Text("结案", "close"), _DESK, skips=_from(_F, _D, _H, _S)
    ),
    "self_handle": Transition(
        _from(_R, _V, _A, _F, _D, _H),
        State.CLOSED,
        Text("自处理", "handle on the spot"),
        _BOTH,
        _must("reason", "photo"),
    ),
    "void": Transition(OPEN, State.VOID, Text("作废", "void"), _DESK, _must("reason")),
    "ask_return": Transition(
        _WITH_UNIT, None, Text("申请回退", "ask to return it"), _UNIT, _must("reason")
    ),
    "ask_extension": Transition(
        _WITH_UNIT, None, Text("申请延时", "ask for more time"), _UNIT, _must("reason", "amount")
    ),
    "ask_suspension": Transition(
        _WITH_UNIT, None, Text("申请挂账", "ask to suspend it"), _UNIT, _must("reason", "until")
    ),
    "return": Transition(
        _WITH_UNIT, _F, Text("回退", "return"), _DESK, _must("reason"), answers="ask_return"
    ),
    "extend": Transition(
        _WITH_UNIT,
        None,
        Text("延时", "extend"),
        _DESK,
        _must("reason", "amount"),
        answers="ask_extension",
    ),
    "suspend": Transition(
        _WITH_UNIT,
        _S,
        Text("挂账", "suspend"),
        _DESK,
        _must("reason", "until"),
        answers="ask_suspension",
    ),
    "decline": Transition(
        _WITH_UNIT,
        None,
        Text("不同意申请", "decline what was asked"),
        _DESK,
        _must("reason"),
        answers=_ANY_ASKED,
    ),
    "resume": Transition(_from(_S), _H, Text("恢复处置", "resume"), _DESK),
    "urge": Transition(_from(_F, _D, _H, _DONE), None, Text("催办", "urge"), _DESK),
    "supervise": Transition(
        _from(_F, _D, _H, _DONE, _S), None, Text("督办", "supervise"), _DESK, _must("reason")
    ),
    "join": Transition(OPEN, None, Text("并入证据", "add evidence")),
    "leave": Transition(OPEN, None, Text("拆出证据", "take evidence out")),
}

REACHED_BY: Mapping[str, str] = {
    "dispatched": "dispatch",
    "handling": "handle",
    "handled": "finish",
    "closed": "close",
    "void": "void",
}
"""The action that leads to a stage: what an outside system that reports the stage has done."""


def allowed(state: State, roles: frozenset[Role], asked: str | None) -> list[str]:
    """Return the actions that somebody of these roles may take from a state, in the table's order."""
    return [
        action
        for action, one in TRANSITIONS.items()
        if state in one.sources and one.roles & roles and is_answer(one, asked)
    ]


def is_answer(one: Transition, asked: str | None) -> bool:
    """Tell whether an action that can only answer a request has one to answer."""
    return one.answers != _ANY_ASKED or asked is not None
