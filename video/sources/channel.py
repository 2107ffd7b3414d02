"""A camera as a platform lists it, before it is one of ours."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Channel:
    """What a platform knows of one channel; codes are those of GB/T 28181, positions WGS-84."""

    channel_id: str
    """The platform's own key of it, which does not change."""
    gb_id: str = ""
    """20 digits where the platform follows the standard."""
    name: str = ""
    place: str = ""
    parent_id: str = ""
    """The device it hangs on: a recorder, a platform below."""
    civil_code: str = ""
    group: str = ""
    manufacturer: str = ""
    model: str = ""
    longitude: float | None = None
    latitude: float | None = None
    ptz: int | None = None
    room: int | None = None
    direction: int | None = None
    resolution: str = ""
    secrecy: int | None = None
    online: bool | None = None
    """Whether the platform says it is reachable; our own state comes from looking."""

    def facts(self) -> dict[str, Any]:
        """Return everything that is known, as JSON holds it."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "")}
