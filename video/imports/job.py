"""Carrying imports out, some rows in a transaction: killed at any point it goes on where it was.

A check takes the same way and writes only what it found. The counts of an import are written with the rows
they count, so that nothing is applied and not counted, or the other way round. Two processes at the same
import do no harm: whoever finds that it went on stops.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import islice
from typing import cast
from uuid import UUID

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from accounts.users import service as users
from accounts.users.model import User
from core.clock import Clock
from core.coordinates import System
from core.database.engine import Sessions, transaction
from core.errors import AlgomartError
from core.feed import publish
from core.http.services import Services
from video.cameras import quota
from video.cameras.address import networks
from video.cameras.service import TOPIC
from video.imports import spool
from video.imports.errors import ImportEmpty, ImportStuck
from video.imports.faults import Fault
from video.imports.model import CameraImport, CameraImportFault
from video.imports.plan import Plan, plan
from video.imports.rows import Parser, Row
from video.imports.table import Line, Table
from video.imports.write import Judged, Writer

CHUNK = 2000
"""Rows of a transaction."""
ATTEMPTS = 5
GROWTH = 8
"""Once the catalogue is so many times as large, the database counts it anew."""


def run_due(services: Services) -> int:
    """Carry out every import that was started and return how many there were."""
    count = 0
    while (import_id := _next(services.sessions)) is not None:
        run(services, import_id)
        count += 1
    return count


def is_due(sessions: Sessions) -> bool:
    """Tell whether an import waits to be carried out."""
    return _next(sessions) is not None


def run(services: Services, import_id: UUID) -> None:
    """Carry out one import from where it is; what cannot be mended by trying again ends it, with words."""
    try:
        begun = _begin(services, import_id)
        if begun is not None:
            _apply(services, *begun)
    except AlgomartError as error:
        _fail(services, import_id, error)


def counts(one: CameraImport) -> dict[str, object]:
    """Return what an import came to, as the audit keeps it."""
    names = (
        "filename",
        "applies",
        "digest",
        "state",
        "total",
        "done",
        "added",
        "changed",
        "unchanged",
        "refused",
    )
    return {name: getattr(one, name) for name in names}


def _next(sessions: Sessions) -> UUID | None:
    due = (
        select(CameraImport.id)
        .where(CameraImport.state.in_(("queued", "running")))
        .order_by(CameraImport.id)
        .limit(1)
    )
    with transaction(sessions) as session:
        return session.scalar(due)


def _begin(services: Services, import_id: UUID) -> tuple[CameraImport, Plan] | None:
    """Look through the whole file and see whether there is room for it; None where somebody cancelled."""
    with transaction(services.sessions) as session:
        one = _locked(session, import_id)
        if one is None or one.state not in ("queued", "running"):
            return None
        one.attempts += 1
        if one.attempts > ATTEMPTS:
            raise ImportStuck(attempts=ATTEMPTS)
    with _table(services, one) as table:
        table.header()
        found = plan(services.sessions, one.owner_id, table, one.mapping)
    if not found.total:
        raise ImportEmpty
    with transaction(services.sessions) as session:
        now = _locked(session, import_id)
        if now is None or now.state not in ("queued", "running") or now.done != one.done:
            return None
        quota.require_room(session, one.owner_id, found.new, services.settings)
        now.state, now.total = "running", found.total
        now.started_at = now.started_at or services.clock.now()
        return now, found


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file, read and judged."""

    upto: int
    rows: Sequence[Row]
    faults: Sequence[Fault]


def _apply(services: Services, one: CameraImport, found: Plan) -> None:
    """Apply what is left of a file; while the database writes some rows, the next are read and judged."""
    system = cast(System, one.coordinate_system)
    parser = Parser(one.mapping, system, networks(services.settings))
    writer = Writer(one.owner_id, services.keyring, services.clock.now())
    done = counted = one.done
    with _table(services, one) as table, ThreadPoolExecutor(1, "imports-ahead") as ahead:
        columns = _columns(one.mapping, table.header())
        batches = _batches(parser, _after(table.lines(), done), found.repeated)
        coming = ahead.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = ahead.submit(next, batches, None)
            if not _store(services, writer, one.id, done, batch, columns):
                return
            done = batch.upto
            if done >= GROWTH * counted:
                _count_anew(services.sessions)
                counted = done
    _finish(services, one.id, done)


def _batches(parser: Parser, lines: Iterator[Line], repeated: set[int]) -> Iterator[Batch]:
    while chunk := list(islice(lines, CHUNK)):
        yield Batch(chunk[-1].number - 1, *_parsed(parser, chunk, repeated))


def _columns(mapping: Mapping[str, int], header: Sequence[str]) -> dict[str, str]:
    """Return what the file calls each field."""
    return {field: header[number] for field, number in mapping.items() if number < len(header)}


