"""The route by which somebody signed in reports what became of a case elsewhere."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.lifecycle.model import Case
from cases.lifecycle.move import follow
from cases.lifecycle.service import CASE
from core.http.deps import ServicesDep, SessionDep, router
from core.http.fields import Body, Note

routes = router(prefix="/cases", tags=["cases"])


class ReportIn(Body):
    """The stage a case has reached in the system that handles it."""

    stage: Literal["dispatched", "handling", "handled", "closed", "void"]
    note: Note = ""


class Followed(BaseModel):
    """Where the case stands now, and whether it moved."""

    state: str
    moved: bool


@routes.post("/{case_id}/reports")
def report(
    case_id: UUID,
    body: ReportIn,
    scope: Annotated[Scope, allow("case.report")],
    session: SessionDep,
    services: ServicesDep,
) -> Followed:
    """Let the case follow what happened elsewhere; a stage it cannot reach from here is refused."""
    case = scope.fetch(session, Case, case_id, kind=CASE, for_update=True)
    step = follow(
        session,
        case,
        body.stage,
        at=services.clock.now(),
        settings=services.settings,
        note=body.note,
        scope=scope,
    )
    return Followed(state=case.state, moved=step is not None)
