"""Versions that vendors hand in: their place on the shelf first, then the gate, and the gate again.

A verdict is bound to the gate and the runtime it was given under, so an upgrade of either has every version
that may run examined anew before it is served.
"""

from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import not_, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from algorithms.contract.manifest import Manifest, RemoteStage
from core.clock import Clock
from core.database.engine import Sessions, transaction
from core.errors import Conflict
from core.feed import publish
from core.http.services import Services
from core.settings import Settings
from core.text import Text
from registry.catalogue import life
from registry.catalogue import service as catalogue
from registry.catalogue.aliases import TOPIC
from registry.catalogue.errors import VersionTaken
from registry.catalogue.model import Algorithm, Version
from registry.catalogue.quota import require_room
from registry.catalogue.reasons import by_itself
from registry.catalogue.transitions import SERVED, TRANSITIONS
from registry.gate import service as gate
from registry.packages.reader import File, Package
from registry.remote import service as endpoints
from registry.remote.client import opened
from registry.remote.errors import EndpointFailed, EndpointNotApproved
from registry.sandbox import Limits
from registry.signing.service import trust

Refused = Conflict
"""Why a package gets no place: its number is taken, it asks for what is not served, no room is left."""

_AGAIN = TRANSITIONS["quarantine"].sources
"""States in which a version may come to run, or runs."""


def hand_in(
    session: Session,
    scope: Scope | None,
    package: Package,
    vendor_id: UUID,
    settings: Settings,
    clock: Clock,
) -> Version:
    """Register a package as an uploaded version; the same one again, while it waits, is found again.

    Raises `VersionTaken`, `NotServed`, `QuotaExceeded`, and `EndpointNotApproved` where its model is asked at
    an endpoint that is not let in.
    """
    stage = package.stage
    if isinstance(stage, RemoteStage):
        _require_endpoint(session, vendor_id, stage)
    algorithm = catalogue.algorithm_of(session, package, vendor_id, clock.now())
    known = session.scalar(
        select(Version).filter_by(algorithm_id=algorithm.id, version=package.manifest.version)
    )
    if known is not None:
        if known.digest != package.digest or known.state != "uploaded":
            raise VersionTaken(slug=algorithm.slug, version=known.version)
        return known
    require_room(session, vendor_id, package.size, settings)
    version = catalogue.new_version(algorithm, package, clock.now())
    life.begin(session, scope, version, "upload", clock)
    return version


def examine(
    services: Services, version_id: UUID, package: Package, scope: Scope | None
) -> dict[str, Any]:
    """Put an uploaded version through the gate and return its report."""
    look = _inspected if package.manifest.remote is None else _asked
    report = look(services, version_id, package)
    with transaction(services.sessions) as session:
        version = session.get_one(Version, version_id, with_for_update=True)
        if version.state != "uploaded":
            return version.gate
        version.gate = report
        action, why = ("check", None) if report["passed"] else ("refuse", _NOT_PASSED)
        life.take(session, scope, version, action, services.clock, why=why)
        return report


def stale(sessions: Sessions) -> list[UUID]:
    """Return the versions whose verdict is about another gate or another runtime; those that run first."""
    with transaction(sessions) as session:
        return [
            *session.scalars(
                select(Version.id)
                .where(Version.state.in_(_AGAIN), Version.files != {})
                .where(not_(Version.gate.contains(gate.binding())))
                .order_by(Version.state.in_(SERVED).desc(), Version.published_at.desc(), Version.id)
            )
        ]


def examine_again(services: Services, version_id: UUID) -> None:
    """Give a version its verdict under the gate and the runtime of today; one that fails is quarantined.

    A model that stays with its vendor is not asked again: an upgrade of ours did not change it.
    """
    with transaction(services.sessions) as session:
        version = session.get_one(Version, version_id)
        package = _package(version)
    report = (
        gate.contract_moved_on(services.clock)
        if package is None
        else _inspected(services, version_id, package)
    )
    with transaction(services.sessions) as session:
        version = session.get_one(Version, version_id, with_for_update=True)
        if version.state not in _AGAIN:
            return
        before = _verdict(version)
        if package is not None and package.manifest.remote is not None:
            report["measured"] = version.gate.get("measured", {})
        version.gate = report
        session.flush()
        clock = services.clock
        record(
            session,
            None,
            "version.gate",
            version,
            before=before,
            after=_verdict(version),
            clock=clock,
        )
        publish(session, TOPIC, version.id, version.owner_id)
        if not report["passed"]:
            life.quarantine(session, version, "gate", _NOT_ANY_MORE, clock)


def _require_endpoint(session: Session, vendor_id: UUID, stage: RemoteStage) -> None:
    try:
        endpoints.named(session, vendor_id, stage.endpoint)
    except EndpointFailed as failure:
        raise EndpointNotApproved(name=stage.endpoint) from failure


def _asked(services: Services, version_id: UUID, package: Package) -> dict[str, Any]:
    """Return the report of a package whose model is asked at its vendor's; raises `EndpointFailed`."""
    stage = package.manifest.remote
    assert stage is not None
    with transaction(services.sessions) as session:
        version = session.get_one(Version, version_id)
        trusted = trust(session, version.owner_id, version.created_at)
        one = endpoints.named(session, version.owner_id, stage.endpoint)
        address = endpoints.address_of(one, services.settings, services.keyring)
    with opened(address, stage, services.settings) as model:
        return gate.inspect(
            package, services.blobs, services.clock, Limits(), trust=trusted, remote=model
        )


def _inspected(services: Services, version_id: UUID, package: Package) -> dict[str, Any]:
    limits = Limits(memory_mb=services.settings.model_memory_mb)
    with transaction(services.sessions) as session:
        version = session.get_one(Version, version_id)
        trusted = trust(session, version.owner_id, version.created_at)

    def known(fingerprint: str) -> str | None:
        with transaction(services.sessions) as session:
            return somebody_elses(session, version_id, fingerprint)

    return gate.inspect(package, services.blobs, services.clock, limits, known, trusted)


def somebody_elses(session: Session, version_id: UUID, fingerprint: str) -> str | None:
    """Return the title of another vendor's goods that have these weights and were there first."""
    mine = session.get_one(Version, version_id)
    return session.scalar(
        select(Algorithm.title_zh)
        .join(Version, Version.algorithm_id == Algorithm.id)
        .where(Version.gate["weights"].astext == fingerprint)
        .where(Version.owner_id != mine.owner_id, Version.created_at < mine.created_at)
        .limit(1)
    )


def _package(version: Version) -> Package | None:
    """Return the package a version was made of; None where its manifest is none any more."""
    files = {name: File(one["digest"], one["size"]) for name, one in version.files.items()}
    try:
        manifest = Manifest.model_validate(version.manifest)
    except ValidationError:
        return None
    return Package(manifest, version.readme, files)


_NOT_PASSED = by_itself(
    "gate", Text("未通过准入检查，见检查报告", "it did not pass the gate; see its report")
)
_NOT_ANY_MORE = Text(
    "升级后重新检查未通过，已自动隔离，见检查报告",
    "it did not pass the gate again after an upgrade and was quarantined; see its report",
)


def _verdict(version: Version) -> dict[str, Any]:
    names = ("gate_version", "runtime", "passed")
    return {name: version.gate.get(name) for name in names}
