"""Whether a rule looks at night."""

from algorithms.contract.manifest import Manifest
from algorithms.contract.rule import Schedule, Window
from registry.subscriptions.rules import RuleOverrides, effective

DAY_BEGINS, DAY_ENDS = 6 * 60, 20 * 60
"""Minutes of a day; what is before and after is night in any season of most cities."""


def looks_by_night(manifest: Manifest, rule: RuleOverrides) -> bool:
    """Tell whether any event of the algorithm is looked for at night under a subscriber's rule."""
    return any(_is_open(effective(event, rule).schedule) for event in manifest.events)


def _is_open(schedule: Schedule | None) -> bool:
    return schedule is None or any(_reaches_night(window) for window in schedule.windows)


def _reaches_night(window: Window) -> bool:
    begin, end = _minute(window.begin), _minute(window.end)
    past_midnight = end <= begin
    return past_midnight or begin < DAY_BEGINS or end > DAY_ENDS


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
