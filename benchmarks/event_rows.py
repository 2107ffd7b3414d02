"""A city's events in bulk: cameras, goods, and events with their verdicts, by COPY."""

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from cases.events.rank import rank_at
from core.ids import uuid7
from registry.catalogue.model import Algorithm, Version

CAMERAS = 20_000
WAITING = 10
"""One of so many events waits: the newest ones mostly."""
DAYS = 90
KINDS = (
    ("fire.smoke", "critical", 0.03),
    ("water.logging", "major", 0.22),
    ("litter.spill", "minor", 0.45),
    ("vehicle.muck", "minor", 0.30),
)
"""Event type, severity, and its share of all events."""
DISTRICTS = ("370202", "370203", "370211", "370212", "370213", "370214")
_INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'events' AND indexname NOT LIKE 'pk%'
    """
_VERDICTS = """
    INSERT INTO verdicts (id, owner_id, event_id, version_id, user_id, verdict, reason, at,
        effective_at, settled_at)
    SELECT gen_random_uuid(), owner_id, id, version_id, %(judge)s,
        CASE review WHEN 'confirmed' THEN 'confirm' ELSE 'reject' END,
        CASE review WHEN 'rejected' THEN 'reflection' END, judged_at, judged_at, judged_at
    FROM events WHERE review <> 'waiting'
    """
_DETECTIONS = json.dumps(
    [
        {
            "label": "thing",
            "score": 0.8,
            "box": [0.31, 0.42, 0.48, 0.66],
            "polygon": None,
            "attributes": {},
        }
    ]
)
_RULE = json.dumps({"k": 2, "n": 3, "labels": ["thing"], "threshold": 0.5, "cooldown_s": 60})


@dataclass(frozen=True, slots=True)
class Place:
    """A camera: whose, and where."""

    id: UUID
    owner_id: UUID
    longitude: float
    latitude: float


def goods(session: Session, vendor: Organization) -> list[tuple[UUID, UUID]]:
    """Put one algorithm for each kind of event on the shelf; return its id and its version's."""
    now, made = datetime.now(UTC), []
    for event_type, _, _ in KINDS:
        algorithm = Algorithm(
            id=uuid7(),
            owner_id=vendor.id,
            slug=event_type.replace(".", "-"),
            title_zh=event_type,
            title_en=event_type,
            summary_zh="",
            summary_en="",
            created_at=now,
        )
        session.add(algorithm)
        session.flush()
        version = Version(
            id=uuid7(),
            owner_id=vendor.id,
            algorithm_id=algorithm.id,
            version="1.0.0",
            state="published",
            digest=uuid7().hex * 2,
            model_digest=uuid7().hex * 2,
            size=1,
            manifest={},
            readme="",
            files={},
            gate={},
            created_at=now,
        )
        session.add(version)
        session.flush()
        made.append((algorithm.id, version.id))
    return made


def cameras(connection: psycopg.Connection[Any], owners: Sequence[UUID]) -> list[Place]:
    """Stand the city's cameras around it; return them."""
    chance, now, made = random.Random(1), datetime.now(UTC), []
    columns = (
        "id, owner_id, name_zh, name_en, url_sealed, url_masked, place, region, longitude, latitude,"
        " created_at, state_since"
    )
    with connection.cursor().copy(f"COPY cameras ({columns}) FROM STDIN") as copy:
        for number in range(CAMERAS):
            one = Place(
                uuid7(),
                owners[number % len(owners)],
                chance.gauss(120.35, 0.12),
                chance.gauss(36.12, 0.1),
            )
            made.append(one)
            copy.write_row(
                (
                    one.id,
                    one.owner_id,
                    f"路口 {number}",
                    f"Crossing {number}",
                    b"",
                    f"rtsp://***@10.0.0.1/{number}",
                    f"{number} 号杆",
                    DISTRICTS[number % len(DISTRICTS)],
                    one.longitude,
                    one.latitude,
                    now,
                    now,
                )
            )
    return made


def events(
    connection: psycopg.Connection[Any],
    places: Sequence[Place],
    shelf: Sequence[tuple[UUID, UUID]],
    judge: UUID,
    count: int,
    waiting: int | None = None,
) -> None:
    """Write so many events of the last months, the newest waiting, the others judged and settled."""
    waits = count // WAITING if waiting is None else waiting
    columns = (
        "id, owner_id, watcher_id, camera_id, algorithm_id, version_id, event_type, title_zh, title_en,"
        " severity, incident_key, rule, detections, score, looks, width, height, place, longitude,"
        " latitude, opened_at, updated_at, ended_at, review, wants, rank_at, claimed_at, judged_at,"
        " incident_id"
    )
    with _indexed_afterwards(connection):
        with connection.cursor().copy(f"COPY events ({columns}) FROM STDIN") as copy:
            for row in _events(places, shelf, count, waits):
                copy.write_row(row)
        connection.execute(_VERDICTS, {"judge": judge})


@contextmanager
def _indexed_afterwards(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Build the indexes of events anew after the block: many times quicker than row by row."""
    found = connection.execute(_INDEXES).fetchall()
    for name, _ in found:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    for _, made in found:
        connection.execute(made.encode())


def _events(
    places: Sequence[Place], shelf: Sequence[tuple[UUID, UUID]], count: int, waiting: int
) -> Iterator[tuple[object, ...]]:
    chance, now = random.Random(2), datetime.now(UTC)
    step = timedelta(days=DAYS) / count
    kinds, shares = [*range(len(KINDS))], [one[2] for one in KINDS]
    for number in range(count):
        place, kind = chance.choice(places), chance.choices(kinds, shares)[0]
        event_type, severity, _ = KINDS[kind]
        opened_at, score = now - step * (count - number), round(chance.uniform(0.5, 0.99), 3)
        waits = number >= count - waiting
        review = "waiting" if waits else "confirmed" if chance.random() < 0.7 else "rejected"
        claimed_at = None if waits else opened_at + timedelta(seconds=chance.expovariate(1 / 90))
        judged_at = (
            None if claimed_at is None else claimed_at + timedelta(seconds=chance.random() * 9)
        )
        is_open = number >= count - 2000
        event_id, algorithm = uuid7(int(opened_at.timestamp() * 1000)), shelf[kind]
        yield (
            event_id,
            place.owner_id,
            place.id if not is_open else uuid7(),
            place.id,
            *algorithm,
            event_type,
            event_type,
            event_type,
            severity,
            event_type,
            _RULE,
            _DETECTIONS,
            score,
            3,
            1920,
            1080,
            "",
            place.longitude,
            place.latitude,
            opened_at,
            opened_at + timedelta(seconds=30),
            None if is_open else opened_at + timedelta(seconds=60),
            review,
            "verdict" if waits else None,
            rank_at(severity, score, opened_at),
            claimed_at,
            judged_at,
            event_id,
        )
