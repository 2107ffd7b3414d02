"""Which action leads from which states to which: the one table a case moves along."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.text import Text


class State(StrEnum):
    """Where a case stands."""

    FILED = "filed"


STATE_NAMES: Mapping[State, Text] = {State.FILED: Text("立案", "filed")}

CLOSED: frozenset[State] = frozenset()
"""Where nothing joins a case any more; none of the states so far."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One action: where it may start (nowhere: it begins the case), where it leads, its name."""

    sources: frozenset[State]
    target: State
    name: Text


TRANSITIONS: Mapping[str, Transition] = {
    "file": Transition(frozenset(), State.FILED, Text("立案", "file")),
    "join": Transition(frozenset({State.FILED}), State.FILED, Text("并入证据", "add evidence")),
    "leave": Transition(
        frozenset({State.FILED}), State.FILED, Text("拆出证据", "take evidence out")
    ),
}
