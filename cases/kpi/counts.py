"""What is counted of cases, and the figures made of it: the formulas of the evaluation of performance.

They follow CJ/T 292-2008 and GB/T 30428.4 as implementations state them; weights and limits are the city's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal

from core.text import Text

By = Literal["unit", "district", "algorithm", "month"]


@dataclass(frozen=True, slots=True)
class Counts:
    """Cases of one unit, district, algorithm or month, and what was reported and became none.

    In time is what no clock of its stage says is late; `to_…` are those that were due: done, or late.
    """

    reported: int = 0
    """Cases, events that somebody rejected, and requests that nobody filed."""
    verified_in_time: int = 0
    """Of the reported, judged within the scheme's limit; a request, before the end of its intake."""
    filed: int = 0
    filed_in_time: int = 0
    void: int = 0
    to_dispatch: int = 0
    dispatched_in_time: int = 0
    to_handle: int = 0
    handled: int = 0
    handled_in_time: int = 0
    to_check: int = 0
    checked_in_time: int = 0
    to_close: int = 0
    closed: int = 0
    closed_in_time: int = 0
    reworked: int = 0
    """Of those due to close, sent back at least once after they had been reported as done."""
    open: int = 0
    """Neither closed nor void."""


COUNTS = tuple(one.name for one in fields(Counts))

COUNT_NAMES: Mapping[str, Text] = {
    "reported": Text("上报", "reported"),
    "verified_in_time": Text("按时核实", "verified in time"),
    "filed": Text("立案", "filed"),
    "filed_in_time": Text("按时立案", "filed in time"),
    "void": Text("作废", "void"),
    "to_dispatch": Text("应派遣", "due to dispatch"),
    "dispatched_in_time": Text("按时派遣", "dispatched in time"),
    "to_handle": Text("应处置", "due to handle"),
    "handled": Text("处置", "handled"),
    "handled_in_time": Text("按时处置", "handled in time"),
    "to_check": Text("应核查", "due to check"),
    "checked_in_time": Text("按时核查", "checked in time"),
    "to_close": Text("应结案", "due to close"),
    "closed": Text("结案", "closed"),
    "closed_in_time": Text("按期结案", "closed in time"),
    "reworked": Text("返工", "reworked"),
    "open": Text("未办结", "open"),
}

_RATES: Mapping[str, tuple[str, str]] = {
    "effective": ("filed", "reported"),
    "verified_in_time": ("verified_in_time", "reported"),
    "filed_in_time": ("filed_in_time", "filed"),
    "dispatched_in_time": ("dispatched_in_time", "to_dispatch"),
    "handled": ("handled", "to_handle"),
    "handled_in_time": ("handled_in_time", "to_handle"),
    "checked_in_time": ("checked_in_time", "to_check"),
    "closed": ("closed", "to_close"),
    "closed_in_time": ("closed_in_time", "to_close"),
    "reworked": ("reworked", "to_close"),
}
"""Figures that are one count over another."""

RATE_NAMES: Mapping[str, Text] = {
    "effective": Text("有效上报率", "effective reports"),
    "verified_in_time": Text("按时核实率", "verified in time"),
    "filed_in_time": Text("按时立案率", "filed in time"),
    "filed_right": Text("准确立案率", "filed rightly"),
    "dispatched_in_time": Text("按时派遣率", "dispatched in time"),
    "dispatched_right": Text("准确派遣率", "dispatched rightly"),
    "handled": Text("处置率", "handled"),
    "handled_in_time": Text("按时处置率", "handled in time"),
    "checked_in_time": Text("按时核查率", "checked in time"),
    "closed": Text("结案率", "closed"),
    "closed_in_time": Text("按期结案率", "closed in time"),
    "reworked": Text("返工率", "rework"),
    "volume": Text("立案数分", "score of the number of cases"),
}
"""Every figure; the score of the number of cases counts as one."""

_VOLUME = ((50, 1.0), (100, 0.9), (200, 0.75), (500, 0.6), (1000, 0.4))
"""Up to so many cases the score is this; above, nothing: the fewer, the better looked after."""


def rates(found: Counts) -> dict[str, float | None]:
    """Return every figure, 0 to 1; None where nothing was due."""
    made = {
        name: _share(getattr(found, part), getattr(found, whole))
        for name, (part, whole) in _RATES.items()
    }
    made["filed_right"] = _share(found.filed - found.void, found.filed)
    made["dispatched_right"] = _share(found.to_dispatch - found.reworked, found.to_dispatch)
    made["volume"] = next((score for most, score in _VOLUME if found.filed <= most), 0.0)
    return {name: made[name] for name in RATE_NAMES}


def score(found: Mapping[str, float | None], weights: Mapping[str, float]) -> float | None:
    """Return the weighted mean of figures, 0 to 100; a rework rate counts as what it lacks to 1.

    A figure that is None takes its weight with it; None where none is left.
    """
    parts = {
        name: (weight, 1 - value if name == "reworked" else value)
        for name, weight in weights.items()
        if weight and (value := found[name]) is not None
    }
    whole = sum(weight for weight, _ in parts.values())
    return 100 * sum(weight * value for weight, value in parts.values()) / whole if whole else None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
