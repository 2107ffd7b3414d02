"""What a clock shows: how much of its limit is used and in which colour. Pure; the row is its state."""

from datetime import datetime, timedelta
from typing import Literal, cast

from cases.clocks.model import CaseClock
from cases.clocks.time import WorkingTime, length
from cases.dictionaries.limit import Limit, Unit

AMBER = 0.8
"""From this share of the limit on a clock is amber, from all of it on red."""
Colour = Literal["green", "amber", "red", "paused", "met", "missed"]
LATE = "k.due_at <= coalesce(k.stopped_at, :now)"
"""What `is_late` says, of a row `k` of `case_clocks`."""


def start(clock: CaseClock, at: datetime, time: WorkingTime) -> None:
    """Let a clock run, for the first time or again."""
    clock.runs = [*clock.runs, [at.isoformat(), None]]
    clock.stopped_at = None
    reckon(clock, time)


def pause(clock: CaseClock, at: datetime) -> None:
    """Let a clock stand for a while: it has no end meanwhile, unless its limit is over already."""
    was_late = is_late(clock, at)
    _end_run(clock, at)
    clock.amber_at = None
    if not was_late:
        clock.due_at = None


def stop(clock: CaseClock, at: datetime) -> None:
    """End a clock; its end stays, so that one sees whether it was met."""
    _end_run(clock, at)
    clock.stopped_at = at


def reckon(clock: CaseClock, time: WorkingTime) -> None:
    """Find out when a running clock turns amber and when its limit is over; a paused one has no end."""
    if not is_running(clock):
        return
    unit, whole = cast(Unit, clock.unit), total(clock)
    since = datetime.fromisoformat(clock.runs[-1][0])
    gone = _used(clock, clock.runs[:-1], since, time)
    clock.amber_at = time.after(since, whole * AMBER - gone, unit)
    clock.due_at = time.after(since, whole - gone, unit)


def is_running(clock: CaseClock) -> bool:
    """Tell whether time goes by on a clock."""
    return bool(clock.runs) and clock.runs[-1][1] is None


def is_late(clock: CaseClock, now: datetime) -> bool:
    """Tell whether the whole limit is used by now, or was when the clock was stopped."""
    return clock.due_at is not None and clock.due_at <= (clock.stopped_at or now)


def total(clock: CaseClock) -> timedelta:
    """Return the limit with what was added to it, in time of its unit."""
    unit = cast(Unit, clock.unit)
    return length(Limit.model_construct(amount=clock.amount + clock.extended, unit=unit))


def used(clock: CaseClock, now: datetime, time: WorkingTime) -> timedelta:
    """Return how much of the limit is used by now, in time of its unit."""
    return _used(clock, clock.runs, now, time)


def colour(clock: CaseClock, now: datetime) -> Colour:
    """Return what a clock shows now."""
    if clock.stopped_at is not None:
        return "missed" if is_late(clock, now) else "met"
    if clock.amber_at is None:
        return "paused"
    if is_late(clock, now):
        return "red"
    return "amber" if now >= clock.amber_at else "green"


def _used(
    clock: CaseClock, runs: list[list[str | None]], now: datetime, time: WorkingTime
) -> timedelta:
    unit = cast(Unit, clock.unit)
    spans = (
        time.between(
            datetime.fromisoformat(str(begin)), datetime.fromisoformat(end) if end else now, unit
        )
        for begin, end in runs
    )
    return sum(spans, timedelta())


def _end_run(clock: CaseClock, at: datetime) -> None:
    if is_running(clock):
        clock.runs = [*clock.runs[:-1], [clock.runs[-1][0], at.isoformat()]]
