"""What a reader is asked for."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Demand:
    """Look at this camera at this interval; `url` is clear and lives in memory only."""

    camera_id: UUID
    url: str = field(repr=False)
    interval_s: float
    recorder: str = ""
    """What the camera stands behind, `host:port`: cameras of one recorder share its bounds."""
