"""Scorecards: how versions do in the field, as figures and as CSV."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from pydantic import AwareDatetime, BaseModel
from sqlalchemy.orm import Session

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.events.fields import Region
from cases.review.reasons import REJECT_REASONS
from core.errors import Invalid
from core.http.csv_file import csv_file
from core.http.deps import ClockDep, SessionDep, SettingsDep, router
from core.http.fields import Sought
from core.http.reasons import ReasonOut
from core.settings import Settings
from core.text import Language, Text, language_of
from registry.metering.service import hour_of
from serving.api.judged import COLUMNS, JudgedOut, cell, judged
from serving.queries import scorecards
from serving.queries.scorecards import By, Card, Wanted

routes = router("/scorecards", tags=["scorecards"])
Reader = Annotated[Scope, allow("scorecard.read")]
DAYS = 7
DAYS_MOST: Mapping[By, int] = {"hour": 14}
"""So many days of hours can be asked for; of anything else a quarter."""
QUARTER = 92
MOST = 500
HOUR = timedelta(hours=1)
NOWHERE = Text("未填写", "not said")


class PeriodInvalid(Invalid):
    """A period that is none, or too long."""

    code = "period_invalid"
    title = Text("时间范围有误", "The period is not valid")
    detail = Text(
        "结束须晚于开始；按小时统计最多 {hourly} 天，其余最多 {most} 天。",
        "The end must be later than the beginning; by hour {hourly} days at the most, else {most}.",
    )


class ReasonCount(ReasonOut):
    """Why events were rejected, and how many of them."""

    count: int


class ScorecardOut(JudgedOut):
    """The figures of one algorithm, version, department, group of cameras, hour or day.

    `about` is its id, code of the district, path of the group, date or instant.
    """

    reasons: list[ReasonCount]
    """Of the rejected events, the most frequent one first."""
    false_alarms_per_day: float | None
    """Rejected events for each camera and day of looking."""
    camera_hours: float
    looks: int
    late: int
    """Looks more than one and a half intervals after the one before."""
    missed: int
    """Looks that should have come in between."""
    lost: int
    """Frames that were lost with the model."""
    availability: float | None
    """The share of frames given to the model that it answered."""
    in_time: float | None
    """The share of the promised looks that came when they should."""
    latency_ms: float | None
    """The median age of a frame when it was answered, from its receipt; interpolated within classes."""
    latency_p95_ms: float | None


class Scorecards(BaseModel):
    """What was asked, and the figures."""

    by: By
    since: datetime
    until: datetime
    total: ScorecardOut
    rows: list[ScorecardOut]
    cut: bool
    """Whether there are more rows than these; the total has all of them."""


class Asked(BaseModel):
    """Figures by what, since when and until when, of which goods and cameras."""

    by: By = "version"
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    algorithm_id: UUID | None = None
    version_id: UUID | None = None
    owner_id: UUID | None = None
    region: Region | None = None
    tag: Sought | None = None


def _asked(clock: ClockDep, settings: SettingsDep, asked: Annotated[Asked, Query()]) -> Wanted:
    """Read the period in whole hours; without one it is the last week, up to the hour that is not over."""
    until = _ceiled(asked.until or clock.now())
    since = hour_of(asked.since or until - timedelta(days=DAYS))
    most = DAYS_MOST.get(asked.by, QUARTER)
    if not HOUR <= until - since <= timedelta(days=most):
        raise PeriodInvalid(hourly=DAYS_MOST["hour"], most=QUARTER)
    plain = asked.model_dump(exclude={"since", "until"})
    return Wanted(since=since, until=until, **plain)


WantedDep = Annotated[Wanted, Depends(_asked)]


@routes.get("")
def show_scorecards(
    session: SessionDep, scope: Reader, settings: SettingsDep, wanted: WantedDep
) -> Scorecards:
    """Return how the goods of one's own, or those one's departments use, do in the field.

    Groups and tags are told only of cameras of one's own departments.
    """
    found = _report(session, scope, settings, wanted)
    return found.model_copy(update={"rows": found.rows[:MOST], "cut": len(found.rows) > MOST})


@routes.get("/export", response_class=Response)
def export_scorecards(
    request: Request, session: SessionDep, scope: Reader, settings: SettingsDep, wanted: WantedDep
) -> Response:
    """Return the same as CSV, all of it."""
    language = language_of(request.headers.get("accept-language"))
    found = _report(session, scope, settings, wanted)
    name = f"scorecard-by-{wanted.by}-{wanted.since:%Y%m%dT%H}-{wanted.until:%Y%m%dT%H}.csv"
    return csv_file(name, _cells(found, language))


def _ceiled(moment: datetime) -> datetime:
    begun = hour_of(moment)
    return begun if begun == moment else begun + HOUR


def _report(session: Session, scope: Scope, settings: Settings, wanted: Wanted) -> Scorecards:
    found = scorecards.cards(session, scope, wanted, settings)
    called = scorecards.names(session, wanted.by, [one.key for one in found])
    return Scorecards(
        by=wanted.by,
        since=wanted.since,
        until=wanted.until,
        total=_one(scorecards.total(found), _ALL),
        rows=[_one(card, _name(card.key, called)) for card in found],
        cut=False,
    )


_ALL = Text("合计", "total")


def _about(key: Any) -> str | None:
    if key is None or key == "":
        return None
    return key.isoformat() if isinstance(key, date) else str(key)


def _name(key: Any, called: Mapping[Any, Text]) -> Text:
    plain = _about(key)
    return NOWHERE if plain is None else called.get(key) or Text(plain, plain)


def _one(card: Card, name: Text) -> ScorecardOut:
    plain = ("false_alarms_per_day", "looks", "late", "missed", "lost", "availability", "in_time")
    return ScorecardOut(
        **judged(card, _about(card.key), name),
        **{field: getattr(card, field) for field in plain},
        reasons=[_reason(*one) for one in card.reasons.most_common()],
        camera_hours=card.watched_s / 3600,
        latency_ms=_ms(card.latency_s(0.5)),
        latency_p95_ms=_ms(card.latency_s(0.95)),
    )


def _reason(code: str, count: int) -> ReasonCount:
    words = REJECT_REASONS[code]
    return ReasonCount(code=code, zh=words.zh, en=words.en, count=count)


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)


_KEYS: Mapping[By, Text] = {
    "algorithm": Text("算法", "algorithm"),
    "version": Text("算法版本", "version"),
    "department": Text("部门", "department"),
    "region": Text("区县", "district"),
    "group": Text("摄像机分组", "camera group"),
    "hour": Text("小时", "hour"),
    "day": Text("日期", "day"),
}
_COLUMNS: Mapping[str, Text] = {
    **COLUMNS,
    "rejected": Text("误报", "false alarms"),
    "false_alarms_per_day": Text("误报（每路每天）", "false alarms per camera and day"),
    "camera_hours": Text("路·小时", "camera-hours"),
    "looks": Text("分析次数", "looks"),
    "late": Text("迟到", "late"),
    "missed": Text("缺失", "missed"),
    "lost": Text("模型失败", "lost with the model"),
    "availability": Text("可用率", "availability"),
    "in_time": Text("按时率", "in time"),
    "latency_ms": Text("时延中位数(毫秒)", "median latency (ms)"),
    "latency_p95_ms": Text("时延P95(毫秒)", "p95 latency (ms)"),
}


def _cells(found: Scorecards, language: Language) -> Iterator[Sequence[str]]:
    reasons = {code: title.said_in(language) for code, title in REJECT_REASONS.items()}
    columns = (title.said_in(language) for title in _COLUMNS.values())
    yield [_KEYS[found.by].said_in(language), *columns, *reasons.values()]
    for row in [*found.rows, found.total]:
        values = (getattr(row, column) for column in _COLUMNS)
        found_of = {one.code: one.count for one in row.reasons}
        counts = (str(found_of.get(code, 0)) for code in reasons)
        name = Text(row.name_zh, row.name_en).said_in(language)
        yield [name, *map(cell, values), *counts]
