"""Counting a city's month from the steps of its cases, in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from cases.kpi.counts import STEPS
from cases.kpi.model import KpiMonth
from cases.kpi.scheme import Scheme
from core.ids import uuid7

DISPATCHED = ("dispatched", "handling", "handled", "checking", "closed")
"""States of a case that has left the centre; a case closed by an outside system may skip some."""
DONE = ("handled", "checking", "closed")
"""States of a case that its unit is done with."""
BACK = ("dispatched", "handling")
"""States a case that was done with is sent back to."""

_COUNT = text(
    """
WITH taken AS (
    SELECT s.case_id,
        min(s.at) FILTER (WHERE s.to_state = ANY(:dispatched)) AS dispatched_at,
        max(s.at) FILTER (
            WHERE s.to_state = ANY(:done) AND NOT coalesce(s.from_state, '') = ANY(:done)
        ) AS done_at,
        max(s.at) FILTER (WHERE s.to_state = 'closed' AND s.from_state <> 'closed') AS closed_at,
        coalesce(bool_or(s.from_state = ANY(:done) AND s.to_state = ANY(:back)), false) AS sent_back
    FROM cases c
    JOIN case_steps s ON s.case_id = c.id
    JOIN organizations o ON o.id = c.owner_id
    WHERE c.filed_at >= :since AND c.filed_at < :until AND starts_with(o.path, :path)
    GROUP BY s.case_id
),
one AS (
    SELECT c.owner_id, a.unit_id, a.district, e.algorithm_id, c.filed_at, e.opened_at,
        coalesce(e.judged_at, c.filed_at) AS judged_at,
        t.dispatched_at, t.closed_at, t.sent_back,
        CASE WHEN c.state = ANY(:done) THEN t.done_at END AS done_at,
        c.state = 'void' AS void, c.state = 'closed' AS closed
    FROM taken t
    JOIN cases c ON c.id = t.case_id
    JOIN events e ON e.id = c.event_id
    LEFT JOIN case_assignments a ON a.case_id = c.id
)
SELECT owner_id, unit_id, district, algorithm_id,
        count(*) AS reported,
        count(*) FILTER (WHERE judged_at - opened_at <= :verify) AS verified_in_time,
        count(*) AS filed,
        count(*) FILTER (WHERE filed_at - judged_at <= :file) AS filed_in_time,
        count(*) FILTER (WHERE void) AS void,
        count(*) FILTER (WHERE dispatched_at IS NOT NULL OR NOT void AND :now > filed_at + :dispatch)
            AS to_dispatch,
        count(*) FILTER (WHERE dispatched_at - filed_at <= :dispatch) AS dispatched_in_time,
        count(*) FILTER (WHERE NOT void AND dispatched_at IS NOT NULL
            AND (done_at IS NOT NULL OR :now > dispatched_at + :handle)) AS to_handle,
        count(*) FILTER (WHERE NOT void AND done_at IS NOT NULL) AS handled,
        count(*) FILTER (WHERE NOT void AND done_at - dispatched_at <= :handle) AS handled_in_time,
        count(*) FILTER (WHERE NOT void AND done_at IS NOT NULL
            AND (closed OR :now > done_at + :check)) AS to_check,
        count(*) FILTER (WHERE closed AND closed_at - done_at <= :check) AS checked_in_time,
        count(*) FILTER (WHERE closed OR NOT void AND :now > filed_at + :close) AS to_close,
        count(*) FILTER (WHERE closed) AS closed,
        count(*) FILTER (WHERE closed AND closed_at - filed_at <= :close) AS closed_in_time,
        count(*) FILTER (WHERE sent_back AND (closed OR NOT void AND :now > filed_at + :close))
            AS reworked,
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
    """
)
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
    }
    limits = {step: timedelta(hours=scheme.limits_h[step]) for step in STEPS}
    found = session.execute(_COUNT, {**told, **limits, "path": city.path}).mappings()
    rows = [{**row, "id": uuid7(), "month": month.first} for row in found]
    session.execute(_DELETE, {"month": month.first, "path": city.path})
    if rows:
        session.execute(insert(KpiMonth), rows)
    return sum(row["open"] for row in rows)
