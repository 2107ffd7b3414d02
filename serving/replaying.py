"""A subscription's recorded looks under a rule: what it would have raised beside what was raised."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from algorithms.contract.manifest import EventSpec
from cases.calendar.calendar import Calendar
from cases.calendar.service import calendars
from cases.detections import segment
from cases.detections.record import Looked, Record
from cases.detections.replay import Replayed, Run, relive, replay
from cases.detections.retention import Keep
from cases.events.model import Event
from cases.rules import Rule
from core.errors import Invalid
from core.settings import Settings
from core.text import Text
from registry.catalogue import service as catalogue
from registry.subscriptions.model import Subscription
from registry.subscriptions.rules import RuleOverrides, check
from serving.queries.demands import rule_of

RANGE_MAX = timedelta(days=7)
RECORDS_MAX = 20_000
"""A replay stops after so many records: more than a day of looks every five seconds."""
EVENTS_MAX = 1000
WARM_S = 600.0
"""A changed rule begins so long before the range at least, so as not to begin in the middle of it."""


class ReplayRangeInvalid(Invalid):
    """The range is no range, or too long for one replay."""

    code = "replay_range_invalid"
    title = Text("回放时段有误", "The range cannot be replayed")
    detail = Text(
        "结束时刻须晚于开始时刻，且最长 {days} 天。请缩短时段后重试。",
        "The end must be later than the beginning, by {days} days at the most. "
        "Choose another range.",
    )


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall be replayed, and by which rule: another one, or, unset, the subscription's present one.

    `as_judged` takes the rules and the memory that were recorded instead.
    """

    since: datetime
    until: datetime
    rule: RuleOverrides | None = None
    as_judged: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One event type: what the rule would have raised, what was raised, and the looks in between."""

    event: EventSpec
    run: Run
    raised: Sequence[Event]

    @property
    def would(self) -> list[Replayed]:
        """What the rule would have raised, the oldest first."""
        return sorted(self.run.incidents.values(), key=lambda one: (one.opened_at, one.key))

    def event_of(self, one: Replayed) -> Event | None:
        """Return the first event that was open while a replayed incident was."""
        return next((event for event in self.raised if overlap(one, event)), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole replay."""

    told: Sequence[Told]
    looks: int
    recorded_since: datetime | None
    """The first hour that is still kept of the camera."""
    cut_at: datetime | None
    """Where it stopped, if there were too many records."""


def replayed(session: Session, settings: Settings, row: Subscription, wish: Wish) -> Answer:
    """Replay a range of a subscription; raises `ReplayRangeInvalid` and `RuleInvalid`.

    What was recorded under other versions of the algorithm is replayed as it was seen.
    """
    if not timedelta(0) < wish.until - wish.since <= RANGE_MAX:
        raise ReplayRangeInvalid(days=RANGE_MAX.days)
    manifest = catalogue.runnable(session, row.algorithm_id, row.meant).manifest
    overrides = wish.rule or RuleOverrides.model_validate(row.rule)
    check(manifest, overrides)
    rules = [rule_of(event, overrides) for event in manifest.events]
    calendar = calendars(session, [row.owner_id], settings.timezone)[row.owner_id]
    folder = Keep.of(settings).folder
    begin = wish.since if wish.as_judged else wish.since - _warm(rules)
    recorded = segment.between(folder, row.camera_id, begin, wish.until)
    records = _Bounded(one for one in recorded if one.subscription_id in (row.id, None))
    runs = _runs(row, rules, calendar, records, begin if not wish.as_judged else None)
    shown = [run.since(wish.since) for run in runs]
    raised = _raised(session, row, wish)
    return Answer(
        [
            Told(event, run, [one for one in raised if one.event_type == event.event_type])
            for event, run in zip(manifest.events, shown, strict=True)
        ],
        max((len(run.marks) for run in shown), default=0),
        segment.recorded_since(folder, row.camera_id),
        records.cut_at,
    )


def overlap(one: Replayed, event: Event) -> bool:
    """Tell whether an event was open at some time while a replayed incident was."""
    begins_before = event.ended_at is None or one.opened_at <= event.ended_at
    return begins_before and (one.ended_at is None or event.opened_at <= one.ended_at)


class _Bounded:
    """Records up to a bound, and afterwards where it was reached."""

    def __init__(self, records: Iterator[Record]) -> None:
        self._records = records
        self.cut_at: datetime | None = None

    def __iter__(self) -> Iterator[Record]:
        yield from islice(self._records, RECORDS_MAX)
        following = next(self._records, None)
        self.cut_at = following.taken_at if following else None


def _runs(
    row: Subscription,
    rules: Sequence[Rule],
    calendar: Calendar,
    records: Iterable[Record],
    begin: datetime | None,
) -> list[Run]:
    """Return a run for each rule; without a beginning, as it was judged."""
    if begin is None:
        lived = relive(records)
        return [lived.get((row.id, rule.incident_key), Run(rule, calendar)) for rule in rules]
    looks = (one for one in records if isinstance(one, Looked) and one.taken_at >= begin)
    return replay(rules, looks, calendar)


def _warm(rules: Sequence[Rule]) -> timedelta:
    """Return how long before a range its rules must begin, to know then what they would know."""
    times_s = [WARM_S]
    for rule in rules:
        times_s += [rule.cooldown_s, rule.dwell_s, rule.end_after_s]
        times_s += [rule.coverage.within_s] if rule.coverage else []
    return timedelta(seconds=max(times_s))


def _raised(session: Session, row: Subscription, wish: Wish) -> Sequence[Event]:
    found = (
        select(Event)
        .where(
            Event.subscription_id == row.id,
            Event.opened_at < wish.until,
            or_(Event.ended_at.is_(None), Event.ended_at >= wish.since),
        )
        .order_by(Event.opened_at, Event.id)
        .limit(EVENTS_MAX)
    )
    return session.scalars(found).all()
