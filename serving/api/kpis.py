"""Key figures of cases, by unit, district, algorithm or month, and as CSV."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from accounts.api.deps import allow
from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.organizations.service import city_of
from accounts.scope import Scope
from cases.kpi import scheme, service
from cases.kpi.counting import Month
from cases.kpi.counts import COUNT_NAMES, COUNTS, RATE_NAMES, By, Counts, rates, score
from cases.kpi.errors import MonthsInvalid
from core.http.csv_file import csv_file
from core.http.deps import ClockDep, ServicesDep, SessionDep, SettingsDep, router
from core.text import Language, Text, language_of
from serving.queries.kpis import names

routes = router("/kpis", tags=["kpis"])
MONTHS_MAX = 36
TOTAL = Text("合计", "total")
_NOBODY: Mapping[By, Text] = {
    "unit": Text("未指定单位", "no unit yet"),
    "district": Text("不在任何区内", "in no district"),
    "algorithm": Text("摄像机自身或外部诉求", "cameras themselves, or requests"),
    "month": Text("–", "–"),
}
_KEYS: Mapping[By, Text] = {
    "unit": Text("责任单位", "unit"),
    "district": Text("区", "district"),
    "algorithm": Text("算法", "algorithm"),
    "month": Text("月份", "month"),
}
_SCORE = Text("综合得分", "score")
MonthName = Annotated[str, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2026-11"])]


class KpiOut(BaseModel):
    """The figures of one unit, district, algorithm or month."""

    about: str | None
    """Id, code of the district, or month (YYYY-MM); null: none of them."""
    name_zh: str
    name_en: str
    counts: dict[str, int]
    rates: dict[str, float | None]
    """0 to 1; null: nothing was due."""
    score: float | None
    """The weighted mean, 0 to 100."""


class KpiReport(BaseModel):
    """Figures of some months, the most cases first, or month by month."""

    since: str
    until: str
    counted_at: datetime | None
    """As of when; null: nothing was counted yet."""
    weights: dict[str, float]
    verify_h: float
    """How long a verdict may take; all else is judged by the clocks of the cases."""
    total: KpiOut
    rows: list[KpiOut]


class Asked(BaseModel):
    """Figures by what, of which months."""

    by: By
    since: date
    until: date


def _asked(
    clock: ClockDep,
    settings: SettingsDep,
    by: By = "unit",
    since: MonthName | None = None,
    until: MonthName | None = None,
) -> Asked:
    """Read the months; without any it is the present one, without the last one the first alone."""
    this = Month.at(clock.now(), settings.zone).first
    first = date.fromisoformat(f"{since}-01") if since else None
    last = date.fromisoformat(f"{until}-01") if until else None
    first, last = first or last or this, last or first or this
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if not 1 <= months <= MONTHS_MAX:
        raise MonthsInvalid(most=MONTHS_MAX)
    return Asked(by=by, since=first, until=last)


AskedDep = Annotated[Asked, Depends(_asked)]


@routes.get("")
def show_kpis(
    session: SessionDep, scope: Annotated[Scope, allow("kpi.read")], asked: AskedDep
) -> KpiReport:
    """Return key figures of the cases filed in some months, counted from their steps."""
    return _report(session, scope, asked)


@routes.get("/export", response_class=Response)
def export_kpis(
    request: Request,
    session: SessionDep,
    services: ServicesDep,
    scope: Annotated[Scope, allow("kpi.export")],
    asked: AskedDep,
) -> Response:
    """Return the same as CSV; the export is audited."""
    own = session.get_one(Organization, scope.user.organization_id)
    told = asked.model_dump(mode="json")
    record(session, scope, "kpi.export", own, after=told, clock=services.clock)
    found = _report(session, scope, asked)
    language = language_of(request.headers.get("accept-language"))
    name = f"kpis-by-{asked.by}-{found.since}-{found.until}.csv"
    return csv_file(name, _cells(asked.by, found, language))


def _report(session: Session, scope: Scope, asked: Asked) -> KpiReport:
    counts = scheme.of(session, city_of(session, scope.user.organization_path))
    weights = counts.weights.get(asked.by, {})
    found = service.figures(session, scope, asked.by, asked.since, asked.until)
    called = names(session, scope, asked.by, [one.key for one in found if one.key is not None])
    rows = [
        _one(_about(one.key), _name(asked.by, one.key, called), one.counts, weights)
        for one in found
    ]
    whole = service.total(session, scope, asked.since, asked.until)
    return KpiReport(
        since=f"{asked.since:%Y-%m}",
        until=f"{asked.until:%Y-%m}",
        counted_at=service.counted_at(session, asked.since, asked.until),
        weights=dict(weights),
        verify_h=counts.verify_h,
        total=_one(None, TOTAL, whole, weights),
        rows=rows,
    )


def _about(key: Any) -> str | None:
    if isinstance(key, date):
        return f"{key:%Y-%m}"
    return str(key) if isinstance(key, str | UUID) else None


def _name(by: By, key: Any, called: Mapping[Any, Text]) -> Text:
    if key is None:
        return _NOBODY[by]
    plain = _about(key) or ""
    return called.get(key) or Text(plain, plain)


def _one(about: str | None, name: Text, found: Counts, weights: Mapping[str, float]) -> KpiOut:
    shares = rates(found)
    return KpiOut(
        about=about,
        name_zh=name.zh,
        name_en=name.en,
        counts={one: getattr(found, one) for one in COUNTS},
        rates=shares,
        score=score(shares, weights),
    )


def _cells(by: By, found: KpiReport, language: Language) -> Iterator[Sequence[str]]:
    head = [_KEYS[by], *COUNT_NAMES.values(), *RATE_NAMES.values(), _SCORE]
    yield [text.said_in(language) for text in head]
    for row in [*found.rows, found.total]:
        yield _row(row, language)


def _row(row: KpiOut, language: Language) -> list[str]:
    shares = ["" if one is None else f"{one:.4f}" for one in row.rates.values()]
    name = Text(row.name_zh, row.name_en).said_in(language)
    score = "" if row.score is None else f"{row.score:.2f}"
    return [name, *map(str, row.counts.values()), *shares, score]
