"""What counts as a hit, how many make an incident, and when it is over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from algorithms.contract import faults
from algorithms.contract.rule import (
    Coverage,
    Overlap,
    RuleSpec,
    Schedule,
    Severity,
    Tracking,
    Tripwire,
    Zone,
    contradictions,
)
from algorithms.contract.values import Detection
from cases.rules.shapes import area_of, shorter_side_px
from core.errors import Invalid
from core.text import Text

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
    subscription may have open at once, and is the event type unless given. What the parts from
    `keep_threshold` on mean stands in `algorithms.contract.rule`.
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
    keep_threshold: float | None = None
    min_side_px: int = 0
    dwell_s: float = 0.0
    overlap: Overlap = "foot"
    overlap_share: float = 0.5
    zones: tuple[Zone, ...] = ()
    masks: tuple[Zone, ...] = ()
    tripwires: tuple[Tripwire, ...] = ()
    coverage: Coverage | None = None
    tracking: Tracking | None = None
    schedule: Schedule | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", tuple(self.labels))
        object.__setattr__(self, "incident_key", self.incident_key or self.event_type)
        for is_wrong, fault in _faults(self):
            if is_wrong:
                raise InvalidRule(event_type=self.event_type, fault=fault)

    @classmethod
    def of(cls, event_type: str, labels: tuple[str, ...], spec: RuleSpec) -> "Rule":
        """Return the rule of an event type from what applies to it."""
        given = {name: getattr(spec, name) for name in RuleSpec.model_fields}
        return cls(event_type=event_type, labels=labels, **given)

    @property
    def kept_from(self) -> float:
        """The score from which a detection keeps an open incident."""
        return self.threshold if self.keep_threshold is None else self.keep_threshold

    def concerns(self, one: Detection, size: tuple[int, int] = (0, 0)) -> bool:
        """Tell whether a detection is sure and large enough to keep an incident, where it may be.

        `size` is the picture's, width × height in pixels; unknown sizes are large enough.
        """
        return (
            one.label in self.labels
            and one.score >= self.kept_from
            and area_of(one) >= self.min_area
            and (not all(size) or shorter_side_px(one, size) >= self.min_side_px)
        )

    def as_json(self) -> dict[str, Any]:
        """Return the rule as it is stored beside the events it raised."""
        plain: dict[str, Any] = _ADAPTER.dump_python(self, mode="json")
        return plain

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Rule":
        """Return the rule of a stored form; fields of other releases are passed over."""
        known = {field.name for field in fields(cls)}
        try:
            return _ADAPTER.validate_python({k: v for k, v in stored.items() if k in known})
        except ValidationError as error:
            first = faults.from_pydantic(error)[0]
            told = Text(f"{first.path}：{first.text.zh}", f"{first.path}: {first.text.en}")
            raise InvalidRule(event_type=stored.get("event_type", ""), fault=told) from error


_ADAPTER = TypeAdapter(Rule)


def _faults(rule: Rule) -> Iterable[tuple[bool, Text]]:
    yield not rule.event_type, Text("缺少事件类型", "the event type is missing")
    yield not rule.labels, Text("没有标签", "it has no labels")
    shares = ("threshold", "keep_threshold", "min_area", "overlap_share")
    for name in shares:
        value = getattr(rule, name)
        yield (
            value is not None and not 0 <= value <= 1,
            Text(f"{name} 应在 0 到 1 之间", f"{name} must be within 0..1"),
        )
    yield (
        not 1 <= rule.k <= rule.n <= LOOKS_MAX,
        Text(f"须满足 1 ≤ k ≤ n ≤ {LOOKS_MAX}", f"1 <= k <= n <= {LOOKS_MAX} must hold"),
    )
    for name in ("cooldown_s", "dwell_s", "min_side_px"):
        yield (
            not getattr(rule, name) >= 0,
            Text(f"{name} 不能为负", f"{name} must not be negative"),
        )
    yield not rule.end_after_s > 0, Text("结束时间须大于 0", "end_after_s must be above 0")
    yield rule.severity not in get_args(Severity), Text("未知的等级", "the severity is unknown")
    for one in contradictions(rule):
        yield True, one
