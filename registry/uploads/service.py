"""What its sender does with an upload: announces it, sends it, takes it back."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from core.clock import Clock
from core.errors import NotFound
from core.settings import Settings
from core.text import Text
from registry.uploads import spool
from registry.uploads.errors import UploadNotOpen, UploadsOpen
from registry.uploads.model import AT_WORK, Kind, Upload

UPLOAD = Text("上传", "upload")
STATES = {
    "receiving": Text("接收中", "being received"),
    "queued": Text("排队检查", "waiting for the gate"),
    "running": Text("检查中", "at the gate"),
    "passed": Text("已通过", "passed"),
    "refused": Text("未通过", "refused"),
    "failed": Text("检查失败", "failed"),
    "cancelled": Text("已取消", "cancelled"),
}
MOST_OPEN = 8
_OPEN = ("receiving", *AT_WORK)
KEEP = timedelta(days=90)
"""Uploads that became nothing are forgotten after so long."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that shall come."""

    filename: str
    size: int
    digest: str | None
    """SHA-256 in hex, where its sender can tell."""


def announce(
    session: Session,
    scope: Scope,
    kind: Kind,
    file: File,
    clock: Clock,
    about: dict[str, Any] | None = None,
) -> Upload:
    """Make an upload that waits for its bytes; raises `UploadsOpen`."""
    owner_id = scope.owner(session, None)
    _require_few(session, owner_id)
    one = Upload(
        owner_id=owner_id,
        user_id=scope.user.id,
        kind=kind,
        about=about,
        filename=file.filename,
        size=file.size,
        digest=file.digest,
        created_at=clock.now(),
    )
    session.add(one)
    session.flush()
    session.refresh(one)
    record(session, scope, f"{kind}.upload", one, after=shown(one), clock=clock)
    return one


def _require_few(session: Session, owner_id: UUID) -> None:
    """Unfinished uploads lie on the disk, each up to the quota of one package."""
    unfinished = select(func.count()).where(Upload.owner_id == owner_id, Upload.state.in_(_OPEN))
    count = session.scalar(unfinished) or 0
    if count >= MOST_OPEN:
        raise UploadsOpen(count=count)


def fetch(
    session: Session, scope: Scope, kind: Kind, upload_id: UUID, *, for_update: bool = False
) -> Upload:
    """Return one upload of this kind the caller may see."""
    one = scope.fetch(session, Upload, upload_id, kind=UPLOAD, for_update=for_update)
    if one.kind != kind:
        raise NotFound(kind=UPLOAD, id=upload_id)
    return one


def require_open(one: Upload) -> None:
    """Raise `UploadNotOpen` unless bytes are still awaited."""
    if one.state != "receiving":
        raise UploadNotOpen(state=STATES[one.state])


def complete(session: Session, scope: Scope, one: Upload, digest: str, clock: Clock) -> None:
    """Hand a file that has arrived whole, with this SHA-256, to its job."""
    require_open(one)
    before = shown(one)
    one.state, one.digest = "queued", digest
    session.flush()
    record(session, scope, f"{one.kind}.upload", one, before=before, after=shown(one), clock=clock)


def cancel(
    session: Session, scope: Scope, kind: Kind, upload_id: UUID, settings: Settings, clock: Clock
) -> None:
    """Take an upload back before its job has begun with it."""
    one = fetch(session, scope, kind, upload_id, for_update=True)
    if one.state not in ("receiving", "queued"):
        raise UploadNotOpen(state=STATES[one.state])
    before = shown(one)
    one.state, one.finished_at = "cancelled", clock.now()
    session.flush()
    spool.forget(settings.home, one.id)
    record(session, scope, f"{kind}.cancel", one, before=before, after=shown(one), clock=clock)


def forget_old(session: Session, settings: Settings, clock: Clock) -> None:
    """Delete files nobody went on with, and uploads of long ago that became nothing."""
    at_work = set(session.scalars(select(Upload.id).where(Upload.state.in_(AT_WORK))))
    spool.forget_old(settings.home, at_work)
    session.execute(
        delete(Upload).where(
            Upload.created_at < clock.now() - KEEP,
            Upload.id.not_in(at_work),
            Upload.version_id.is_(None),
            Upload.test_set_id.is_(None),
        )
    )


def shown(one: Upload) -> dict[str, object]:
    """Return what the trail keeps of an upload."""
    return {name: getattr(one, name) for name in ("filename", "size", "digest", "state")}
