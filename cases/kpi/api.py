"""Routes of a city's weights and limit."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, Field

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.kpi import scheme
from cases.kpi.counts import By
from cases.kpi.scheme import Scheme, Weights
from core.http.deps import ClockDep, IfMatch, SessionDep, router
from core.http.etag import etag
from core.http.fields import Body

routes = router("/organizations", tags=["kpis"])
Weight = Annotated[float, Field(ge=0, le=1000)]
Hours = Annotated[float, Field(gt=0, le=24 * 366)]


class WeightsIn(Body):
    """How much each figure counts; one that is left out counts nothing."""

    effective: Weight = 0
    verified_in_time: Weight = 0
    filed_in_time: Weight = 0
    filed_right: Weight = 0
    dispatched_in_time: Weight = 0
    dispatched_right: Weight = 0
    handled: Weight = 0
    handled_in_time: Weight = 0
    checked_in_time: Weight = 0
    closed: Weight = 0
    closed_in_time: Weight = 0
    reworked: Weight = 0
    volume: Weight = 0


class SchemeIn(Body):
    """A city's weights, by what the figures are of, and how long a verdict may take."""

    weights: dict[By, WeightsIn]
    verify_h: Hours
    """From an event's opening to its verdict, around the clock. Cases are judged by their clocks."""


class SchemeOut(BaseModel):
    """What counts in a city; revision 0: nobody has set it, and the usual counts."""

    city_id: UUID | None
    weights: Mapping[str, Mapping[str, float]]
    verify_h: float
    revision: int


@routes.get("/{organization_id}/kpi-scheme")
def read_scheme(
    organization_id: UUID,
    session: SessionDep,
    scope: Annotated[Scope, allow("kpi.read")],
    response: Response,
) -> SchemeOut:
    """Show the weights and limit that count for an organization: its city's."""
    return _out(scheme.read(session, scope, organization_id), response)


@routes.put("/{organization_id}/kpi-scheme")
def replace_scheme(
    organization_id: UUID,
    body: SchemeIn,
    session: SessionDep,
    scope: Annotated[Scope, allow("kpi.update")],
    clock: ClockDep,
    if_match: IfMatch,
    response: Response,
) -> SchemeOut:
    """Replace a city's weights and limit; all its months are counted anew within minutes."""
    weights: Weights = {by: _given(some) for by, some in body.weights.items()}
    found = scheme.replace(session, scope, organization_id, weights, body.verify_h, if_match, clock)
    return _out(found, response)


def _given(weights: WeightsIn) -> dict[str, float]:
    return {name: weight for name, weight in weights.model_dump().items() if weight}


def _out(found: Scheme, response: Response) -> SchemeOut:
    response.headers["ETag"] = etag(found)
    return SchemeOut(
        city_id=found.city.id if found.city else None,
        weights=found.weights,
        verify_h=found.verify_h,
        revision=found.revision,
    )
