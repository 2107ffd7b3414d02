"""Reconciliation: what was filed, what each receiver acknowledged of it, and what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, literal_column, select
from sqlalchemy.orm import Session, aliased

from accounts.organizations.model import Organization
from cases.lifecycle.model import Case
from cases.outbox.model import Delivery
from cases.sinks.model import Sink

NAMED = 20
"""So many of what is missing are named; all are counted."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A case that a receiver has not acknowledged, and how far it is."""

    number: str
    state: str
    error: str | None


@dataclass(frozen=True, slots=True)
class Account:
    """One receiver's account over the period."""

    sink_id: UUID
    name: str
    kind: str
    enabled: bool
    owed: int
    """Cases filed below its organization since it was made."""
    acknowledged: int
    """Cases whose every message it took."""
    messages: Mapping[str, int]
    """Messages by state."""
    unwritten: int
    """Cases no message was written for: it was switched off when they were filed."""
    missing: Sequence[Missing] = field(default_factory=tuple)
    """Of what it has not acknowledged, the oldest."""

    @property
    def is_even(self) -> bool:
        """Whether everything that is owed was acknowledged."""
        return self.acknowledged == self.owed


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """All receivers' accounts."""

    since: datetime
    until: datetime
    filed: int
    accounts: Sequence[Account]

    @property
    def is_even(self) -> bool:
        """Whether nothing is missing anywhere."""
        return all(one.is_even for one in self.accounts)

    def plain(self) -> dict[str, Any]:
        """Return the report for machines."""
        return {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "filed": self.filed,
            "even": self.is_even,
            "receivers": [_plain(one) for one in self.accounts],
        }


def reconcile(session: Session, since: datetime, until: datetime) -> Reconciliation:
    """Compare what was filed from `since` on and before `until` with what every receiver took."""
    period = (Case.filed_at >= since) & (Case.filed_at < until)
    filed = session.scalar(select(func.count()).select_from(Case).where(period)) or 0
    sinks = select(Sink, Organization.path).join(Organization, Organization.id == Sink.owner_id)
    rows = session.execute(sinks.where(Sink.removed_at.is_(None)).order_by(Sink.created_at))
    accounts = [_account(session, sink, path, since, until) for sink, path in rows]
    return Reconciliation(since, until, filed, accounts)


def _account(session: Session, sink: Sink, path: str, since: datetime, until: datetime) -> Account:
    owner = aliased(Organization)
    owed = (
        select(Case.id)
        .join(owner, owner.id == Case.owner_id)
        .where(
            owner.path.startswith(path),
            Case.filed_at >= max(since, sink.created_at),
            Case.filed_at < until,
        )
        .cte("owed")
    )
    ours = and_(Delivery.case_id == owed.c.id, Delivery.sink_id == sink.id)
    written = exists().where(ours)
    open_ = exists().where(ours, Delivery.state != "delivered")
    counted = select(
        func.count(),
        func.count().filter(written & ~open_),
        func.count().filter(~written),
    ).select_from(owed)
    total, acknowledged, unwritten = session.execute(counted).one()
    states = select(Delivery.state, func.count()).join(owed, ours).group_by(Delivery.state)
    return Account(
        sink.id,
        sink.name,
        sink.kind,
        sink.enabled,
        total,
        acknowledged,
        {state: count for state, count in session.execute(states)},
        unwritten,
        _missing(session, sink, owed),
    )


def _missing(session: Session, sink: Sink, owed: Any) -> Sequence[Missing]:
    unwritten: ColumnElement[str] = literal_column("'unwritten'")
    first = (
        select(
            Case.number,
            func.coalesce(Delivery.state, unwritten),
            Delivery.last_error,
        )
        .join(owed, owed.c.id == Case.id)
        .outerjoin(Delivery, and_(Delivery.case_id == Case.id, Delivery.sink_id == sink.id))
        .where(func.coalesce(Delivery.state, unwritten) != "delivered")
        .order_by(Case.filed_at, Case.id, Delivery.sequence)
        .limit(NAMED)
    )
    return [Missing(*row) for row in session.execute(first)]


def _plain(one: Account) -> dict[str, Any]:
    missing = [
        {"case": each.number, "state": each.state, "error": each.error} for each in one.missing
    ]
    return {
        "sink_id": str(one.sink_id),
        "name": one.name,
        "kind": one.kind,
        "enabled": one.enabled,
        "owed": one.owed,
        "acknowledged": one.acknowledged,
        "unwritten": one.unwritten,
        "messages": dict(one.messages),
        "missing": missing,
    }
