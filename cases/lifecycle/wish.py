"""What somebody wants to do with a case, and what each action leaves on it besides its state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cases.lifecycle.model import Case


@dataclass(frozen=True, slots=True)
class Wish:
    """One action with what it needs; `amount` is in the unit of the limit of handling."""

    action: str
    note: str = ""
    unit_id: UUID | None = None
    amount: float | None = None
    until: datetime | None = None

    @property
    def details(self) -> dict[str, Any]:
        """What is kept with the step."""
        given = {
            "unit_id": str(self.unit_id) if self.unit_id else None,
            "amount": self.amount,
            "until": self.until.isoformat() if self.until else None,
        }
        return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True)
class By:
    """Who acts when: a person of ours, an outside system, or neither: the product itself."""

    at: datetime
    user_id: UUID | None = None
    sink_id: UUID | None = None


def leave_mark(case: Case, wish: Wish, by: By) -> None:
    """Write on the case what the action leaves there."""
    mark = _MARKS.get(wish.action)
    if mark is not None:
        mark(case, wish, by)


def _dispatch(case: Case, wish: Wish, _by: By) -> None:
    case.unit_id, case.handler_id = wish.unit_id or case.unit_id, None


def _return(case: Case, _wish: Wish, _by: By) -> None:
    case.unit_id = case.handler_id = None


def _handle(case: Case, _wish: Wish, by: By) -> None:
    case.handler_id = by.user_id or case.handler_id


def _file(case: Case, _wish: Wish, by: By) -> None:
    case.filed_at, case.filed_by = by.at, by.user_id


def _ask(case: Case, wish: Wish, by: By) -> None:
    told = {"action": wish.action, "reason": wish.note, "at": by.at.isoformat()}
    case.asked = told | {"by": str(by.user_id)} | wish.details


def _answered(case: Case, _wish: Wish, _by: By) -> None:
    case.asked = None


def _suspend(case: Case, wish: Wish, _by: By) -> None:
    case.suspended_until = wish.until


def _resume(case: Case, _wish: Wish, _by: By) -> None:
    case.suspended_until = None


def _supervise(case: Case, _wish: Wish, by: By) -> None:
    case.supervised_at = by.at


def _urge(case: Case, _wish: Wish, _by: By) -> None:
    case.urged += 1


def _rework(case: Case, _wish: Wish, _by: By) -> None:
    case.reworks += 1
    case.checked = None


def _finish(case: Case, _wish: Wish, _by: By) -> None:
    case.checked = None


_MARKS: Mapping[str, Callable[[Case, Wish, By], None]] = {
    "ask_extension": _ask,
    "ask_return": _ask,
    "ask_suspension": _ask,
    "close": _resume,
    "decline": _answered,
    "dispatch": _dispatch,
    "extend": _answered,
    "file": _file,
    "finish": _finish,
    "handle": _handle,
    "resume": _resume,
    "return": _return,
    "rework": _rework,
    "supervise": _supervise,
    "suspend": _suspend,
    "urge": _urge,
    "void": _resume,
}
