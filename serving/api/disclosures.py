"""Pictures of false alarms for vendors: a department lets them be seen, the vendor looks, masked."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from accounts.api.deps import allow
from accounts.audit.service import record
from accounts.scope import Scope
from accounts.viewings.mark import mark_of
from cases.disclosures import service
from cases.disclosures.errors import DISCLOSURE
from cases.disclosures.model import Disclosure
from cases.events import pictures
from cases.events.model import Event
from cases.events.pictures import Showing
from cases.evidence import jpeg
from cases.review.model import Verdict
from cases.review.reasons import REJECT_REASONS
from core.errors import NotFound
from core.http.deps import ClockDep, PageQueryDep, SessionDep, router
from core.http.page import Page, paginate
from core.http.reasons import ReasonOut
from core.http.services import ServicesDep
from serving.queries.goods import Goods, goods, organizations
from serving.queries.scorecards import visible

routes = router("/disclosures", tags=["disclosures"])
of_events = router("/events", tags=["disclosures"])
Reader = Annotated[Scope, allow("disclosure.read")]
Discloser = Annotated[Scope, allow("disclosure.create")]
Revoker = Annotated[Scope, allow("disclosure.delete")]
KIND: Any = "annotated"


class DisclosedOut(BaseModel):
    """That the vendor may see an event."""

    id: UUID
    at: datetime


class DisclosureOut(DisclosedOut):
    """A false alarm that the vendor may see: what it was taken for and why it is none, not where it was."""

    department_zh: str
    department_en: str
    algorithm_id: UUID
    title_zh: str
    title_en: str
    version: str
    event_type: str
    score: float
    opened_at: datetime
    reason: ReasonOut
    """Why it was rejected."""


@of_events.post("/{event_id}/disclosure", status_code=201)
def disclose_event(
    session: SessionDep, scope: Discloser, clock: ClockDep, event_id: UUID
) -> DisclosedOut:
    """Let the algorithm's vendor see a rejected event, masked but for what was taken for something."""
    row = service.disclose(session, scope, event_id, clock)
    return DisclosedOut(id=row.id, at=row.at)


@of_events.delete("/{event_id}/disclosure", status_code=204)
def revoke_disclosure(session: SessionDep, scope: Revoker, clock: ClockDep, event_id: UUID) -> None:
    """Take that back."""
    service.revoke(session, scope, event_id, clock)


@routes.get("")
def list_disclosures(
    session: SessionDep, scope: Reader, query: PageQueryDep, algorithm_id: UUID | None = None
) -> Page[DisclosureOut]:
    """Return false alarms of one's own goods that departments let one see, or those one's own let be seen."""
    statement: Any = service.open_ones().where(visible(session, scope, Disclosure))
    if algorithm_id is not None:
        statement = statement.where(Disclosure.algorithm_id == algorithm_id)
    rows = paginate(session, statement, (Disclosure.at, Disclosure.id), query)
    called = goods(session, [event.version_id for _, event, _ in rows.rows])
    owners = organizations(session, [one.owner_id for one, _, _ in rows.rows])
    shown = [
        _out(one, event, said, called[event.version_id], owners) for one, event, said in rows.rows
    ]
    return rows.page(shown)


@routes.get(
    "/{disclosure_id}/picture",
    response_class=Response,
    responses={200: {"content": {jpeg.MEDIA_TYPE: {}}}},
)
def show_disclosure(
    disclosure_id: UUID, session: SessionDep, scope: Reader, services: ServicesDep
) -> Response:
    """Return the picture, unreadable outside of what was found and with the caller's mark; it is recorded."""
    row, event = _fetched(session, scope, disclosure_id)
    picture = pictures.stored(session, event, KIND, clear=False)
    now, zone = services.clock.now(), services.settings.zone
    words = mark_of(session, scope.user, now, zone)
    showing = Showing(event, KIND, clear=False, words=words, language=scope.user.language)
    content = pictures.render(services.blobs, picture, showing)
    told = {"event_id": event.id}
    record(session, scope, "disclosure.show", row, after=told, clock=services.clock)
    headers = {"Cache-Control": "no-store", "Picture": "masked"}
    return Response(content, media_type=jpeg.MEDIA_TYPE, headers=headers)


def _fetched(session: Session, scope: Scope, disclosure_id: UUID) -> tuple[Disclosure, Event]:
    seen = visible(session, scope, Disclosure)
    found = session.execute(service.open_ones().where(Disclosure.id == disclosure_id, seen)).first()
    if found is None:
        raise NotFound(kind=DISCLOSURE, id=disclosure_id)
    return found[0], found[1]


def _out(row: Disclosure, event: Event, said: Verdict, of: Goods, owners: Any) -> DisclosureOut:
    code = said.reason or "other"
    return DisclosureOut(
        id=row.id,
        at=row.at,
        department_zh=owners[row.owner_id].zh,
        department_en=owners[row.owner_id].en,
        algorithm_id=row.algorithm_id,
        title_zh=of.title.zh,
        title_en=of.title.en,
        version=of.version,
        event_type=event.event_type,
        score=event.score,
        opened_at=event.opened_at,
        reason=ReasonOut.of(code, REJECT_REASONS[code]),
    )