def _after(lines: Iterator[Line], done: int) -> Iterator[Line]:
    for line in lines:
        if line.number - 1 > done:
            yield line


def _parsed(
    parser: Parser, chunk: Sequence[Line], repeated: set[int]
) -> tuple[list[Row], list[Fault]]:
    rows: list[Row] = []
    faults: list[Fault] = []
    for line in chunk:
        if line.cells is None:
            faults.append(Fault(line.number, "", "row_broken"))
        elif line.number in repeated:
            faults.append(Fault(line.number, "", "duplicate"))
        else:
            parsed = parser.parse(line.number, line.cells)
            if isinstance(parsed, Row):
                rows.append(parsed)
            else:
                faults += parsed
    return rows, faults


def _store(
    services: Services,
    writer: Writer,
    import_id: UUID,
    done: int,
    batch: Batch,
    columns: Mapping[str, str],
) -> bool:
    """Apply and count rows in one transaction; False where the import was cancelled or went on elsewhere."""
    with transaction(services.sessions) as session:
        one = _locked(session, import_id)
        if one is None or one.state != "running" or one.done != done:
            return False
        _one_at_a_time(session, one.owner_id)
        judged = writer.judge(session, batch.rows)
        if one.applies:
            _require_room(session, services, one, len(judged.new))
            writer.write(session, judged)
        faults = [*batch.faults, *judged.faults]
        _note(session, one.id, faults, columns)
        _count(one, judged, {fault.row for fault in faults}, batch.upto)
    return True


def _count_anew(sessions: Sessions) -> None:
    """Tell the planner how the catalogue has grown; else it reads all of it to find some rows' cameras."""
    with transaction(sessions) as session:
        session.execute(text("ANALYZE cameras"))


def _require_room(session: Session, services: Services, one: CameraImport, adding: int) -> None:
    if adding:
        quota.require_room(session, one.owner_id, adding, services.settings)


def _one_at_a_time(session: Session, owner_id: UUID) -> None:
    """Let no two imports look for the same cameras of an organization at once and both add them."""
    key = func.hashtextextended(f"camera_imports:{owner_id}", 0)
    session.execute(select(func.pg_advisory_xact_lock(key)))


def _count(one: CameraImport, judged: Judged, refused: set[int], done: int) -> None:
    one.added += len(judged.new)
    one.changed += len(judged.changed)
    one.unchanged += judged.unchanged
    one.refused += len(refused)
    one.done, one.attempts = done, 0


def _note(
    session: Session, import_id: UUID, faults: Sequence[Fault], columns: Mapping[str, str]
) -> None:
    """Keep faults, each beside what the file calls its column; one of a field of a row is enough."""
    rows = [
        {"import_id": import_id, "column": columns.get(fault.field, ""), **asdict(fault)}
        for fault in {(fault.row, fault.field): fault for fault in faults}.values()
    ]
    if rows:
        session.execute(insert(CameraImportFault), rows)


def _finish(services: Services, import_id: UUID, done: int) -> None:
    with transaction(services.sessions) as session:
        one = _locked(session, import_id)
        if one is None or one.state != "running" or one.done != done:
            return
        one.done, one.state = one.total, "done" if one.applies else "checked"
        _close(session, one, services.clock)
    if one.applies:
        spool.forget(services.settings.home, import_id)


def _fail(services: Services, import_id: UUID, error: AlgomartError) -> None:
    """End an import that cannot go on; what was applied stays, and the counts say what that is."""
    with transaction(services.sessions) as session:
        one = _locked(session, import_id)
        if one is None or one.state not in ("queued", "running"):
            return
        one.state = "failed"
        one.failure = {"code": error.code, "zh": error.message("zh"), "en": error.message("en")}
        _close(session, one, services.clock)


def _close(session: Session, one: CameraImport, clock: Clock) -> None:
    one.finished_at = clock.now()
    session.flush()
    scope = _scope(session, one.user_id)
    record(session, scope, "camera.import", one, after=counts(one), clock=clock)
    if one.applies:
        publish(session, TOPIC, one.id, one.owner_id)


def _scope(session: Session, user_id: UUID) -> Scope:
    """Return as whom the job acts: whoever started the import."""
    return Scope(users.principal(session, session.get_one(User, user_id)), "camera.import")


def _table(services: Services, one: CameraImport) -> Table:
    return Table(spool.path_of(services.settings.home, one.id), one.encoding or "utf-8")


def _locked(session: Session, import_id: UUID) -> CameraImport | None:
    statement = select(CameraImport).where(CameraImport.id == import_id).with_for_update()
    return session.scalar(statement, execution_options={"populate_existing": True})
