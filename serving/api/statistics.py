"""Statistics of events, as figures and as CSV."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from accounts.api.deps import allow
from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.scope import Scope
from cases.events.fields import Wanted
from cases.review import statistics
from cases.review.statistics import By, Figures
from core.http.deps import ServicesDep, SessionDep, SettingsDep, router
from core.sheet import BOM, line
from core.text import Language, Text, language_of
from serving.queries.statistics import names

routes = router("/review/statistics", tags=["review"])
NOBODY = Text("摄像机自身", "the camera itself")
"""What saw an event that no algorithm saw."""
_COLUMNS: dict[str, Text] = {
    "events": Text("事件", "events"),
    "confirmed": Text("确认", "confirmed"),
    "rejected": Text("驳回", "rejected"),
    "duplicates": Text("重复", "duplicates"),
    "waiting": Text("待研判", "waiting"),
    "auto": Text("自动确认", "confirmed automatically"),
    "precision": Text("准确率", "precision"),
    "precision_from": Text("准确率下限(95%)", "precision from (95 %)"),
    "precision_to": Text("准确率上限(95%)", "precision to (95 %)"),
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


class StatisticsOut(BaseModel):
    """What became of the events of one algorithm, camera, hour of the day (0 to 23) or day."""

    about: str | None
    """Id, hour, or date (YYYY-MM-DD); null: events no algorithm saw."""
    name_zh: str
    name_en: str
    events: int
    confirmed: int
    rejected: int
    duplicates: int
    waiting: int
    auto: int
    """Of the confirmed ones, those that nobody judged."""
    precision: float | None
    """The share of events judged by people that were what the algorithm said; duplicates were, too."""
    precision_from: float | None
    """Where it lies with 95 %."""
    precision_to: float | None
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
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    content = _csv(wanted.by, _shown(session, wanted.by, found), language)
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _shown(session: Session, by: By, found: Sequence[Figures]) -> list[StatisticsOut]:
    called = names(session, by, [one.key for one in found if one.key is not None])
    return [_one(one, _name(one.key, called)) for one in found]


def _name(key: Any, called: dict[UUID, Text]) -> Text:
    if key is None:
        return NOBODY
    return called.get(key) or Text(str(key), str(key))


def _one(one: Figures, name: Text) -> StatisticsOut:
    lowest, highest = one.interval or (None, None)
    plain = ("events", "confirmed", "rejected", "duplicates", "waiting", "auto", "precision")
    return StatisticsOut(
        about=None if one.key is None else str(one.key),
        name_zh=name.zh,
        name_en=name.en,
        precision_from=lowest,
        precision_to=highest,
        claim_s=one.claim_s,
        verdict_s=one.verdict_s,
        **{field: getattr(one, field) for field in plain},
    )


def _csv(by: By, rows: Sequence[StatisticsOut], language: Language) -> str:
    head = [_KEYS[by], *_COLUMNS.values()]
    lines = [line(text.said_in(language) for text in head)]
    return BOM + "".join([*lines, *(line(_cells(row, language)) for row in rows)])


def _cells(row: StatisticsOut, language: Language) -> Iterator[str]:
    yield row.name_en if language == "en" else row.name_zh
    for value in (getattr(row, column) for column in _COLUMNS):
        yield "" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)
