"""What counts as a hit, how many make an incident, and when it is over."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from algorithms.contract.values import Detection
from core.errors import Invalid
from core.text import Text

Severity = Literal["critical", "major", "minor"]
LOOKS_MAX = 100


class InvalidRule(Invalid):
    """A rule whose numbers contradict each other."""

    code = "invalid_rule"
    title = Text("规则有误", "Invalid rule")
    detail = Text(
        "规则“{event_type}”：{fault}。请改正后重试。",
        "Rule “{event_type}”: {fault}. Correct it and try again.",
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """k of the last n looks with a hit raise an incident; `end_after_s` without one end it.

    Areas are shares of the picture (0..1); `incident_key` tells apart the incidents that one
    subscription may have open at once, and is the event type unless given.
    """

    event_type: str
    labels: tuple[str, ...]
    threshold: float
    k: int = 3
    n: int = 5
    min_area: float = 0.0
    cooldown_s: float = 60.0
    end_after_s: float = 30.0
    severity: Severity = "major"
    incident_key: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", tuple(self.labels))
        object.__setattr__(self, "incident_key", self.incident_key or self.event_type)
        for is_wrong, fault in _faults(self):
            if is_wrong:
                raise InvalidRule(event_type=self.event_type, fault=fault)

    def hits(self, detections: Iterable[Detection]) -> tuple[Detection, ...]:
        """Return the detections that count, the surest first."""
        counted = (one for one in detections if self._counts(one))
        return tuple(sorted(counted, key=lambda one: -one.score))

    def as_json(self) -> dict[str, Any]:
        """Return the rule as it is stored beside the events it raised."""
        return asdict(self) | {"labels": list(self.labels)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Rule":
        """Return the rule of a stored form; fields of other releases are passed over."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})

    def _counts(self, one: Detection) -> bool:
        return (
            one.label in self.labels
            and one.score >= self.threshold
            and area_of(one) >= self.min_area
        )


def area_of(one: Detection) -> float:
    """Return the share of the picture a detection covers; one without a place covers all of it."""
    if one.polygon is not None:
        return _polygon_area(one.polygon)
    if one.box is None:
        return 1.0
    left, top, right, bottom = one.box
    return max(0.0, right - left) * max(0.0, bottom - top)


def _polygon_area(points: tuple[tuple[float, float], ...]) -> float:
    following = (*points[1:], *points[:1])
    return (
        abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(points, following, strict=True)))
        / 2
    )


def _faults(rule: Rule) -> Iterable[tuple[bool, Text]]:
    yield not rule.event_type, Text("缺少事件类型", "the event type is missing")
    yield not rule.labels, Text("没有标签", "it has no labels")
    yield (
        not 0 <= rule.threshold <= 1,
        Text("阈值应在 0 到 1 之间", "threshold must be within 0..1"),
    )
    yield (
        not 0 <= rule.min_area <= 1,
        Text("最小面积应在 0 到 1 之间", "min_area must be within 0..1"),
    )
    yield (
        not 1 <= rule.k <= rule.n <= LOOKS_MAX,
        Text(f"须满足 1 ≤ k ≤ n ≤ {LOOKS_MAX}", f"1 <= k <= n <= {LOOKS_MAX} must hold"),
    )
    yield not rule.cooldown_s >= 0, Text("冷却时间不能为负", "cooldown_s must not be negative")
    yield not rule.end_after_s > 0, Text("结束时间须大于 0", "end_after_s must be above 0")
    yield rule.severity not in get_args(Severity), Text("未知的等级", "the severity is unknown")
