"""Putting versions on the shelf, finding the one to run, and taking bad ones off."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import column, delete, func, select, table
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.audit.service import record
from algorithms.contract.manifest import Manifest
from core import feed
from core.blobs import Blobs
from core.clock import Clock
from core.settings import Settings
from core.text import Text
from registry.catalogue.errors import NoHealthyVersion, VersionTaken
from registry.catalogue.model import STABLE, Algorithm, Alias, Version
from registry.catalogue.quota import require_room
from registry.gate import service as gate
from registry.gate.errors import GateFailed
from registry.packages.reader import Package, read
from registry.sandbox import Limits

_INSTALLING = 0x616C676F
_subscriptions = table("subscriptions", column("id"), column("owner_id"), column("algorithm_id"))


@dataclass(frozen=True, slots=True)
class Runnable:
    """All that is needed to run a version."""

    algorithm_id: UUID
    version_id: UUID
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
    version.state, version.gate = "approved", report
    version.approval = {"by": "release", "release": release, "at": clock.now().isoformat()}
    session.add(version)
    session.flush()
    record(session, None, "version.install", version, after=_shown(version), clock=clock)
    publish(session, algorithm, version, clock)
    return version


def publish(session: Session, algorithm: Algorithm, version: Version, clock: Clock) -> None:
    """Offer a version to subscribers: it becomes the stable one."""
    version.state, version.published_at = "published", clock.now()
    manifest = Manifest.model_validate(version.manifest)
    algorithm.title_zh, algorithm.title_en = manifest.title.zh, manifest.title.en
    algorithm.summary_zh, algorithm.summary_en = manifest.summary.zh, manifest.summary.en
    point(session, algorithm.id, STABLE, version.id)
    session.flush()
    record(session, None, "version.publish", version, after=_shown(version), clock=clock)


def point(session: Session, algorithm_id: UUID, name: str, version_id: UUID | None) -> None:
    """Let an alias mean a version, or nothing."""
    if version_id is None:
        session.execute(delete(Alias).filter_by(algorithm_id=algorithm_id, name=name))
        return
    statement = insert(Alias).values(algorithm_id=algorithm_id, name=name, version_id=version_id)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["algorithm_id", "name"], set_={"version_id": version_id}
        )
    )


def quarantine(session: Session, version: Version, code: str, why: Text, clock: Clock) -> None:
    """Take a version off every alias; the newest other published one follows, or nothing."""
    version.state = "quarantined"
    version.state_reason = {"code": code, "zh": why.zh, "en": why.en}
    session.flush()
    following = _previous(session, version)
    for name in session.scalars(select(Alias.name).filter_by(version_id=version.id)).all():
        point(session, version.algorithm_id, name, following)
    after = {"state": version.state, "cause": why.en, "falls_back_to": following}
    record(session, None, "version.quarantine", version, after=after, clock=clock)
    _tell_subscribers(session, version)


def _previous(session: Session, version: Version) -> UUID | None:
    return session.scalar(
        select(Version.id)
        .filter_by(algorithm_id=version.algorithm_id, state="published")
        .order_by(Version.published_at.desc())
        .limit(1)
    )


def _tell_subscribers(session: Session, version: Version) -> None:
    affected = select(_subscriptions.c.id, _subscriptions.c.owner_id).where(
        _subscriptions.c.algorithm_id == version.algorithm_id
    )
    for subscription_id, owner_id in session.execute(affected).all():
        feed.publish(session, "subscription", subscription_id, owner_id)


def runnable(session: Session, algorithm_id: UUID, alias: str = STABLE) -> Runnable:
    """Return what an alias of an algorithm means at present; raises `NoHealthyVersion`."""
    return _runnable(_meant(session, algorithm_id, alias))


def served(session: Session, algorithm_id: UUID, alias: str = STABLE) -> Runnable:
    """Return the same if its verdict is about the gate and the runtime of today: only that is run.

    Raises `NoHealthyVersion`, also for as long as the gate has not looked at it again after an upgrade.
    """
    version = _meant(session, algorithm_id, alias)
    if not gate.is_current(version.gate, version.model_digest):
        raise NoHealthyVersion(slug=_slug(session, algorithm_id))
    return _runnable(version)


def _runnable(version: Version) -> Runnable:
    manifest = Manifest.model_validate(version.manifest)
    return Runnable(version.algorithm_id, version.id, version.model_digest, manifest)


def _meant(session: Session, algorithm_id: UUID, alias: str) -> Version:
    version = session.scalar(
        select(Version)
        .join(Alias, Alias.version_id == Version.id)
        .where(Alias.algorithm_id == algorithm_id, Alias.name == alias)
        .where(Version.state.in_(("published", "deprecated")))
    )
    if version is None:
        raise NoHealthyVersion(slug=_slug(session, algorithm_id))
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
        state="uploaded",
        digest=package.digest,
        model_digest=package.model_digest,
        size=package.size,
        manifest=package.manifest.model_dump(mode="json"),
        readme=package.readme,
        files=package.listing(),
        gate={},
        created_at=now,
    )


def _shown(version: Version) -> dict[str, Any]:
    return {"version": version.version, "state": version.state, "digest": version.digest}
