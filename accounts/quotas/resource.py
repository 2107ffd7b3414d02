"""What quotas are about, and the defaults."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import InstrumentedAttribute

from core.settings import Settings
from core.text import Text


class Resource(StrEnum):
    """Something of which an organization may have so much."""

    CAMERAS = "cameras"
    LOOKS_PER_MINUTE = "looks_per_minute"
    INFERENCES_PER_MINUTE = "inferences_per_minute"
    """Frames that are sent to models over the API."""
    STORAGE_GB = "storage_gb"
    """10⁹ bytes of evidence."""
    VERSIONS = "versions"
    UPLOAD_MB = "upload_mb"
    """10⁶ bytes of one package."""


RESOURCES = (*Resource,)

TITLES: dict[Resource, Text] = {
    Resource.CAMERAS: Text("摄像机数", "cameras"),
    Resource.LOOKS_PER_MINUTE: Text("每分钟分析次数", "looks a minute"),
    Resource.INFERENCES_PER_MINUTE: Text("每分钟推理次数（API）", "inferences a minute (API)"),
    Resource.STORAGE_GB: Text("证据存储（GB）", "storage of evidence (GB)"),
    Resource.VERSIONS: Text("算法版本数", "versions"),
    Resource.UPLOAD_MB: Text("单个算法包大小（MB）", "size of one package (MB)"),
}

_OF_VENDORS = (Resource.INFERENCES_PER_MINUTE, Resource.VERSIONS, Resource.UPLOAD_MB)
_OF_OTHERS = (
    Resource.CAMERAS,
    Resource.LOOKS_PER_MINUTE,
    Resource.INFERENCES_PER_MINUTE,
    Resource.STORAGE_GB,
)


@dataclass(frozen=True, slots=True)
class Measure:
    """How a resource is counted: the column of a row's owner, an aggregate, and which rows count."""

    owner: InstrumentedAttribute[UUID]
    amount: ColumnElement[Any]
    where: ColumnElement[bool] = field(default_factory=true)


def resources_of(kind: str) -> tuple[Resource, ...]:
    """Return what organizations of a kind have quotas of."""
    return _OF_VENDORS if kind == "vendor" else _OF_OTHERS


def default_of(resource: Resource, settings: Settings) -> int:
    """Return the limit that counts where none was set."""
    found: int = getattr(settings, setting_of(resource).lower())
    return found


def setting_of(resource: Resource) -> str:
    """Return the setting of a default, without its prefix."""
    return f"QUOTA_{resource.upper()}"
