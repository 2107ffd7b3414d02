"""A city's table of emergency levels, and who is told at which."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, Field

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.emergency import rules
from cases.emergency.levels import Audience, Colour, Kind, Measure, Rule
from cases.emergency.rules import Table
from cases.emergency.view import Grade
from core.http.deps import ClockDep, IfMatch, SessionDep, router
from core.http.etag import etag
from core.http.fields import Body

routes = router("/organizations", tags=["emergencies"])


class LevelRuleIn(Body):
    """From this value of this measure on, it is at least so grave; one of the three is given."""

    kind: Kind
    measure: Measure
    at_least: Annotated[float, Field(ge=0, le=1e9)]
    warning: Colour | None = None
    response: Grade | None = None
    grade: Grade | None = None


class TellsIn(Body):
    """Who is told of each response level by itself; 1 is the gravest."""

    level_1: list[Audience] = Field([], max_length=6)
    level_2: list[Audience] = Field([], max_length=6)
    level_3: list[Audience] = Field([], max_length=6)
    level_4: list[Audience] = Field([], max_length=6)


class LevelTableIn(Body):
    """The whole table."""

    rules: Annotated[list[LevelRuleIn], Field(max_length=200)]
    tells: TellsIn


class PreviewIn(Body):
    """What is measured, and the table that is asked; without one, the table that holds."""

    kind: Kind
    measures: Annotated[dict[Measure, Annotated[float, Field(ge=0, le=1e9)]], Field(max_length=20)]
    table: LevelTableIn | None = None


class PreviewOut(BaseModel):
    """How grave it would be, and who would be told by itself; all null: no emergency."""

    warning: Colour | None
    response: Literal[1, 2, 3, 4] | None
    grade: Literal[1, 2, 3, 4] | None
    tells: list[Audience]
    rules: list[int]
    """The places in the table, from 0, of the rules that are reached."""


class LevelRuleOut(BaseModel):
    """One rule."""

    kind: Kind
    measure: Measure
    at_least: float
    warning: Colour | None
    response: Literal[1, 2, 3, 4] | None
    grade: Literal[1, 2, 3, 4] | None


class TellsOut(BaseModel):
    """Who is told of each response level by itself."""

    level_1: list[Audience]
    level_2: list[Audience]
    level_3: list[Audience]
    level_4: list[Audience]


class LevelTableOut(BaseModel):
    """The table that holds; revision 0: the city has set nothing, it is the example we ship."""

    rules: list[LevelRuleOut]
    tells: TellsOut
    revision: int


@routes.get("/{organization_id}/emergency-rules")
def read_emergency_rules(
    organization_id: UUID,
    scope: Annotated[Scope, allow("emergency_rules.read")],
    session: SessionDep,
    response: Response,
) -> LevelTableOut:
    """Show the table of levels that holds for an organization: its city's."""
    return _out(rules.read(session, scope, organization_id), response)


@routes.put("/{organization_id}/emergency-rules")
def replace_emergency_rules(
    organization_id: UUID,
    body: LevelTableIn,
    scope: Annotated[Scope, allow("emergency_rules.update")],
    session: SessionDep,
    precondition: IfMatch,
    clock: ClockDep,
    response: Response,
) -> LevelTableOut:
    """Replace a city's table; emergencies that go on are judged by it within seconds."""
    wanted = _table(body)
    return _out(
        rules.replace(session, scope, organization_id, wanted, precondition, clock), response
    )


@routes.post("/{organization_id}/emergency-rules/preview")
def preview_emergency_rules(
    organization_id: UUID,
    body: PreviewIn,
    scope: Annotated[Scope, allow("emergency_rules.read")],
    session: SessionDep,
) -> PreviewOut:
    """Say what a table, saved or not, would give for what is measured; nothing is changed."""
    holds = rules.read(session, scope, organization_id)
    table = holds if body.table is None else _table(body.table)
    measures: dict[str, float | None] = {name: value for name, value in body.measures.items()}
    found = rules.preview(table, body.kind, measures)
    levels = {name: getattr(found.levels, name) for name in ("warning", "response", "grade")}
    return PreviewOut.model_validate({**levels, "tells": found.tells, "rules": found.rules})


def _table(given: LevelTableIn) -> Table:
    tells = {name[-1]: list(who) for name, who in given.tells.model_dump().items()}
    return Table([Rule(**one.model_dump()) for one in given.rules], tells)


def _out(found: Table, response: Response) -> LevelTableOut:
    response.headers["ETag"] = etag(found)
    tells = {f"level_{level}": list(found.tells.get(str(level), ())) for level in range(1, 5)}
    plain = [
        {name: getattr(one, name) for name in LevelRuleOut.model_fields} for one in found.rules
    ]
    return LevelTableOut.model_validate(
        {"rules": plain, "tells": tells, "revision": found.revision}
    )
