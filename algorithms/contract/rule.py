"""What a rule may say: how often, how surely, how large, where, how long, which thing, and when.

A vendor gives `RuleDefaults` with each event of the manifest; a subscriber overrides them field by
field and adds what depends on the camera. `RuleSpec` is what then applies. Places are fractions (0..1)
of the picture, x to the right and y down; times are seconds, unless they say otherwise.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, Protocol, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from shapely import Polygon, is_valid_reason

from algorithms.contract import faults
from core.text import Text

Severity = Literal["critical", "major", "minor"]
Fraction = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Seconds = Annotated[float, Field(ge=0, le=86400, allow_inf_nan=False)]
Looks = Annotated[int, Field(ge=1, le=100)]
Pixels = Annotated[int, Field(ge=0, le=10000)]
Point = tuple[Fraction, Fraction]
Overlap = Literal["foot", "share"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "workday", "restday"]
Direction = Literal["both", "forward", "backward"]

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


def _simple(points: tuple[Point, ...]) -> tuple[Point, ...]:
    outline = Polygon(points)
    if not outline.is_valid or outline.area < 1e-6:
        reason = is_valid_reason(outline)
        raise faults.fault(
            f"轮廓不能自相交，且须围住一块面积（{reason}）",
            f"the outline must not cross itself and must enclose an area ({reason})",
        )
    return points


def _clock(text: str) -> str:
    if not _CLOCK.fullmatch(text):
        raise faults.fault("时刻应写作 08:30，最晚 24:00", "a time is written 08:30, up to 24:00")
    return text


Outline = Annotated[tuple[Point, ...], Field(min_length=3, max_length=64), AfterValidator(_simple)]
Clock = Annotated[str, AfterValidator(_clock)]
_STRICT = ConfigDict(extra="forbid", use_attribute_docstrings=True)


@dataclass(frozen=True, slots=True)
class Zone:
    """An area of the picture, as the corners of its outline."""

    points: Outline
    name: Annotated[str, Field(max_length=50)] = ""
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, slots=True)
class Tripwire:
    """A line from `start` to `end` that a thing crosses.

    `forward` is from the left hand of who walks from start to end, as he sees the picture, to his right.
    """

    start: Point
    end: Point
    direction: Direction = "both"
    name: Annotated[str, Field(max_length=50)] = ""
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the zones, together, what is seen must cover: water on a road, litter on a pavement."""

    min_share: Fraction
    """From this share of the zones' area on a look counts; without zones, of the picture's."""
    keep_share: Fraction | None = None
    """An open incident lasts down to this share; unset: `min_share`."""
    grows_by: Fraction = 0.0
    """So much must the share have grown within `within_s` before an incident is raised; 0: not at all."""
    within_s: Annotated[float, Field(ge=1, le=86400, allow_inf_nan=False)] = 600.0
    """Seconds in which it must have grown."""
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, slots=True)
class Tracking:
    """Each thing is an incident of its own, followed from look to look."""

    reach_per_s: Annotated[float, Field(gt=0, le=2, allow_inf_nan=False)] = 0.1
    """How far a thing may move in a second, as a share of the picture's sides."""
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of some days in the city's time zone; where the end is not after the begin, past midnight."""

    days: Annotated[tuple[Day, ...], Field(max_length=9)] = ()
    """On which days it begins; none: on every day. The working calendar says what a workday is."""
    begin: Clock = "00:00"
    """When it begins, such as 08:30."""
    end: Clock = "24:00"
    """When it ends, up to 24:00."""
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a rule looks; outside its windows it sees nothing, and an open incident ends."""

    windows: Annotated[tuple[Window, ...], Field(min_length=1, max_length=50)]
    """When it looks: within any of these."""
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


Zones = Annotated[tuple[Zone, ...], Field(max_length=32)]
Tripwires = Annotated[tuple[Tripwire, ...], Field(max_length=16)]


class Described(Protocol):
    """The fields of a rule that can contradict each other."""

    @property
    def k(self) -> int: ...
    @property
    def n(self) -> int: ...
    @property
    def threshold(self) -> float: ...
    @property
    def keep_threshold(self) -> float | None: ...
    @property
    def coverage(self) -> Coverage | None: ...
    @property
    def tracking(self) -> Tracking | None: ...
    @property
    def tripwires(self) -> tuple[Tripwire, ...]: ...


def contradictions(rule: Described) -> Iterable[Text]:
    """Yield what contradicts itself in a rule."""
    if rule.k > rule.n:
        yield Text(
            f"k（{rule.k}）不能大于 n（{rule.n}）", f"k ({rule.k}) must not exceed n ({rule.n})"
        )
    if rule.keep_threshold is not None and rule.keep_threshold > rule.threshold:
        yield Text(
            f"保持阈值不能高于阈值（{rule.threshold:g}）",
            f"keep_threshold must not exceed the threshold ({rule.threshold:g})",
        )
    coverage = rule.coverage
    if coverage and coverage.keep_share is not None and coverage.keep_share > coverage.min_share:
        yield Text("keep_share 不能大于 min_share", "keep_share must not exceed min_share")
    if rule.tripwires and rule.tracking is None:
        yield Text("绊线需要启用目标跟踪 tracking", "tripwires need tracking")
    if coverage and rule.tracking:
        yield Text(
            "面积占比 coverage 与目标跟踪 tracking 不能同时使用",
            "coverage and tracking exclude each other",
        )


class RuleDefaults(BaseModel):
    """When sightings become an incident, unless the subscriber says otherwise."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )

    k: Looks = 2
    """Looks of the last n in which it must be seen."""
    n: Looks = 3
    """Looks that are counted."""
    cooldown_s: Seconds = 60.0
    """No second incident within so many seconds after one ended; with tracking, of the same thing."""
    end_after_s: Annotated[Seconds, Field(gt=0)] = 30.0
    """Not seen for so many seconds: ended."""
    keep_threshold: Fraction | None = None
    """An open incident is kept by scores from here on; unset: as from the threshold that raises it."""
    min_area: Fraction = 0.0
    """Smaller boxes, as a share of the frame, do not count."""
    min_side_px: Pixels = 0
    """Boxes whose shorter side has fewer pixels of the camera's picture do not count."""
    dwell_s: Seconds = 0.0
    """Seen for so many seconds on end before an incident is raised."""
    overlap: Overlap = "foot"
    """When a thing is in a zone or mask: the middle of its lower edge is, or a share of its area."""
    overlap_share: Annotated[Fraction, Field(gt=0)] = 0.5
    """With `share`: so much of its area."""
    coverage: Coverage | None = None
    """How much of its area must be covered; unset: that does not matter."""
    tracking: Tracking | None = None
    """Whether each thing is followed; unset: all of a kind are one incident."""
    schedule: Schedule | None = None
    """When it looks; unset: always."""

    @model_validator(mode="after")
    def _k_within_n(self) -> Self:
        if self.k > self.n:
            raise faults.fault("k 不能大于 n", "k must not exceed n")
        return self


class RuleSpec(RuleDefaults):
    """The whole rule of one event type on one camera."""

    threshold: Fraction
    severity: Severity
    zones: Zones = ()
    """Where things count; none: everywhere."""
    masks: Zones = ()
    """Where they never do."""
    tripwires: Tripwires = ()
    """A thing must cross one of them; needs tracking."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for one in contradictions(self):
            raise faults.fault(one.zh, one.en)
        return self
