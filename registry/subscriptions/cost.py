"""What subscriptions will take: hours of cameras, looks, processor time, and how much of the quotas."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.quotas import service as quotas
from accounts.quotas.resource import Resource
from accounts.quotas.service import Wanted
from algorithms.contract.manifest import Manifest
from core.settings import Settings
from registry.catalogue.model import Version
from registry.subscriptions.quota import LOOKS


@dataclass(frozen=True, slots=True)
class Share:
    """One limit of looks a minute: how much of it is used before and after."""

    organization: Organization
    limit: int
    used: float
    after: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What some new subscriptions will take, without a break: hours of a rule do not lessen it."""

    cameras: int
    camera_hours_per_day: int
    looks_per_minute: float
    cores: float
    """Processor cores, as long as every look is had."""
    cpu_ms: float
    """Of one look: as the gate measured it, else as the vendor states it."""
    shares: list[Share]


def cost_of(
    session: Session,
    owner_id: UUID,
    version: Version,
    count: int,
    interval_s: float,
    settings: Settings,
) -> Cost:
    """Return what so many cameras at this interval will take of an organization."""
    cpu_ms, looks = cpu_ms_of(version), count * 60 / interval_s
    held = quotas.used(session, owner_id, Wanted(Resource.LOOKS_PER_MINUTE, looks, LOOKS), settings)
    return Cost(
        cameras=count,
        camera_hours_per_day=24 * count,
        looks_per_minute=looks,
        cores=count / interval_s * cpu_ms / 1000,
        cpu_ms=cpu_ms,
        shares=[Share(one.organization, one.amount, used, used + looks) for one, used in held],
    )


def cpu_ms_of(version: Version) -> float:
    """Return milliseconds of processor time of one look: measured by the gate, else as stated."""
    measured: float | None = version.gate.get("measured", {}).get("cpu_ms")
    if measured is not None:
        return measured
    return Manifest.model_validate(version.manifest).resources.cpu_ms
