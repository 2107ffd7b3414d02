"""Open311 GeoReport v2 under `/open311/v2`, in JSON and XML. Every call is signed in by a token of ours.

It has its own specification and so no place in our API's document.
"""

import math
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.open311 import service
from cases.open311.errors import RequestIncomplete
from cases.open311.route import Open311Route, answer, fields
from cases.open311.service import Posted, Sought
from core.http.deps import ClockDep, SessionDep, SettingsDep
from core.text import Text

PREFIX = "/open311/v2"
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
routes = APIRouter(prefix=PREFIX, route_class=Open311Route, include_in_schema=False)
Format = Literal["json", "xml"]
Reader = Annotated[Scope, allow("request.read")]
Poster = Annotated[Scope, allow("request.create")]
Listed = Annotated[str, Query(max_length=4000, pattern=r"^[^\x00-\x1f]*$")]
TEXT_MAX = 4000


@routes.get("/discovery.{form}")
def discovery(form: Format, scope: Reader, settings: SettingsDep) -> Response:
    """Tell where the endpoint is."""
    endpoint = {
        "specification": SPECIFICATION,
        "url": f"{settings.base_url}{PREFIX}",
        "changeset": "2026-11-26T00:00:00+08:00",
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    told: dict[str, Any] = {
        "changeset": endpoint["changeset"],
        "contact": settings.base_url,
        "key_service": f"{settings.base_url}/account",
        "endpoints": [endpoint],
    }
    return answer(form, "discovery", told)


@routes.get("/services.{form}")
def services(form: Format, scope: Reader, session: SessionDep) -> Response:
    """List the matters of the city as services."""
    return answer(form, "services", service.services(session, scope))


@routes.get("/services/{code}.{form}")
def definition(code: str, form: Format, scope: Reader, session: SessionDep) -> Response:
    """Tell which attributes a service asks for: none."""
    found = service.definition(session, scope, _plain(code))
    return answer(form, "service_definition", found)


@routes.get("/requests.{form}")
def requests(
    form: Format,
    scope: Reader,
    session: SessionDep,
    clock: ClockDep,
    service_request_id: Listed = "",
    service_code: Listed = "",
    start_date: Listed = "",
    end_date: Listed = "",
    status: Listed = "",
) -> Response:
    """List requests: the city's cases, and what was posted here."""
    sought = Sought(
        _split(service_request_id),
        _split(service_code),
        _instant("start_date", start_date),
        _instant("end_date", end_date),
        _statuses(status),
    )
    return answer(form, "service_requests", service.requests(session, scope, sought, clock.now()))


@routes.get("/requests/{number}.{form}")
def request(
    number: str, form: Format, scope: Reader, session: SessionDep, clock: ClockDep
) -> Response:
    """Return one request, in a list of one."""
    found = service.request(session, scope, _plain(number), clock.now())
    return answer(form, "service_requests", found)


@routes.post("/requests.{form}")
def post_request(
    form: Format,
    scope: Poster,
    session: SessionDep,
    settings: SettingsDep,
    clock: ClockDep,
    given: Annotated[dict[str, str], Depends(fields)],
) -> Response:
    """Take a request, with its service and its place; it becomes a case."""
    row = service.post(session, scope, _posted(given), settings, clock)
    made = {"service_request_id": row.number, "service_notice": _NOTICE, "account_id": None}
    return answer(form, "service_requests", [made], 201)


def _posted(given: dict[str, str]) -> Posted:
    latitude, longitude = _degrees(given, "lat", 90), _degrees(given, "long", 180)
    code, address = _text(given, "service_code"), _text(given, "address_string")
    address = address or _text(given, "address_id")
    if not code:
        raise RequestIncomplete(name="service_code", fault=_MISSING)
    if (latitude is None or longitude is None) and not address:
        raise RequestIncomplete(name="lat, long / address_string / address_id", fault=_MISSING)
    words = [_text(given, name) for name in ("description", "media_url")]
    return Posted(code, words[0], address, longitude, latitude, words[1])


_MISSING = Text("未填写", "it is missing")
_NOTICE = "已收到并转为案件。Received; it has become a case."


def _split(listed: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in listed.split(",") if one.strip())[: service.MOST]


def _statuses(listed: str) -> tuple[str, ...]:
    found = tuple(one.lower() for one in _split(listed))
    if not set(found) <= {"open", "closed"}:
        raise RequestIncomplete(name="status", fault=Text("应为 open、closed", "open or closed"))
    return found


def _instant(name: str, text: str) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.strip().replace(" ", "+"))
    except ValueError:
        found = datetime.min
    if found.tzinfo is None or not 1970 < found.year < 3000:
        fault = Text("应带时区，如 2026-11-22T08:15:30+08:00", "as in 2026-11-22T08:15:30+08:00")
        raise RequestIncomplete(name=name, fault=fault)
    return found


def _degrees(given: dict[str, str], name: str, most: float) -> float | None:
    text = given.get(name, "")
    if not text.strip():
        return None
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not -most <= found <= most:
        raise RequestIncomplete(name=name, fault=Text("不是有效的度数", "no degrees"))
    return found


def _text(given: dict[str, str], name: str) -> str:
    text = given.get(name, "").strip()
    is_clean = all(one.isprintable() or one in "\r\n\t" for one in text)
    if len(text) > TEXT_MAX or not is_clean:
        raise RequestIncomplete(
            name=name, fault=Text("过长或含非法字符", "too long, or odd characters")
        )
    return text


def _plain(text: str) -> str:
    """Return what can be looked for at all: a NUL would reach PostgreSQL, which takes none."""
    return text.replace("\0", "")[:200]
