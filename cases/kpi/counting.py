"""Counting a city's month from the steps and the clocks of its cases, in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from cases.clocks.clock import LATE
from cases.kpi.model import KpiMonth
from cases.kpi.scheme import Scheme
from core.ids import uuid7

DISPATCHED = ("dispatched", "handling", "handled", "closed")
"""States of a case that has left the centre; a case closed by an outside system may skip some."""
DONE = ("handled", "closed")
"""States of a case that its unit is done with."""
BACK = ("dispatched", "handling")
"""States a case that was done with is sent back to."""

_COUNT = text(
    f"""
WITH filed AS (
    SELECT c.id, c.owner_id, c.event_id, c.unit_id, c.state, c.filed_at
    FROM cases c JOIN organizations o ON o.id = c.owner_id
    WHERE c.filed_at >= :since AND c.filed_at < :until AND starts_with(o.path, :path)
),
taken AS (
    SELECT s.case_id,
        bool_or(s.to_state = ANY(:dispatched)) AS dispatched,
        bool_or(s.from_state = ANY(:done) AND s.to_state = ANY(:back)) AS sent_back
    FROM filed c JOIN case_steps s ON s.case_id = c.id GROUP BY s.case_id
),
late AS (
    SELECT k.case_id, bool_or(kind = 'intake') AS intake, bool_or(kind = 'dispatch') AS dispatch,
        bool_or(kind = 'handle' AND k.unit_id IS NOT DISTINCT FROM c.unit_id) AS handle,
        bool_or(kind = 'check') AS "check", bool_or(kind = 'whole') AS whole
    FROM filed c JOIN case_clocks k ON k.case_id = c.id WHERE {LATE} GROUP BY k.case_id
),
one AS (
    SELECT c.owner_id, a.unit_id, a.district, e.algorithm_id,
        CASE WHEN e.id IS NULL THEN NOT coalesce(l.intake, false)
            ELSE coalesce(e.judged_at, c.filed_at) - e.opened_at <= :verify END AS verified_in_time,
        c.state = 'void' AS void, c.state = 'closed' AS closed, c.state = ANY(:done) AS done,
        coalesce(t.dispatched, false) AS dispatched, coalesce(t.sent_back, false) AS sent_back,
        coalesce(l.intake, false) AS late_intake, coalesce(l.dispatch, false) AS late_dispatch,
        coalesce(l.handle, false) AS late_handle, coalesce(l.check, false) AS late_check,
        coalesce(l.whole, false) AS late_whole
    FROM filed c
    LEFT JOIN taken t ON t.case_id = c.id
    LEFT JOIN late l ON l.case_id = c.id
    LEFT JOIN events e ON e.id = c.event_id
    LEFT JOIN case_assignments a ON a.case_id = c.id
)
SELECT owner_id, unit_id, district, algorithm_id,
        count(*) AS reported,
        count(*) FILTER (WHERE verified_in_time) AS verified_in_time,
        count(*) AS filed,
        count(*) FILTER (WHERE NOT late_intake) AS filed_in_time,
        count(*) FILTER (WHERE void) AS void,
        count(*) FILTER (WHERE dispatched OR NOT void AND late_dispatch) AS to_dispatch,
        count(*) FILTER (WHERE dispatched AND NOT late_dispatch) AS dispatched_in_time,
        count(*) FILTER (WHERE NOT void AND (done OR late_handle)) AS to_handle,
        count(*) FILTER (WHERE done) AS handled,
        count(*) FILTER (WHERE done AND NOT late_handle) AS handled_in_time,
        count(*) FILTER (WHERE closed OR done AND late_check) AS to_check,
        count(*) FILTER (WHERE closed AND NOT late_check) AS checked_in_time,
        count(*) FILTER (WHERE closed OR NOT void AND late_whole) AS to_close,
        count(*) FILTER (WHERE closed) AS closed,
        count(*) FILTER (WHERE closed AND NOT late_whole) AS closed_in_time,
        count(*) FILTER (WHERE sent_back AND (closed OR NOT void AND late_whole)) AS reworked,
        count(*) FILTER (WHERE NOT closed AND NOT void) AS open
    FROM one GROUP BY owner_id, unit_id, district, algorithm_id
    UNION ALL
    SELECT e.owner_id, NULL, NULL, e.algorithm_id, count(*),
        count(*) FILTER (WHERE e.judged_at - e.opened_at <= :verify),
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    FROM events e
    JOIN organizations o ON o.id = e.owner_id
    WHERE e.review = 'rejected' AND e.opened_at >= :since AND e.opened_at < :until
        AND starts_with(o.path, :path)
    GROUP BY e.owner_id, e.algorithm_id
    UNION ALL
    SELECT c.owner_id, NULL, NULL, NULL, count(*),
        count(*) FILTER (WHERE NOT EXISTS (
            SELECT FROM case_clocks k WHERE k.case_id = c.id AND kind = 'intake' AND {LATE})),
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    FROM cases c
    JOIN organizations o ON o.id = c.owner_id
    WHERE c.filed_at IS NULL AND c.state = 'void'
        AND c.reported_at >= :since AND c.reported_at < :until AND starts_with(o.path, :path)
    GROUP BY c.owner_id
    """  # nosec B608  # noqa: S608 - a predicate of ours
)
"""A stage of a case is late where a clock of it is; of handling those of the unit that has the case."""
_DELETE = text(
    "DELETE FROM kpi_months k USING organizations o"
    " WHERE o.id = k.owner_id AND k.month = :month AND starts_with(o.path, :path)"
)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the city's calendar."""

    first: date
    zone: ZoneInfo

    @classmethod
    def at(cls, instant: datetime, zone: ZoneInfo) -> "Month":
        """Return the month an instant is in."""
        return cls(instant.astimezone(zone).date().replace(day=1), zone)

    @property
    def following(self) -> "Month":
        """The month after."""
        year, month = divmod(self.first.year * 12 + self.first.month, 12)
        return Month(date(year, month + 1, 1), self.zone)

    @property
    def begins(self) -> datetime:
        """Its first instant."""
        return datetime.combine(self.first, time(), self.zone).astimezone(UTC)


def count(session: Session, city: Organization, month: Month, scheme: Scheme, now: datetime) -> int:
    """Count a city's month anew, as it is at an instant; return how many of its cases are open.

    It reads for seconds before it writes: a transaction that has written holds up the feed of changes.
    """
    told: Mapping[str, Any] = {
        "since": month.begins,
        "until": month.following.begins,
        "now": now,
        "dispatched": [*DISPATCHED],
        "done": [*DONE],
        "back": [*BACK],
        "verify": timedelta(hours=scheme.verify_h),
    }
    found = session.execute(_COUNT, {**told, "path": city.path}).mappings()
    rows = [{**row, "id": uuid7(), "month": month.first} for row in found]
    session.execute(_DELETE, {"month": month.first, "path": city.path})
    if rows:
        session.execute(insert(KpiMonth), rows)
    return sum(row["open"] for row in rows)
