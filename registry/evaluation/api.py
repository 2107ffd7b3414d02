"""`/evaluations`: versions measured on city test sets; `/versions/{id}/figures`: all that is known of one."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict

from accounts.api.deps import allow
from accounts.scope import Scope
from core.http import deps
from core.http.deps import ClockDep, PageQueryDep, SessionDep
from core.http.fields import Body
from core.http.page import Page
from registry.catalogue.remote import RemoteOut, remotes
from registry.evaluation import listing, service
from registry.evaluation.listing import Measured
from registry.evaluation.view import EvaluationOut
from registry.signing.view import SignatureOut, signatures

routes = deps.router(tags=["evaluations"])

Reader = Annotated[Scope, allow("evaluation.read")]
Runner = Annotated[Scope, allow("evaluation.run")]


class EvaluationIn(Body):
    """Which version is to be measured on which set."""

    version_id: UUID
    test_set_id: UUID


class ReportedOut(BaseModel):
    """One figure as the vendor states it: nobody here has measured it."""

    model_config = ConfigDict(from_attributes=True)

    event_type: str
    figure: str
    value: float
    data: str
    """What the vendor says it was measured on."""


class RaisedOut(BaseModel):
    """One event that the version raises."""

    event_type: str
    title_zh: str
    title_en: str
    threshold: float
    """Scores from here up count on the shelf."""


class VersionFiguresOut(BaseModel):
    """What is known of how good a version is; what was measured and what its vendor states stay apart."""

    version_id: UUID
    version: str
    state: str
    algorithm_id: UUID
    title_zh: str
    title_en: str
    vendor_zh: str
    vendor_en: str
    signature: SignatureOut | None
    """By which of its vendor's keys it was signed; null: it was not."""
    remote: RemoteOut | None
    """Set where it runs outside the platform; it is neither measured nor tried then."""
    events: list[RaisedOut]
    measured: list[EvaluationOut]
    """The newest of each test set, newest first."""
    reported: list[ReportedOut]


@routes.get("/evaluations")
def list_evaluations(
    session: SessionDep,
    scope: Reader,
    query: PageQueryDep,
    version_id: Annotated[UUID | None, Query()] = None,
    test_set_id: Annotated[UUID | None, Query()] = None,
) -> Page[EvaluationOut]:
    """Evaluations, newest first, those at work and those that failed among them."""
    rows = listing.page(session, scope, query, version_id, test_set_id)
    return rows.page([EvaluationOut.of(Measured(*one)) for one in rows.rows])


@routes.post("/evaluations", status_code=201)
def start_evaluation(
    session: SessionDep, scope: Runner, clock: ClockDep, body: EvaluationIn
) -> EvaluationOut:
    """Have a version measured on a set; one that was measured under this runtime is not measured again."""
    one = service.start(session, scope, body.version_id, body.test_set_id, clock)
    return EvaluationOut.of(listing.fetch(session, scope, one.id))


@routes.get("/evaluations/{evaluation_id}")
def read_evaluation(session: SessionDep, scope: Reader, evaluation_id: UUID) -> EvaluationOut:
    """One evaluation: how far it is, or its figures."""
    return EvaluationOut.of(listing.fetch(session, scope, evaluation_id))


@routes.delete("/evaluations/{evaluation_id}", status_code=204)
def cancel_evaluation(
    session: SessionDep, scope: Runner, clock: ClockDep, evaluation_id: UUID
) -> None:
    """End an evaluation before it is done."""
    service.cancel(session, scope, evaluation_id, clock)


@routes.get("/versions/{version_id}/figures")
def read_figures(
    session: SessionDep, scope: Annotated[Scope, allow("algorithm.read")], version_id: UUID
) -> VersionFiguresOut:
    """What was measured of a version, and apart from it what its vendor states."""
    found = listing.about(session, scope, version_id)
    version, algorithm, vendor = found.version, found.algorithm, found.vendor
    named: dict[str, Any] = {
        "version_id": version.id,
        "version": version.version,
        "state": version.state,
        "algorithm_id": algorithm.id,
        "title_zh": algorithm.title_zh,
        "title_en": algorithm.title_en,
        "vendor_zh": vendor.name_zh,
        "vendor_en": vendor.name_en,
    }
    return VersionFiguresOut(
        **named,
        signature=signatures(session, [version]).get(version.id),
        remote=remotes(session, scope, [version]).get(version.id),
        events=[_event(one) for one in version.manifest.get("events", ())],
        measured=[EvaluationOut.of(one) for one in found.measured],
        reported=[ReportedOut(**one) for one in version.manifest.get("reported", ())],
    )


def _event(said: dict[str, Any]) -> RaisedOut:
    return RaisedOut(
        event_type=said["event_type"],
        title_zh=said["title"]["zh"],
        title_en=said["title"]["en"],
        threshold=said["threshold"],
    )
