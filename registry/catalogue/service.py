"""Putting built-ins on the shelf, and finding the version to run."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from algorithms.contract.manifest import Manifest
from core.blobs import Blobs
from core.clock import Clock
from core.errors import NotFound
from core.settings import Settings
from core.text import Text
from registry.catalogue import aliases, life
from registry.catalogue.errors import NoHealthyVersion, VersionOffShelf, VersionTaken
from registry.catalogue.model import STABLE, Algorithm, Alias, Version
from registry.catalogue.quota import require_room
from registry.catalogue.reasons import by_itself
from registry.catalogue.shelf import VERSION
from registry.catalogue.transitions import NAMES, SERVED, State
from registry.gate import service as gate
from registry.gate.errors import GateFailed
from registry.packages.reader import Package, read
from registry.sandbox import Limits

_INSTALLING = 0x616C676F
_RELEASE = Text("随软件版本 {release} 安装", "came with release {release}")
Meant = str | UUID
"""What a subscriber runs: the version that an alias of this name means, or the one of this id."""


@dataclass(frozen=True, slots=True)
class Runnable:
    """All that is needed to run a version."""

    algorithm_id: UUID
    version_id: UUID
    vendor_id: UUID
    model_digest: str
    manifest: Manifest


def install_builtin(
    session: Session,
    folder: Path,
    vendor_id: UUID,
    release: str,
    blobs: Blobs,
    settings: Settings,
    clock: Clock,
    limits: Limits | None = None,
) -> Version:
    """Put a built-in on the shelf through the gate; the same package again changes nothing.

    Raises what reading the package, the quotas and the gate raise, and `VersionTaken`; the release stands in
    the approval.
    """
    session.execute(select(func.pg_advisory_xact_lock(_INSTALLING)))
    package = read(folder, blobs)
    algorithm = algorithm_of(session, package, vendor_id, clock.now())
    known = session.scalar(
        select(Version).filter_by(algorithm_id=algorithm.id, version=package.manifest.version)
    )
    if known is not None:
        if known.digest != package.digest:
            raise VersionTaken(slug=algorithm.slug, version=known.version)
        return known
    require_room(session, vendor_id, package.size, settings)
    report = gate.inspect(package, blobs, clock, limits or Limits())
    if not report["passed"]:
        raise GateFailed(report)
    version = new_version(algorithm, package, clock.now())
    version.gate = report
    version.approval = {"by": "release", "release": release, "at": clock.now().isoformat()}
    life.begin(session, None, version, "install", clock)
    life.take(session, None, version, "publish", clock)
    why = by_itself("release", _RELEASE.filled(release=release))
    aliases.point(session, algorithm, STABLE, version.id, why, clock)
    return version


def runnable(session: Session, algorithm_id: UUID, meant: Meant = STABLE) -> Runnable:
    """Return the version that an alias means at present, or the one of this id; raises `NoHealthyVersion`."""
    return _runnable(_version(session, algorithm_id, meant))


def served(session: Session, algorithm_id: UUID, meant: Meant = STABLE) -> Runnable:
    """Return the same if its verdict is about the gate and the runtime of today: only that is run.

    Raises `NoHealthyVersion`, also for as long as the gate has not looked at it again after an upgrade.
    """
    version = _version(session, algorithm_id, meant)
    if not gate.is_current(version.gate, version.model_digest):
        raise NoHealthyVersion(slug=_slug(session, algorithm_id))
    return _runnable(version)


def tried(version: Version) -> Runnable | None:
    """Return a version on trial, which need not be published, if its verdict is about today's gate."""
    return _runnable(version) if gate.is_current(version.gate, version.model_digest) else None


def _runnable(version: Version) -> Runnable:
    manifest = Manifest.model_validate(version.manifest)
    return Runnable(
        version.algorithm_id, version.id, version.owner_id, version.model_digest, manifest
    )


def _version(session: Session, algorithm_id: UUID, meant: Meant) -> Version:
    of = select(Version).where(Version.algorithm_id == algorithm_id)
    if isinstance(meant, UUID):
        return _pinned(session, session.scalar(of.where(Version.id == meant)), meant)
    followed = of.join(Alias, Alias.version_id == Version.id).where(
        Alias.algorithm_id == algorithm_id, Alias.name == meant
    )
    version = session.scalar(followed.where(Version.state.in_(SERVED)))
    if version is None:
        raise NoHealthyVersion(slug=_slug(session, algorithm_id))
    return version


def _pinned(session: Session, version: Version | None, version_id: UUID) -> Version:
    if version is None or version.published_at is None:
        raise NotFound(kind=VERSION, id=version_id)
    if version.state not in SERVED:
        slug, state = _slug(session, version.algorithm_id), NAMES[State(version.state)]
        raise VersionOffShelf(slug=slug, version=version.version, state=state)
    return version


def _slug(session: Session, algorithm_id: UUID) -> object:
    return session.scalar(select(Algorithm.slug).filter_by(id=algorithm_id)) or algorithm_id


def algorithm_of(session: Session, package: Package, vendor_id: UUID, now: datetime) -> Algorithm:
    """Return the vendor's algorithm a package is a version of, made with the first of them."""
    manifest = package.manifest
    known = session.scalar(select(Algorithm).filter_by(owner_id=vendor_id, slug=manifest.id))
    if known is not None:
        return known
    algorithm = Algorithm(
        owner_id=vendor_id,
        slug=manifest.id,
        title_zh=manifest.title.zh,
        title_en=manifest.title.en,
        summary_zh=manifest.summary.zh,
        summary_en=manifest.summary.en,
        created_at=now,
    )
    session.add(algorithm)
    session.flush()
    return algorithm


def new_version(algorithm: Algorithm, package: Package, now: datetime) -> Version:
    """Return a package as an uploaded version of its algorithm."""
    return Version(
        owner_id=algorithm.owner_id,
        algorithm_id=algorithm.id,
        version=package.manifest.version,
        digest=package.digest,
        model_digest=package.model_digest,
        size=package.size,
        manifest=package.manifest.model_dump(mode="json"),
        readme=package.readme,
        files=package.listing(),
        gate={},
        created_at=now,
    )
