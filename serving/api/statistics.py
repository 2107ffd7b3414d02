"""Statistics of events, as figures and as CSV."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from accounts.api.deps import allow
from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.scope import Scope
from cases.events.fields import Wanted
from cases.review import statistics
from cases.review.statistics import By, Figures
from core.http.csv_file import csv_file
from core.http.deps import ServicesDep, SessionDep, SettingsDep, router
from core.text import Language, Text, language_of
from serving.api.judged import COLUMNS, JudgedOut, cell, judged
from serving.queries.statistics import names

routes = router("/review/statistics", tags=["review"])
NOBODY = Text("摄像机自身", "the camera itself")
"""What saw an event that no algorithm saw."""
_COLUMNS: dict[str, Text] = {
    **COLUMNS,
    "claim_s": Text("认领用时中位数(秒)", "median seconds to the claim"),
    "verdict_s": Text("研判用时中位数(秒)", "median seconds to the verdict"),
}
_KEYS: dict[By, Text] = {
    "algorithm": Text("算法", "algorithm"),
    "camera": Text("摄像机", "camera"),
    "hour": Text("小时", "hour"),
    "day": Text("日期", "day"),
}


class StatisticsWanted(Wanted):
    """Figures of which events, by what."""

    by: By = "algorithm"


class StatisticsOut(JudgedOut):
    """What became of the events of one algorithm, camera, hour of the day (0 to 23) or day.

    `about` is its id, hour, or date (YYYY-MM-DD); null: events no algorithm saw.
    """

    claim_s: float | None
    """Median seconds from its opening until somebody took an event up."""
    verdict_s: float | None
    """Median seconds from its opening until the verdict that counts."""


@routes.get("")
def show_statistics(
    scope: Annotated[Scope, allow("event.read")],
    session: SessionDep,
    settings: SettingsDep,
    wanted: Annotated[StatisticsWanted, Query()],
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> list[StatisticsOut]:
    """Return figures by algorithm or camera, the most events first, or by hour or day, in order."""
    found = statistics.figures(session, scope, wanted.filter(), wanted.by, settings, limit)
    return _shown(session, wanted.by, found)


@routes.get("/export", response_class=Response)
def export_statistics(
    request: Request,
    scope: Annotated[Scope, allow("event.export")],
    session: SessionDep,
    services: ServicesDep,
    wanted: Annotated[StatisticsWanted, Query()],
) -> Response:
    """Return the figures as CSV, all of them; the export is audited."""
    settings, now = services.settings, services.clock.now()
    own = session.get_one(Organization, scope.user.organization_id)
    told = wanted.model_dump(mode="json", exclude_none=True)
    record(session, scope, "event.export", own, after=told, clock=services.clock)
    found = statistics.figures(session, scope, wanted.filter(), wanted.by, settings, None)
    language = language_of(request.headers.get("accept-language"))
    name = f"events-by-{wanted.by}-{now.astimezone(settings.zone):%Y%m%dT%H%M%S}.csv"
    return csv_file(name, _cells(wanted.by, _shown(session, wanted.by, found), language))


def _shown(session: Session, by: By, found: Sequence[Figures]) -> list[StatisticsOut]:
    called = names(session, by, [one.key for one in found if one.key is not None])
    return [_one(one, _name(one.key, called)) for one in found]


def _name(key: Any, called: dict[UUID, Text]) -> Text:
    if key is None:
        return NOBODY
    return called.get(key) or Text(str(key), str(key))


def _one(one: Figures, name: Text) -> StatisticsOut:
    about = None if one.key is None else str(one.key)
    return StatisticsOut(**judged(one, about, name), claim_s=one.claim_s, verdict_s=one.verdict_s)


def _cells(by: By, rows: Sequence[StatisticsOut], language: Language) -> Iterator[Sequence[str]]:
    yield [text.said_in(language) for text in (_KEYS[by], *_COLUMNS.values())]
    for row in rows:
        name = Text(row.name_zh, row.name_en).said_in(language)
        yield [name, *(cell(getattr(row, column)) for column in _COLUMNS)]
