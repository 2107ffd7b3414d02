"""A city's cases in bulk: places, units, and cases with steps and clocks, made of its confirmed events."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy.orm import Session

from accounts.organizations import service as organizations
from accounts.organizations.model import Organization
from core.ids import uuid7
from core.text import Text

UNITS = 60
SIDE = 100
"""Grid cells along each side of the city: a hundredth of a degree each."""
WEST, SOUTH, STEP = 119.85, 35.62, 0.01
_CASES = """
    INSERT INTO cases (id, owner_id, number, event_id, camera_id, event_type, title_zh, title_en,
        severity, state, standard_ref, code, place, longitude, latitude, reported_at, filed_at, filed_by)
    SELECT gen_random_uuid(), owner_id,
        'E06014' || to_char(opened_at, 'YYYYMMDD') || lpad(row_number() OVER (ORDER BY id)::text, 7, '0'),
        id, camera_id, event_type, title_zh, title_en, severity,
        CASE WHEN random() < 0.02 THEN 'void' WHEN opened_at > %(now)s - interval '2 days'
            THEN (ARRAY['filed', 'dispatched', 'handling', 'handled'])[1 + floor(random() * 4)::int]
            ELSE 'closed' END,
        'GB/T 47678.5-2026', (ARRAY['06014', '06010', '08011', '10999'])[1 + floor(random() * 4)::int],
        '', longitude, latitude, opened_at, judged_at + interval '5 seconds', %(judge)s
    FROM events WHERE review = 'confirmed' ORDER BY id LIMIT %(count)s
    """
_EVENTS = "INSERT INTO case_events SELECT event_id, id, filed_at, filed_by FROM cases"
_STEPS = """
    WITH way AS (
        SELECT c.id, c.filed_at, c.filed_by, c.state, c.unit_id,
            random() * interval '90 minutes' AS to_dispatch,
            random() * interval '40 minutes' AS to_begin, random() * interval '10 hours' AS to_handle,
            random() * interval '6 hours' AS to_close, random() < 0.05 AS again
        FROM cases c
    ),
    plan AS (
        SELECT w.*, s.* FROM way w CROSS JOIN LATERAL (VALUES
            (1, 'file', NULL, 'filed', w.filed_at),
            (2, 'dispatch', 'filed', 'dispatched', w.filed_at + w.to_dispatch),
            (3, 'handle', 'dispatched', 'handling', w.filed_at + w.to_dispatch + w.to_begin),
            (4, 'finish', 'handling', 'handled', w.filed_at + w.to_dispatch + w.to_handle),
            (5, 'rework', 'handled', 'handling', w.filed_at + w.to_dispatch + w.to_handle * 1.1),
            (6, 'finish', 'handling', 'handled', w.filed_at + w.to_dispatch + w.to_handle * 1.5),
            (7, 'close', 'handled', 'closed',
                w.filed_at + w.to_dispatch + w.to_handle * 1.5 + w.to_close),
            (8, 'void', 'filed', 'void', w.filed_at + w.to_dispatch)
        ) AS s (sequence, action, from_state, to_state, at)
    )
    INSERT INTO case_steps (id, case_id, sequence, action, from_state, to_state, user_id, at, details)
    SELECT gen_random_uuid(), id, sequence, action, from_state, to_state, filed_by, at,
        CASE WHEN action = 'dispatch' AND unit_id IS NOT NULL
            THEN jsonb_build_object('unit_id', unit_id) ELSE '{}' END
    FROM plan
    WHERE sequence = 1 OR CASE state
        WHEN 'void' THEN sequence = 8
        WHEN 'filed' THEN false
        WHEN 'dispatched' THEN sequence = 2
        WHEN 'handling' THEN sequence BETWEEN 2 AND 3
        WHEN 'handled' THEN sequence BETWEEN 2 AND 4
        ELSE sequence < 8 AND (again OR sequence NOT IN (5, 6)) END
    """
_ASSIGNMENTS = """
    INSERT INTO case_assignments (id, owner_id, case_id, filed_at, cell, street, district, state,
        unit_id, reason, through, candidates, decided_at)
    SELECT gen_random_uuid(), c.owner_id, c.id, c.filed_at, p.code, left(p.code, 9), left(p.code, 6),
        CASE WHEN u.chance < 0.03 THEN 'waiting' ELSE 'automatic' END,
        CASE WHEN u.chance >= 0.03 THEN (%(units)s::uuid[])[1 + floor(u.which * %(many)s)::int] END,
        CASE WHEN u.chance < 0.03 THEN 'no_rule' END, '[]', '{}', c.filed_at
    FROM cases c
    CROSS JOIN LATERAL (SELECT random() AS chance, random() AS which, c.id) u
    LEFT JOIN places p ON p.kind = 'cell'
        AND p.west = %(west)s + floor((c.longitude - %(west)s) / %(step)s) * %(step)s::float
        AND p.south = %(south)s + floor((c.latitude - %(south)s) / %(step)s) * %(step)s::float
    """
_UNITS = """
    UPDATE cases c SET unit_id = a.unit_id FROM case_assignments a
    WHERE a.case_id = c.id AND c.state NOT IN ('filed', 'void')
    """
_CLOCKS = """
    WITH way AS (
        SELECT c.id, c.unit_id, c.reported_at, c.filed_at,
            min(s.at) FILTER (WHERE s.sequence = 2) AS dispatched_at,
            min(s.at) FILTER (WHERE s.sequence = 4) AS done_at,
            min(s.at) FILTER (WHERE s.sequence = 5) AS back_at,
            min(s.at) FILTER (WHERE s.sequence = 6) AS again_at,
            min(s.at) FILTER (WHERE s.sequence IN (7, 8)) AS over_at
        FROM cases c JOIN case_steps s ON s.case_id = c.id GROUP BY c.id
    ),
    spans AS (
        SELECT w.id AS case_id, w.unit_id, s.*
        FROM way w CROSS JOIN LATERAL (VALUES
            ('intake', 1, reported_at, filed_at, interval '0', NULL),
            ('dispatch', 1, filed_at, coalesce(dispatched_at, over_at), interval '0', NULL),
            ('handle', 8, dispatched_at, coalesce(again_at, done_at), back_at - done_at,
                jsonb_build_array(jsonb_build_array(dispatched_at, done_at),
                    jsonb_build_array(back_at, again_at))),
            ('check', 4, done_at, coalesce(back_at, over_at), interval '0', NULL),
            ('check', 4, again_at, over_at, interval '0', NULL),
            ('whole', 24, filed_at, over_at, interval '0', NULL)
        ) AS s (kind, amount, started_at, stopped_at, stood, runs)
        WHERE s.started_at IS NOT NULL
    )
    INSERT INTO case_clocks (id, case_id, kind, amount, unit, unit_id, city_id, calendar_revision,
        runs, started_at, amber_at, due_at, stopped_at)
    SELECT gen_random_uuid(), case_id, kind, amount, 'hours',
        CASE WHEN kind = 'handle' THEN unit_id END, %(city)s, 0,
        CASE WHEN stood > interval '0' THEN runs
            ELSE jsonb_build_array(jsonb_build_array(started_at, stopped_at)) END,
        started_at, started_at + coalesce(stood, '0') + amount * interval '48 minutes',
        started_at + coalesce(stood, '0') + amount * interval '1 hour', stopped_at
    FROM spans
    """
_ENDS = """
    UPDATE cases c SET amber_at = k.amber_at, due_at = k.due_at
    FROM (SELECT case_id, min(amber_at) AS amber_at, min(due_at) AS due_at
        FROM case_clocks WHERE stopped_at IS NULL GROUP BY case_id) k
    WHERE k.case_id = c.id
    """


def units(session: Session, departments: Sequence[Organization]) -> list[UUID]:
    """Set units below some departments."""
    made = [
        organizations.create(
            session, None, departments[n % len(departments)], "unit", Text(f"{n} 所", f"Unit {n}")
        )
        for n in range(UNITS)
    ]
    return [one.id for one in made]


def places(connection: psycopg.Connection[Any], city_id: UUID) -> None:
    """Cover the city with a grid of cells, numbered through districts and streets."""
    now = datetime.now(UTC)
    columns = (
        "id, owner_id, kind, code, name_zh, name_en, geometry, west, south, east, north, area_m2"
    )
    with connection.cursor().copy(f"COPY places ({columns}, imported_at) FROM STDIN") as copy:
        for number in range(SIDE * SIDE):
            row, column = divmod(number, SIDE)
            west, south = WEST + column * STEP, SOUTH + row * STEP
            east, north = west + STEP, south + STEP
            corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
            shape = json.dumps({"type": "Polygon", "coordinates": [corners]})
            code = f"{370202 + row // 20}{column // 5 + 1:03}001{row % 20 * 5 + column % 5 + 1:03}"
            names = (f"网格 {number}", f"Cell {number}")
            box = (west, south, east, north, 1e6, now)
            copy.write_row((uuid7(), city_id, "cell", code, *names, shape, *box))


def cases(
    connection: psycopg.Connection[Any],
    city_id: UUID,
    judge: UUID,
    unit_ids: Sequence[UUID],
    count: int,
) -> None:
    """File so many of the confirmed events that are there, each case somewhere on its way."""
    connection.execute(_CASES, {"now": datetime.now(UTC), "judge": judge, "count": count})
    connection.execute(_EVENTS)
    told = {"units": [*unit_ids], "many": len(unit_ids)}
    connection.execute("CREATE INDEX bench_places ON places (west, south)")
    connection.execute("ANALYZE cases")
    connection.execute(_ASSIGNMENTS, {**told, "west": WEST, "south": SOUTH, "step": STEP})
    connection.execute("DROP INDEX bench_places")
    connection.execute(_UNITS)
    connection.execute(_STEPS)
    connection.execute(_CLOCKS, {"city": city_id})
    connection.execute(_ENDS)
