"""One reading as a sensor tells it, checked before anything is made of it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any

DEPTH_CM = (-5.0, 1000.0)
"""What a sensor can mean; a little below zero is the noise of a dry one."""
AHEAD = timedelta(seconds=120)
"""How far a sensor's clock may be ahead of ours."""
OLDEST = timedelta(days=7)
PAYLOAD_MAX = 4096


class Refused(Exception):
    """A message that is not taken; `code` is one of `cases.water.reasons`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sensor measured and when."""

    at: datetime
    depth_cm: float
    """Never below zero."""


def read(payload: bytes, now: datetime) -> Reading:
    """Return the reading of a JSON message `{"depth_cm": 12.5, "at": "2026-11-26T08:00:00+08:00"}`."""
    try:
        told: Any = json.loads(payload) if len(payload) <= PAYLOAD_MAX else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Refused("malformed")
    return checked(told.get("depth_cm"), told.get("at"), now)


def checked(depth_cm: object, at: object, now: datetime) -> Reading:
    """Return a reading that can be; one without a time is of now. Raises `Refused`."""
    if depth_cm is None:
        raise Refused("no_depth")
    if isinstance(depth_cm, bool) or not isinstance(depth_cm, int | float):
        raise Refused("malformed")
    if not (abs(depth_cm) < 1e9 and isfinite(depth_cm) and DEPTH_CM[0] <= depth_cm <= DEPTH_CM[1]):
        raise Refused("depth_impossible")
    measured_at = now if at is None else _instant(at)
    if measured_at > now + AHEAD:
        raise Refused("from_future")
    if measured_at < now - OLDEST:
        raise Refused("too_old")
    return Reading(measured_at, max(0.0, float(depth_cm)))


def _instant(at: object) -> datetime:
    """A time without its offset is none: eight hours would be lost."""
    try:
        found = at if isinstance(at, datetime) else datetime.fromisoformat(str(at))
        if found.tzinfo is None:
            raise Refused("bad_time")
        return found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused("bad_time") from error
