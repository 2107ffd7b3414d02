"""The background work: platforms that are due are read, page by page, each in a transaction of its own."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.quotas.errors import QuotaExceeded
from core.clock import Clock
from core.database.engine import Sessions, transaction
from core.log import get_logger
from core.net.allowed import outbound
from core.secrets import Keyring, UnsealFailed
from core.settings import Settings
from video.cameras.address import networks
from video.sources.model import CameraSource
from video.sources.service import secret_context
from video.sources.synchronize import Counts, Run, mark_vanished, synchronize
from video.sources.wvp import Access, Wvp, WvpFailed

CLAIM = timedelta(minutes=5)
"""A run writes at least so often; one that did not died, and another begins."""
RETRY = timedelta(minutes=10)

_log = get_logger(__name__)


class _Interrupted(Exception):
    """The platform was changed, switched off or taken over by another run meanwhile."""


def synchronize_due(sessions: Sessions, clock: Clock, keyring: Keyring, settings: Settings) -> None:
    """Synchronize every platform that is due, one after the other."""
    while (source := _claim(sessions, clock)) is not None:
        counts = Counts()
        error = _read(sessions, clock, keyring, settings, source, counts)
        _finish(sessions, clock, source, counts, error)


def _claim(sessions: Sessions, clock: Clock) -> CameraSource | None:
    now = clock.now()
    with transaction(sessions) as session:
        source = session.scalar(
            select(CameraSource)
            .where(
                CameraSource.enabled,
                CameraSource.removed_at.is_(None),
                CameraSource.due_at <= now,
                or_(CameraSource.claimed_until.is_(None), CameraSource.claimed_until < now),
            )
            .order_by(CameraSource.due_at, CameraSource.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if source is not None:
            _write(session, source.id, claimed_until=now + CLAIM, started_at=now)
            session.refresh(source)
        return source


def _read(
    sessions: Sessions,
    clock: Clock,
    keyring: Keyring,
    settings: Settings,
    source: CameraSource,
    counts: Counts,
) -> str | None:
    """Take everything over that the platform lists; return why it could not be, or None."""
    try:
        run = _run(keyring, settings, source)
        with Wvp(_access(keyring, source), outbound(settings)) as platform:
            for batch in platform.batches():
                with transaction(sessions) as session:
                    _hold(session, clock, run)
                    before = Counts(**counts.told())
                    try:
                        synchronize(session, run, batch.channels, counts)
                    except QuotaExceeded:
                        _restore(counts, before)
                        raise
                    counts.read += batch.others
                    counts.skipped += batch.others
        with transaction(sessions) as session:
            _hold(session, clock, run)
            counts.vanished = mark_vanished(session, run)
    except WvpFailed as failed:
        return failed.reason
    except QuotaExceeded:
        return "quota_exceeded"
    except UnsealFailed:
        return "secret_unreadable"
    except _Interrupted:
        return "interrupted"
    return None


def _restore(counts: Counts, before: Counts) -> None:
    for name, value in before.told().items():
        setattr(counts, name, value)


def _run(keyring: Keyring, settings: Settings, source: CameraSource) -> Run:
    assert source.started_at is not None
    pattern = keyring.unseal(source.stream_sealed, context=secret_context(source.id))
    return Run(source, pattern, source.started_at, networks(settings), keyring, settings)


def _access(keyring: Keyring, source: CameraSource) -> Access:
    secret = keyring.unseal(source.secret_sealed, context=secret_context(source.id))
    return Access(source.base_url, source.sign_in == "token", source.account, secret)


def _hold(session: Session, clock: Clock, run: Run) -> None:
    """Keep the claim while a page is written; raises `_Interrupted` where it is not ours any more."""
    now = session.scalar(
        select(CameraSource)
        .where(CameraSource.id == run.source.id)
        .with_for_update(key_share=True),
        execution_options={"populate_existing": True},
    )
    if now is None or not _is_same(now, run.source):
        raise _Interrupted
    _write(session, now.id, claimed_until=clock.now() + CLAIM)


def _is_same(now: CameraSource, then: CameraSource) -> bool:
    held = now.started_at == then.started_at and now.enabled and now.removed_at is None
    return held and now.revision == then.revision


def _finish(
    sessions: Sessions, clock: Clock, source: CameraSource, counts: Counts, error: str | None
) -> None:
    """Write down how the run ended, in the source and in one line of the trail."""
    now = clock.now()
    every = timedelta(minutes=source.every_minutes)
    with transaction(sessions) as session:
        row = session.get_one(CameraSource, source.id, with_for_update=True)
        told = counts.told() | ({"error": error} if error else {})
        record(session, None, "source.synchronized", row, after=told, clock=clock)
        if row.started_at != source.started_at:
            return  # another run has begun
        due_at = _due(row, source, now + (min(every, RETRY) if error else every))
        _write(
            session,
            row.id,
            claimed_until=None,
            finished_at=now,
            error_code=error,
            counts=counts.told(),
            due_at=due_at,
        )
    _log.info("platform synchronized", source=str(source.id), error=error, **counts.told())


def _due(row: CameraSource, then: CameraSource, planned: datetime) -> datetime:
    """Return when to synchronize next: at once where somebody changed the platform meanwhile."""
    return planned if row.revision == then.revision else row.due_at


def _write(session: Session, source_id: UUID, **values: object) -> None:
    """Write how a run goes, past the revision, which belongs to people."""
    session.execute(
        update(CameraSource)
        .where(CameraSource.id == source_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
