"""Registering platforms, changing and removing them, and asking for a synchronization now."""

from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from core.clock import Clock
from core.errors import NotFound
from core.http.etag import Precondition
from core.ids import uuid7
from core.masking import mask_url
from core.net.allowed import outbound
from core.secrets import Keyring
from core.settings import Settings
from core.text import Text
from video.cameras.address import networks
from video.sources.address import checked_base, checked_pattern
from video.sources.errors import SourceBusy, SourceOff, SourceSecretMissing
from video.sources.model import CameraSource, SourceChannel

SOURCE = Text("视频平台", "video platform")
SignIn = Literal["password", "token"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a platform shall be like; None leaves it, or is the default of a new one."""

    name: str | None = None
    base_url: str | None = None
    sign_in: SignIn | None = None
    account: str | None = None
    secret: str | None = field(default=None, repr=False)
    stream_url: str | None = field(default=None, repr=False)
    every_minutes: int | None = None
    enabled: bool | None = None


@dataclass(frozen=True, slots=True)
class Tools:
    """What sealing and checking need."""

    keyring: Keyring
    settings: Settings
    clock: Clock


def create(
    session: Session, scope: Scope, owner_id: UUID, wanted: Wanted, tools: Tools
) -> CameraSource:
    """Register a platform for an organization (the caller has checked that it may); it is due at once."""
    now = tools.clock.now()
    source = CameraSource(
        id=uuid7(), owner_id=owner_id, kind="wvp", name="", base_url="", sign_in="password",
        account="", secret_sealed=b"", stream_sealed=b"", stream_masked="", stream_edition=0,
        every_minutes=60, enabled=True, created_at=now, due_at=now, counts={}, revision=1,
    )  # fmt: skip
    _set(source, wanted, tools)
    session.add(source)
    session.flush()
    record(session, scope, "source.create", source, after=_told(source), clock=tools.clock)
    return source


def listed(scope: Scope) -> Select[CameraSource]:
    """Return the statement of the platforms a caller may see."""
    return scope.limit(select(CameraSource).where(CameraSource.removed_at.is_(None)), CameraSource)


def fetch(
    session: Session, scope: Scope, source_id: UUID, *, for_update: bool = False
) -> CameraSource:
    """Return one platform the caller may see."""
    source = scope.fetch(session, CameraSource, source_id, kind=SOURCE, for_update=for_update)
    if source.removed_at is not None:
        raise NotFound(kind=SOURCE, id=source_id)
    return source


def channels(
    session: Session, scope: Scope, source_id: UUID, *, vanished: bool | None
) -> Select[SourceChannel]:
    """Return the statement of what a platform listed."""
    source = fetch(session, scope, source_id)
    statement = select(SourceChannel).where(SourceChannel.source_id == source.id)
    if vanished is not None:
        is_there = SourceChannel.vanished_at.is_(None)
        statement = statement.where(~is_there if vanished else is_there)
    return scope.limit(statement, SourceChannel)


def change(
    session: Session,
    scope: Scope,
    source_id: UUID,
    wanted: Wanted,
    precondition: Precondition,
    tools: Tools,
) -> CameraSource:
    """Change a platform; it is due at once, and a run under way ends."""
    source = fetch(session, scope, source_id, for_update=True)
    precondition.require(source)
    before = _told(source)
    _set(source, wanted, tools)
    source.due_at = tools.clock.now()
    session.flush()
    after = _told(source) | ({"renewed": "secret"} if wanted.secret is not None else {})
    record(session, scope, "source.update", source, before=before, after=after, clock=tools.clock)
    return source


def request(session: Session, scope: Scope, source_id: UUID, clock: Clock) -> CameraSource:
    """Ask for a synchronization now; raises `SourceBusy` while one is under way."""
    source = fetch(session, scope, source_id, for_update=True)
    now = clock.now()
    if not source.enabled:
        raise SourceOff
    if running(source, clock):
        raise SourceBusy
    source.due_at = now
    session.flush()
    record(
        session, scope, "source.synchronize", source, after={"due_at": source.due_at}, clock=clock
    )
    return source


def remove(session: Session, scope: Scope, source_id: UUID, clock: Clock) -> None:
    """Forget a platform and its secrets; its cameras stay, and are nobody's copy from now on."""
    source = fetch(session, scope, source_id, for_update=True)
    record(session, scope, "source.delete", source, before=_told(source), clock=clock)
    source.removed_at, source.enabled = clock.now(), False
    source.secret_sealed = source.stream_sealed = b""
    source.stream_masked = ""
    session.flush()


def running(source: CameraSource, clock: Clock) -> bool:
    """Say whether a run is under way."""
    return source.claimed_until is not None and source.claimed_until >= clock.now()


def secret_context(source_id: UUID) -> str:
    """Return what a platform's sealed values are bound to."""
    return f"camera-source:{source_id}"


def _set(source: CameraSource, wanted: Wanted, tools: Tools) -> None:
    for name in ("name", "sign_in", "account", "every_minutes", "enabled"):
        value = getattr(wanted, name)
        setattr(source, name, getattr(source, name) if value is None else value)
    context = secret_context(source.id)
    if wanted.base_url is not None:
        base_url = checked_base(wanted.base_url, outbound(tools.settings))
        if source.base_url and base_url != source.base_url and not wanted.secret:
            raise SourceSecretMissing  # a stored secret goes nowhere but where it was entered for
        source.base_url = base_url
    if wanted.secret:
        source.secret_sealed = tools.keyring.seal(wanted.secret, context=context)
    if not source.secret_sealed or (source.sign_in == "password" and not source.account):
        raise SourceSecretMissing
    if wanted.stream_url is not None and wanted.stream_url.strip() != source.stream_masked:
        pattern = checked_pattern(wanted.stream_url, networks(tools.settings))
        source.stream_sealed = tools.keyring.seal(pattern, context=context)
        source.stream_masked = mask_url(pattern)
        source.stream_edition += 1


def _told(source: CameraSource) -> dict[str, Any]:
    names = ("name", "base_url", "sign_in", "account", "stream_masked", "every_minutes", "enabled")
    return {name: getattr(source, name) for name in names}
