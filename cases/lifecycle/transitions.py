"""Which action leads from which states to which: the one table a case moves along."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.text import Text


class State(StrEnum):
    """Where a case stands."""

    FILED = "filed"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    HANDLED = "handled"
    CLOSED = "closed"
    VOID = "void"


STATE_NAMES: Mapping[State, Text] = {
    State.FILED: Text("立案", "filed"),
    State.DISPATCHED: Text("已派遣", "dispatched"),
    State.HANDLING: Text("处置中", "being handled"),
    State.HANDLED: Text("已处置", "handled"),
    State.CLOSED: Text("结案", "closed"),
    State.VOID: Text("作废", "void"),
}

OVER: frozenset[State] = frozenset({State.CLOSED, State.VOID})
"""Nothing leads on from here, nothing joins the case any more, and its evidence's time begins."""
OPEN = frozenset(State) - OVER


@dataclass(frozen=True, slots=True)
class Transition:
    """One action: where it may start (nowhere: it begins the case), where it leads, its name.

    One without a target leaves the case where it stands.
    """

    sources: frozenset[State]
    target: State | None
    name: Text


_F, _D, _H, _DONE = State.FILED, State.DISPATCHED, State.HANDLING, State.HANDLED

TRANSITIONS: Mapping[str, Transition] = {
    "file": Transition(frozenset(), State.FILED, Text("立案", "file")),
    "dispatch": Transition(frozenset({_F}), State.DISPATCHED, Text("派遣", "dispatch")),
    "handle": Transition(frozenset({_F, _D}), State.HANDLING, Text("处置", "handle")),
    "finish": Transition(frozenset({_F, _D, _H}), State.HANDLED, Text("反馈", "report as done")),
    "close": Transition(frozenset({_F, _D, _H, _DONE}), State.CLOSED, Text("结案", "close")),
    "void": Transition(frozenset({_F, _D, _H, _DONE}), State.VOID, Text("作废", "void")),
    "join": Transition(OPEN, None, Text("并入证据", "add evidence")),
    "leave": Transition(OPEN, None, Text("拆出证据", "take evidence out")),
}

REACHED_BY: Mapping[str, str] = {
    each.target.value: action
    for action, each in TRANSITIONS.items()
    if each.sources and each.target is not None
}
"""The action that leads to a stage: what an outside system that reports the stage has done."""
