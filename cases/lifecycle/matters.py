"""The city's dictionary: which code a case of an event type gets. The rows rule, the file only seeds."""

import csv
from pathlib import Path
from uuid import UUID

from sqlalchemy import exists, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from cases.lifecycle.model import Matter
from core.ids import uuid7

SEED = Path(__file__).with_name("matters.csv")


def seed_unless_any(session: Session, city_id: UUID) -> None:
    """Give a city without a single entry the standard's codes for our event types."""
    if session.scalar(select(exists().where(Matter.owner_id == city_id))):
        return
    rows = [{**line, "id": uuid7(), "owner_id": city_id} for line in _standard()]
    session.execute(insert(Matter).values(rows).on_conflict_do_nothing())


def matter_of(session: Session, owner_id: UUID, event_type: str) -> Matter | None:
    """Return the entry for an event type of an owner, nearest first; a city without any is seeded."""
    path = session.scalars(select(Organization.path).filter_by(id=owner_id)).one()
    above = literal(path).startswith(Organization.path)
    for city_id in session.scalars(select(Organization.id).where(above).filter_by(kind="city")):
        seed_unless_any(session, city_id)
    return _nearest(session, path, event_type)


def _standard() -> list[dict[str, str | None]]:
    with SEED.open(encoding="utf-8", newline="") as file:
        return [
            {name: value or None for name, value in line.items()} for line in csv.DictReader(file)
        ]


def _nearest(session: Session, path: str, event_type: str) -> Matter | None:
    family = event_type.split(".")[0]
    return session.scalar(
        select(Matter)
        .join(Organization, Organization.id == Matter.owner_id)
        .where(
            literal(path).startswith(Organization.path),
            Matter.event_type.in_([event_type, family]),
        )
        .order_by(func.length(Organization.path).desc(), (Matter.event_type == event_type).desc())
        .limit(1)
    )
