"""The routes by which people move cases along, and which units a case may be dispatched to."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.lifecycle import needs
from cases.lifecycle.model import Case
from cases.lifecycle.move import act
from cases.lifecycle.service import CASE
from cases.lifecycle.transitions import State
from cases.lifecycle.wish import Wish
from core.http.deps import ServicesDep, SessionDep, router
from core.http.fields import Body, Note

routes = router("/cases", tags=["cases"])
Action = Literal[
    "verify",
    "accept",
    "file",
    "dispatch",
    "handle",
    "finish",
    "rework",
    "close",
    "self_handle",
    "void",
    "ask_return",
    "ask_extension",
    "ask_suspension",
    "return",
    "extend",
    "suspend",
    "decline",
    "resume",
    "urge",
    "supervise",
]
"""Every action of the table that people take; a test holds the two together."""


class StepIn(Body):
    """One action on a case, with what it needs.

    `note` is the reason, where one is needed; `unit_id` says to whom it is dispatched, `amount` how much
    longer the handling may take, in its limit's own unit, `until` when a suspension ends.
    """

    action: Action
    note: Note = ""
    unit_id: UUID | None = None
    amount: Annotated[float | None, Field(gt=0, le=1000)] = None
    until: AwareDatetime | None = None


class StepTaken(BaseModel):
    """Where the case stands now, and by when something must be done."""

    sequence: int
    state: State
    due_at: datetime | None


class UnitOut(BaseModel):
    """An organization of the city that cases may be dispatched to."""

    id: UUID
    kind: Literal["district", "department", "unit"]
    name_zh: str
    name_en: str


@routes.post("/{case_id}/steps")
def take_step(
    case_id: UUID,
    body: StepIn,
    scope: Annotated[Scope, allow("case.act")],
    session: SessionDep,
    services: ServicesDep,
) -> StepTaken:
    """Act on a case: what leads on from where it stands, and what one's role may do, is allowed."""
    case = scope.fetch(session, Case, case_id, kind=CASE, for_update=True)
    wish = Wish(**body.model_dump())
    now, settings = services.clock.now(), services.settings
    taken = act(session, scope, case, wish, at=now, settings=settings)
    return StepTaken(sequence=taken.sequence, state=State(case.state), due_at=case.due_at)


@routes.get("/{case_id}/units")
def list_units(
    case_id: UUID, scope: Annotated[Scope, allow("case.act")], session: SessionDep
) -> list[UnitOut]:
    """Return the active organizations of the case's city that it may be dispatched to."""
    case = scope.fetch(session, Case, case_id, kind=CASE)
    found = needs.units(session, case)
    return [UnitOut.model_validate(one, from_attributes=True) for one in found]
