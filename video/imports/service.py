"""What people do with an import: announce it, look at its file, start it, cancel it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from core.clock import Clock
from core.coordinates import System
from core.home import prepare
from core.masking import mask
from core.settings import Settings
from core.text import Text
from video.imports import mapping, spool
from video.imports.errors import ImportNotReady
from video.imports.job import counts
from video.imports.model import CameraImport, CameraImportFault
from video.imports.table import Table

IMPORT = Text("导入", "import")
STARTABLE = ("uploaded", "checked", "failed", "cancelled")
STATES: Mapping[str, Text] = {
    "waiting": Text("等待上传", "waiting for its file"),
    "uploaded": Text("已上传", "uploaded"),
    "queued": Text("排队中", "queued"),
    "running": Text("进行中", "running"),
    "checked": Text("已检查", "checked"),
    "done": Text("已完成", "done"),
    "failed": Text("已失败", "failed"),
    "cancelled": Text("已取消", "cancelled"),
}
PREVIEW_ROWS = 20
KEEP = timedelta(days=90)
"""Imports and their faults are forgotten after so long; the audit keeps what they came to."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The head of a file."""

    header: list[str]
    rows: list[list[str]]
    """Cells as they stand, credentials in them hidden."""
    mapping: dict[str, int]
    """What was chosen before, else what the header suggests."""


def announce(
    session: Session, scope: Scope, owner_id: UUID, filename: str, clock: Clock
) -> CameraImport:
    """Make an import that waits for its file."""
    one = CameraImport(
        owner_id=owner_id, user_id=scope.user.id, filename=filename, created_at=clock.now()
    )
    session.add(one)
    session.flush()
    session.refresh(one)
    record(session, scope, "camera.import", one, after=counts(one), clock=clock)
    return one


def fetch(
    session: Session, scope: Scope, import_id: UUID, *, for_update: bool = False
) -> CameraImport:
    """Return one import the caller may see."""
    return scope.fetch(session, CameraImport, import_id, kind=IMPORT, for_update=for_update)


def require_not_begun(one: CameraImport) -> None:
    """Raise `ImportNotReady` unless a file may still be uploaded."""
    if one.state not in ("waiting", *STARTABLE):
        raise ImportNotReady(state=STATES[one.state])


def receiver(settings: Settings, import_id: UUID) -> spool.Receiver:
    """Return where the file of an import is written to while it arrives."""
    return spool.Receiver(prepare(settings.home), import_id, settings.import_max_mb)


def received(
    session: Session,
    scope: Scope,
    import_id: UUID,
    file: spool.Receiver,
    encoding: str,
    clock: Clock,
) -> CameraImport:
    """Note the file that has arrived; what was chosen for an earlier one is forgotten."""
    one = fetch(session, scope, import_id, for_update=True)
    require_not_begun(one)
    one.state, one.size, one.digest, one.encoding = "uploaded", file.size, file.digest, encoding
    one.mapping = {}
    _reset(session, one)
    record(session, scope, "camera.import", one, after=counts(one), clock=clock)
    return one


def preview(settings: Settings, one: CameraImport) -> Preview:
    """Return the head of an import's file; raises `ImportFileGone` and `ImportEmpty`."""
    with _table(settings, one) as table:
        header = table.header()
        rows = [line.cells or [] for line in islice(table.lines(), PREVIEW_ROWS)]
    chosen = dict(one.mapping) or mapping.guess(header, rows)
    secret = {number for number, title in enumerate(header) if mapping.names_secret(title)}
    return Preview(header, [_masked(row, secret) for row in rows], chosen)


def start(
    session: Session,
    scope: Scope,
    import_id: UUID,
    chosen: Mapping[str, int],
    system: System,
    settings: Settings,
    clock: Clock,
    *,
    applies: bool = True,
) -> CameraImport:
    """Hand an import to the job; one that failed or was cancelled begins anew, which doubles nothing.

    Where it does not apply, the job only says what would become of each row, and the file stays.
    """
    one = fetch(session, scope, import_id, for_update=True)
    if one.state not in STARTABLE:
        raise ImportNotReady(state=STATES[one.state])
    with _table(settings, one) as table:
        one.mapping = mapping.check(chosen, len(table.header()))
    before = counts(one)
    one.coordinate_system, one.state, one.user_id = system, "queued", scope.user.id
    one.applies = applies
    _reset(session, one)
    after = counts(one) | {"mapping": one.mapping, "coordinate_system": system}
    record(session, scope, "camera.import", one, before=before, after=after, clock=clock)
    return one


def cancel(session: Session, scope: Scope, import_id: UUID, clock: Clock) -> CameraImport:
    """Stop an import; the rows it has applied stay, and its counts say which those are."""
    one = fetch(session, scope, import_id, for_update=True)
    if one.state in ("done", "failed", "cancelled"):
        raise ImportNotReady(state=STATES[one.state])
    before = counts(one)
    one.state, one.finished_at = "cancelled", clock.now()
    session.flush()
    record(session, scope, "camera.import", one, before=before, after=counts(one), clock=clock)
    return one


def forget_old(session: Session, settings: Settings, clock: Clock) -> None:
    """Delete files that nobody started for a day, and imports of long ago with their faults."""
    at_work = select(CameraImport.id).where(CameraImport.state.in_(("queued", "running")))
    spool.forget_old(settings.home, set(session.scalars(at_work)))
    session.execute(
        delete(CameraImport).where(
            CameraImport.created_at < clock.now() - KEEP, CameraImport.id.not_in(at_work)
        )
    )


def _reset(session: Session, one: CameraImport) -> None:
    one.total = one.done = one.added = one.changed = one.unchanged = one.refused = 0
    one.attempts, one.failure = 0, None
    one.started_at = one.finished_at = None
    session.execute(delete(CameraImportFault).where(CameraImportFault.import_id == one.id))
    session.flush()


def _table(settings: Settings, one: CameraImport) -> Table:
    return Table(spool.path_of(settings.home, one.id), one.encoding or "utf-8")


def _masked(row: Sequence[str], secret: set[int]) -> list[str]:
    return [
        "***" if number in secret and cell else mask(cell[:500]) for number, cell in enumerate(row)
    ]
