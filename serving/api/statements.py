"""Monthly statements: what departments used of vendors' goods, as figures and as CSV."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.kpi.counting import Month
from core.errors import NotFound
from core.http.csv_file import csv_file
from core.http.deps import ClockDep, SessionDep, SettingsDep, router
from core.http.described import refuses
from core.text import Language, Text, language_of
from registry.metering.statements import Line
from serving.queries import statements
from serving.queries.statements import Statement

routes = router("/statements", tags=["statements"])
Reader = Annotated[Scope, allow("statement.read")]
MonthName = Annotated[str, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2026-11"])]
STATEMENT = Text("对账单", "statement")


class StatementLineOut(BaseModel):
    """What one department used of one algorithm in the month."""

    owner_id: UUID
    """The department."""
    department_zh: str
    department_en: str
    vendor_id: UUID
    vendor_zh: str
    vendor_en: str
    algorithm_id: UUID
    title_zh: str
    title_en: str
    camera_hours: float
    """Hours that its looks covered, all cameras together."""
    looks: int
    called: int
    """Frames of calls over the API."""
    inferences: int
    """Both."""
    confirmed: int
    """Events that people confirmed in the month."""
    auto_confirmed: int
    """Events that were confirmed without a person."""


class StatementOut(BaseModel):
    """A month, by department, vendor and algorithm."""

    month: str
    closed_at: datetime | None
    """Since when it does not change any more; null: it is counted anew each time it is asked for."""
    months: list[str]
    """Those that have a statement, the present one first."""
    lines: list[StatementLineOut]


def _month(
    session: SessionDep, clock: ClockDep, settings: SettingsDep, month: MonthName | None = None
) -> tuple[Month, Sequence[Month]]:
    """Read the month, without one the present; raises `NotFound` for one that has no statement."""
    known = statements.months(session, clock.now(), settings)
    if month is None:
        return known[0], known
    wanted = date.fromisoformat(f"{month}-01")
    found = next((one for one in known if one.first == wanted), None)
    if found is None:
        raise NotFound(kind=STATEMENT, id=month)
    return found, known


MonthDep = Annotated[tuple[Month, Sequence[Month]], Depends(_month)]


@routes.get("")
@refuses(404)
def show_statement(session: SessionDep, scope: Reader, asked: MonthDep) -> StatementOut:
    """Return what was used in a month of goods of one's own, or by departments of one's own."""
    month, known = asked
    found = statements.statement(session, scope, month)
    return StatementOut(
        month=f"{found.month:%Y-%m}",
        closed_at=found.closed_at,
        months=[f"{one.first:%Y-%m}" for one in known],
        lines=[_out(one) for one in found.lines],
    )


@routes.get("/export", response_class=Response)
@refuses(404)
def export_statement(
    request: Request, session: SessionDep, scope: Reader, asked: MonthDep
) -> Response:
    """Return the same as CSV."""
    language = language_of(request.headers.get("accept-language"))
    found = statements.statement(session, scope, asked[0])
    name = f"statement-{asked[0].first:%Y-%m}.csv"
    return csv_file(name, _cells(found, language))


def _out(one: Line) -> StatementLineOut:
    named = {
        f"{field}_{language}": one.names[of][language]
        for field, of in (
            ("department", "department"),
            ("vendor", "vendor"),
            ("title", "algorithm"),
        )
        for language in ("zh", "en")
    }
    counts = {
        name: getattr(one, name) for name in ("looks", "called", "confirmed", "auto_confirmed")
    }
    ids = {name: getattr(one, name) for name in ("owner_id", "vendor_id", "algorithm_id")}
    return StatementLineOut(
        **named,
        **ids,
        **counts,
        camera_hours=one.camera_s / 3600,
        inferences=one.looks + one.called,
    )


_HEADS = (
    Text("月份", "month"),
    Text("部门", "department"),
    Text("厂商", "vendor"),
    Text("算法", "algorithm"),
    Text("路·小时", "camera-hours"),
    Text("分析次数", "looks"),
    Text("接口调用帧数", "frames called"),
    Text("推理次数", "inferences"),
    Text("人工确认事件", "events confirmed by people"),
    Text("自动确认事件", "events confirmed automatically"),
    Text("状态", "state"),
)
_CLOSED = Text("已关账", "closed")
_OPEN = Text("未关账", "not closed")


def _cells(found: Statement, language: Language) -> Iterator[Sequence[str]]:
    yield [one.said_in(language) for one in _HEADS]
    state = (_OPEN if found.closed_at is None else _CLOSED).said_in(language)
    for one in found.lines:
        named = (one.names[of][language] for of in ("department", "vendor", "algorithm"))
        counts = (one.looks, one.called, one.looks + one.called, one.confirmed, one.auto_confirmed)
        hours = f"{one.camera_s / 3600:.2f}"
        yield [f"{found.month:%Y-%m}", *named, hours, *map(str, counts), state]
