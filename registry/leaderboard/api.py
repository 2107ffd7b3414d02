"""`/leaderboard`: versions on the shelf by what was measured, for each event type, and as CSV."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from accounts.api.deps import allow
from accounts.scope import Scope
from core.http import deps
from core.http.csv_file import csv_file
from core.http.deps import SessionDep
from core.intervals import Interval
from core.text import Language, Text, language_of
from registry.catalogue.remote import RemoteOut, remotes
from registry.evaluation.model import State
from registry.evaluation.service import runtime
from registry.evaluation.view import EventFiguresOut, FalseAlarmsOut, LatencyOut, SetOut
from registry.leaderboard import service
from registry.leaderboard.service import Figure, Row

routes = deps.router("/leaderboard", tags=["leaderboard"])

Reader = Annotated[Scope, allow("algorithm.read")]


class EventTypeChoice(BaseModel):
    """An event type that something on the shelf raises."""

    event_type: str
    title_zh: str
    title_en: str


class LeaderOut(BaseModel):
    """One version's place."""

    rank: int | None
    """Null: not measured on this set."""
    tied: bool
    version_id: UUID
    algorithm_id: UUID
    title_zh: str
    title_en: str
    vendor_zh: str
    vendor_en: str
    version: str
    version_state: str
    remote: RemoteOut | None
    """Set where it runs outside the platform; such a version is not measured."""
    value: float | None
    """The figure it is ranked by."""
    interval: Interval | None
    """95 %."""
    figures: EventFiguresOut | None
    false_alarms: FalseAlarmsOut | None
    latency_ms: LatencyOut | None
    state: State | None
    """Of its evaluation on this set; null: there is none."""
    measured_at: datetime | None
    current: bool
    """Whether the figures hold for the runtime of today."""


class LeaderboardOut(BaseModel):
    """How the versions of one event type stand on one test set."""

    event_types: list[EventTypeChoice]
    event_type: str | None
    figure: Figure
    test_set: SetOut | None
    """Null: no set covers the event."""
    test_sets: list[SetOut]
    rows: list[LeaderOut]
    """The best first, then those that were not measured."""


class Asked(BaseModel):
    """Which event type, on which set, by which figure."""

    event_type: str | None
    test_set_id: UUID | None
    figure: Figure


def _asked(
    event_type: Annotated[str | None, Query(max_length=100, pattern=r"^[a-z][a-z0-9_.]*$")] = None,
    test_set_id: UUID | None = None,
    figure: Figure = "image_auc",
) -> Asked:
    """Read what is asked for; without an event type it is the first, without a set the newest in use."""
    return Asked(event_type=event_type, test_set_id=test_set_id, figure=figure)


AskedDep = Annotated[Asked, Depends(_asked)]


@routes.get("")
def show_leaderboard(session: SessionDep, scope: Reader, asked: AskedDep) -> LeaderboardOut:
    """How versions on the shelf stand; a version that was not measured is listed as such."""
    return _board(session, scope, asked)


@routes.get("/export", response_class=Response)
def export_leaderboard(
    request: Request, session: SessionDep, scope: Reader, asked: AskedDep
) -> Response:
    """The same as CSV."""
    found = _board(session, scope, asked)
    language = language_of(request.headers.get("accept-language"))
    name = f"leaderboard-{found.event_type or 'none'}-{found.figure}.csv"
    return csv_file(name, _cells(found, language))


def _board(session: Session, scope: Scope, asked: Asked) -> LeaderboardOut:
    types = service.event_types(session)
    wanted = asked.event_type or next(iter(sorted(types)), None)
    found = service.board(session, wanted, asked.test_set_id, asked.figure)
    outside = remotes(session, scope, [row.shelved.version for row in found.rows])
    return LeaderboardOut(
        event_types=[
            EventTypeChoice(event_type=name, title_zh=title.zh, title_en=title.en)
            for name, title in sorted(types.items())
        ],
        event_type=found.event_type,
        figure=asked.figure,
        test_set=SetOut.of(found.on) if found.on else None,
        test_sets=[SetOut.of(one) for one in found.choices],
        rows=[_leader(row, found.event_type or "", outside) for row in found.rows],
    )


def _leader(row: Row, event_type: str, outside: Mapping[UUID, RemoteOut]) -> LeaderOut:
    version, algorithm, vendor = row.shelved.version, row.shelved.algorithm, row.shelved.vendor
    done = row.evaluation
    figures = (done.figures if done else None) or {}
    measured = figures.get("events", {}).get(event_type)
    alarms = figures.get("false_alarms", {}).get(event_type)
    return LeaderOut(
        rank=row.rank,
        tied=row.tied,
        version_id=version.id,
        algorithm_id=algorithm.id,
        title_zh=algorithm.title_zh,
        title_en=algorithm.title_en,
        vendor_zh=vendor.name_zh,
        vendor_en=vendor.name_en,
        version=version.version,
        version_state=version.state,
        remote=outside.get(version.id),
        value=row.value,
        interval=row.interval,
        figures=EventFiguresOut.model_validate(measured) if measured else None,
        false_alarms=FalseAlarmsOut.model_validate(alarms) if alarms else None,
        latency_ms=LatencyOut.model_validate(figures["latency_ms"]) if figures else None,
        state=row.state,
        measured_at=done.finished_at if done else None,
        current=done is not None and done.runtime == runtime(),
    )


_HEADS = (
    Text("名次", "rank"),
    Text("并列", "tied"),
    Text("算法", "algorithm"),
    Text("厂商", "vendor"),
    Text("版本", "version"),
    Text("指标", "figure"),
    Text("数值", "value"),
    Text("95% 下限", "95 % from"),
    Text("95% 上限", "95 % to"),
    Text("图片数", "pictures"),
    Text("含该事件", "that show it"),
    Text("每小时误报", "false alarms per hour"),
    Text("单次观察（毫秒）", "one look (ms)"),
    Text("测试集", "test set"),
    Text("评测时间", "measured at"),
)
_YES = Text("是", "yes")
_UNMEASURED = Text("未评测", "not measured")


def _cells(found: LeaderboardOut, language: Language) -> list[list[str]]:
    on = f"{found.test_set.name} v{found.test_set.version}" if found.test_set else ""
    head = [one.said_in(language) for one in _HEADS]
    return [head, *(_line(row, found.figure, on, language) for row in found.rows)]


def _line(row: LeaderOut, figure: str, on: str, language: Language) -> list[str]:
    low, high = row.interval or (None, None)
    unmeasured = _UNMEASURED.said_in(language)
    return [
        unmeasured if row.rank is None else str(row.rank),
        _YES.said_in(language) if row.tied else "",
        Text(row.title_zh, row.title_en).said_in(language),
        Text(row.vendor_zh, row.vendor_en).said_in(language),
        row.version,
        figure,
        *map(_number, (row.value, low, high)),
        str(row.figures.pictures) if row.figures else "",
        str(row.figures.positives) if row.figures else "",
        _number(row.false_alarms.per_hour if row.false_alarms else None),
        str(row.latency_ms.median) if row.latency_ms else "",
        on,
        row.measured_at.isoformat() if row.measured_at else "",
    ]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
