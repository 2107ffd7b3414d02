"""The one table a version moves along: its states, and who may do what from where."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from accounts.policy import Role
from core.text import Text

Need = Literal["reason", "until"]


class State(StrEnum):
    """Where a version stands."""

    UPLOADED = "uploaded"
    CHECKED = "checked"
    EVALUATED = "evaluated"
    APPROVED = "approved"
    PUBLISHED = "published"
    DEPRECATED = "deprecated"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    QUARANTINED = "quarantined"


NAMES: Mapping[State, Text] = {
    State.UPLOADED: Text("已上传", "uploaded"),
    State.CHECKED: Text("已检查", "checked"),
    State.EVALUATED: Text("已评测", "evaluated"),
    State.APPROVED: Text("已批准", "approved"),
    State.PUBLISHED: Text("在架", "published"),
    State.DEPRECATED: Text("即将下架", "deprecated"),
    State.WITHDRAWN: Text("已下架", "withdrawn"),
    State.REJECTED: Text("未通过", "rejected"),
    State.QUARANTINED: Text("已隔离", "quarantined"),
}

SERVED: frozenset[State] = frozenset({State.PUBLISHED, State.DEPRECATED})
"""Cameras may be looked at with a version that stands here."""
SHOWN: frozenset[State] = SERVED | {State.WITHDRAWN, State.QUARANTINED}
"""Steps to here are everybody's business once a version lay on the shelf."""
OVER: frozenset[State] = frozenset({State.WITHDRAWN, State.REJECTED})
"""Nothing leads on from here: what is mended comes as another version."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One action: from where it starts, where it leads, its name, who may take it and what he must give.

    One without sources is how a version begins; one without roles is the product's own.
    """

    sources: frozenset[State]
    target: State
    name: Text
    roles: frozenset[Role] = frozenset()
    needs: frozenset[Need] = frozenset()
    by_vote: bool = False
    """Whether it takes the votes of one of each of the roles, two persons, and nobody takes it alone."""


def _from(*states: State) -> frozenset[State]:
    return frozenset(states)


def _must(*needs: Need) -> frozenset[Need]:
    return frozenset(needs)


_TWO = frozenset({Role.SYSTEM, Role.SECURITY})
_KEEPERS = frozenset({Role.VENDOR, Role.SYSTEM})
"""Who has goods on the shelf, and who runs the shelf."""
_S = State
_READY = _from(_S.CHECKED, _S.EVALUATED)
_ON_SHELF = _from(_S.PUBLISHED, _S.DEPRECATED)

TRANSITIONS: Mapping[str, Transition] = {
    "upload": Transition(_from(), _S.UPLOADED, Text("上传", "hand in")),
    "install": Transition(_from(), _S.APPROVED, Text("随版本内置", "bring with a release")),
    "check": Transition(_from(_S.UPLOADED), _S.CHECKED, Text("通过检测", "let pass the gate")),
    "refuse": Transition(_from(_S.UPLOADED), _S.REJECTED, Text("未通过检测", "refuse at the gate")),
    "evaluate": Transition(_from(_S.CHECKED), _S.EVALUATED, Text("评测", "evaluate")),
    "approve": Transition(
        _READY, _S.APPROVED, Text("批准", "approve"), _TWO, _must("reason"), by_vote=True
    ),
    "reject": Transition(
        _READY, _S.REJECTED, Text("驳回", "reject"), _TWO, _must("reason"), by_vote=True
    ),
    "publish": Transition(_from(_S.APPROVED), _S.PUBLISHED, Text("上架", "publish"), _KEEPERS),
    "deprecate": Transition(
        _ON_SHELF,
        _S.DEPRECATED,
        Text("预告下架", "deprecate"),
        _KEEPERS,
        _must("reason", "until"),
    ),
    "withdraw": Transition(
        _ON_SHELF | _from(_S.APPROVED, _S.QUARANTINED),
        _S.WITHDRAWN,
        Text("下架", "withdraw"),
        _KEEPERS,
        _must("reason"),
    ),
    "expire": Transition(
        _from(_S.DEPRECATED), _S.WITHDRAWN, Text("到期下架", "withdraw when its date has come")
    ),
    "quarantine": Transition(
        _READY | _ON_SHELF | _from(_S.APPROVED), _S.QUARANTINED, Text("隔离", "quarantine")
    ),
}


def allowed(state: State, roles: frozenset[Role]) -> list[str]:
    """Return the actions that one person of these roles may take from a state, in the table's order."""
    return [
        action
        for action, one in TRANSITIONS.items()
        if state in one.sources and one.roles & roles and not one.by_vote
    ]
