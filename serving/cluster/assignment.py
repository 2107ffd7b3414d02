"""What the supervisor tells a camera worker to watch, and what the worker answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from cases.calendar.calendar import USUAL, Calendar
from cases.events.report import Source
from cases.rules import Rule
from serving.cluster.tally import Tally


@dataclass(frozen=True, slots=True)
class Judged:
    """One kind of incident a subscription looks for: its rule, and what its events will say."""

    rule: Rule
    source: Source
    calendar: Calendar = USUAL
    """Of the city whose subscription it is."""


@dataclass(frozen=True, slots=True)
class Watch:
    """One algorithm looking through one camera: a subscription, with all a worker needs for it."""

    subscription_id: UUID
    version_id: UUID
    interval_s: float
    input_width: int
    input_height: int
    input_fill: int
    judged: tuple[Judged, ...]
    priority: str = "normal"
    """`high`, `normal` or `low`: who looks first when there is not time for all."""
    beside: "Beside | None" = None
    """As long as a version is tried on the camera: the other one of the two."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The version that stands beside the one a subscription looks with, while one of them is on trial."""

    rollout_id: UUID
    watch: Watch
    """The same subscription as it would look with the other version."""
    shadow: bool
    """Whether that is the one on trial: it sees the same frames and raises nothing. Else it is the stable
    one, which sees the frames that the one on trial loses.
    """


GLANCE_S = 1.0
"""How often a camera is looked at while somebody watches it live."""


def tightest_s(watches: Iterable[Watch]) -> float:
    """Return the tightest interval of these subscriptions; without one, somebody only watches live."""
    return min((watch.interval_s for watch in watches), default=GLANCE_S)


@dataclass(frozen=True, slots=True)
class Glance:
    """What a camera shows now, small, for somebody who watches it live."""

    sequence: int
    """Of the frame, within its reader."""
    taken_at: datetime
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which glance is wanted."""

    longest_side: int
    """In pixels."""
    after: int
    """The sequence of the one that is known; -1 for none."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One camera of a worker, under the epoch that lets this worker and no other write about it."""

    camera_id: UUID
    epoch: int
    url_digest: str
    """Tells when the address changed; the address itself never travels."""
    watches: tuple[Watch, ...]
    recorder: str = ""
    """What it stands behind, `host:port`."""
    crowded: bool = False
    """Whether its recorder gives fewer sessions than it has cameras."""
    upkeep: tuple[Judged, ...] = ()
    """What its picture itself is judged by, and what those events will say."""
    view_accepted_at: datetime | None = None
    """When a person last said that what it shows is its usual view."""

    @property
    def interval_s(self) -> float:
        """The tightest interval any subscription asks for: one decode serves them all."""
        return tightest_s(self.watches)


@dataclass(frozen=True, slots=True)
class Pulse:
    """A worker's heartbeat."""

    loop_age_s: float
    """Since the line last went round."""
    stuck: tuple[UUID, ...]
    """Cameras whose reader has hung in a native library."""
    looks: int
    """Frames inferred since the worker started."""
    drops: Mapping[str, int]
    """Frames lost since the worker started, by cause."""
    spooled: int
    """Reports that wait on disk for the database."""
    short: bool = False
    """Whether looks are due that there is no time for."""
    modes: Mapping[str, int] = field(default_factory=dict)
    """Cameras by the way they are read."""
    connections: Mapping[str, int] = field(default_factory=dict)
    """`sessions`, `waiting` and recorders `held_back` (`video.readers.governor`)."""
    tally: Tally = field(default_factory=Tally)
    behind: int = 0
    """Cameras whose looks have come late for long (`serving.cluster.lag`)."""
    memory_bytes: int = 0
    """Of the process, what it shares with others included."""
