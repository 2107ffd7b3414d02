"""What the notebooks share: asking the city's API, tables, and a chart of shares with their intervals.

`ALGOMART_URL` and `ALGOMART_TOKEN` say which city, and who asks; `MONTH` (2026-11) which month is looked at,
by itself the present one.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from IPython.display import HTML, SVG, display

API = httpx.Client(
    base_url=os.environ["ALGOMART_URL"].rstrip("/") + "/api/v1",
    headers={"authorization": f"Bearer {os.environ['ALGOMART_TOKEN']}", "accept-language": "en"},
    timeout=60,
)


def ask(method: str, path: str, **more: Any) -> Any:
    """Return what the API answers; a refusal ends the notebook with its own words."""
    answer = API.request(method, path, **more)
    if answer.is_error:
        raise RuntimeError(answer.json().get("detail", answer.text))
    return answer.json()


def get(path: str, **params: Any) -> Any:
    """Return what is at a path."""
    return ask("GET", path, params=params)


ME = get("/session")
"""Who asks, and whose he is."""
ZONE = ZoneInfo(ME["settings"]["timezone"])
MONTH = os.environ.get("MONTH", f"{datetime.now(ZONE):%Y-%m}")
_YEAR, _NUMBER = map(int, MONTH.split("-"))
SINCE = datetime(_YEAR, _NUMBER, 1, tzinfo=ZONE)
UNTIL = datetime(_YEAR + _NUMBER // 12, _NUMBER % 12 + 1, 1, tzinfo=ZONE)
WHEN = {"since": SINCE.isoformat(), "until": UNTIL.isoformat()}
"""The month, as the API is asked for it."""


def every(path: str, **params: Any) -> Iterator[Any]:
    """Yield all of a list, page by page."""
    cursor = None
    while True:
        page = get(path, limit=200, **params, **({"cursor": cursor} if cursor else {}))
        yield from page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return


def percent(share: float | None) -> str:
    """Return a share in per cent, or a dash."""
    return "–" if share is None else f"{share:.1%}"


def between(interval: Sequence[float | None] | None) -> str:
    """Return an interval of shares in per cent, or a dash."""
    return "–" if not interval or None in interval else " to ".join(map(percent, interval))


def table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """Show rows as a table."""
    lines = ["".join(f"<td>{escape(str(one))}</td>" for one in row) for row in rows]
    titles = "".join(f"<th>{escape(one)}</th>" for one in head)
    body = "".join(f"<tr>{one}</tr>" for one in lines)
    display(HTML(f"<table><tr>{titles}</tr>{body}</table>"))


def chart(rows: Sequence[tuple[str, float | None, Sequence[float | None] | None]]) -> None:
    """Show shares as bars from 0 to 100 %, each with its name and the interval it lies in, if known."""
    bars = "".join(_bar(at, *row) for at, row in enumerate(rows))
    size = f'width="720" height="{30 * len(rows) + 4}"'
    display(SVG(f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-size="13">{bars}</svg>'))


def _bar(at: int, name: str, share: float | None, interval: Sequence[float | None] | None) -> str:
    top, left, wide = 30 * at + 4, 260, 380
    said = f'<text x="0" y="{top + 16}">{escape(name)}</text>'
    if share is None:
        return said + f'<text x="{left}" y="{top + 16}">–</text>'
    bar = f'<rect x="{left}" y="{top}" width="{wide * share:.1f}" height="22" fill="#9ec5e8"/>'
    told = f'<text x="{left + wide + 12}" y="{top + 16}">{percent(share)}</text>'
    low, high = interval or (None, None)
    if low is None or high is None:
        return said + bar + told
    ends = f"M{left + wide * low:.1f} {top + 11}H{left + wide * high:.1f}"
    return said + bar + f'<path d="{ends}" stroke="#1f2933" stroke-width="2"/>' + told
