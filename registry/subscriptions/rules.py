"""A subscriber's own rule over that of the algorithm, field by field."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from algorithms.contract import faults
from algorithms.contract.manifest import EventSpec, Manifest
from algorithms.contract.rule import (
    Coverage,
    Fraction,
    Looks,
    Overlap,
    Pixels,
    RuleSpec,
    Schedule,
    Seconds,
    Severity,
    Tracking,
    Tripwires,
    Zones,
)
from registry.subscriptions.errors import RuleInvalid

Part = Literal["coverage", "keep_threshold", "schedule", "tracking"]
_EVENTS_MAX = 32


class RuleChange(BaseModel):
    """What differs from the rule of the algorithm; unset, or null, leaves it.

    Fields and their meaning are those of the algorithm's manifest, and `zones`, `masks` and `tripwires`,
    which belong to the camera. `off` switches parts off that the algorithm's own rule has.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    k: Looks | None = None
    n: Looks | None = None
    severity: Severity | None = None
    cooldown_s: Seconds | None = None
    end_after_s: Annotated[Seconds, Field(gt=0)] | None = None
    keep_threshold: Fraction | None = None
    min_area: Fraction | None = None
    min_side_px: Pixels | None = None
    dwell_s: Seconds | None = None
    overlap: Overlap | None = None
    overlap_share: Annotated[Fraction, Field(gt=0)] | None = None
    coverage: Coverage | None = None
    tracking: Tracking | None = None
    schedule: Schedule | None = None
    zones: Zones | None = None
    masks: Zones | None = None
    tripwires: Tripwires | None = None
    off: Annotated[tuple[Part, ...], Field(max_length=8)] = ()

    def over(self, plain: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of a rule with the changes made."""
        set_here = {
            name: getattr(self, name) for name in _FIELDS if getattr(self, name) is not None
        }
        return dict(plain) | set_here | dict.fromkeys(self.off)


_FIELDS = [name for name in RuleChange.model_fields if name != "off"]


class EventRuleChange(RuleChange):
    """What differs for one event type."""

    threshold: Fraction | None = None


class RuleOverrides(RuleChange):
    """What differs from the algorithm's own rule: for all its event types, and then for single ones.

    Example, a site's gate by day: `{"thresholds": {"muck_truck.uncovered": 0.6}, "zones": [{"name": "gate",
    "points": [[0.2, 0.5], [0.8, 0.5], [0.9, 1], [0.1, 1]]}], "schedule": {"windows": [{"days": ["workday"],
    "begin": "07:00", "end": "19:00"}]}, "events": {"muck_truck.uncovered": {"dwell_s": 4}}}`.
    """

    thresholds: dict[str, Fraction] = Field(default_factory=dict, max_length=_EVENTS_MAX)
    events: dict[str, EventRuleChange] = Field(default_factory=dict, max_length=_EVENTS_MAX)

    def stored(self) -> dict[str, Any]:
        """Return only what was set, as the row keeps it."""
        return self.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


def effective(event: EventSpec, overrides: RuleOverrides) -> RuleSpec:
    """Return the rule that applies to an event type.

    A later version may come with a rule that the subscriber's was never checked against. Then his fields win:
    every look of n counts, a weaker score keeps no more than a stronger one raises, wires are watched.
    """
    merged = _merged(event, overrides)
    kept, wires = merged["keep_threshold"], merged["tripwires"]
    fitted: dict[str, Any] = {"k": min(merged["k"], merged["n"])}
    if kept is not None:
        fitted["keep_threshold"] = min(kept, merged["threshold"])
    if wires:
        fitted |= {"tracking": merged["tracking"] or Tracking(), "coverage": None}
    elif merged["coverage"]:
        fitted["tracking"] = None
    return RuleSpec.model_validate(merged | fitted)


def check(manifest: Manifest, overrides: RuleOverrides) -> None:
    """Raise `RuleInvalid` where a rule does not fit the algorithm."""
    known = {event.event_type for event in manifest.events}
    unknown = (overrides.thresholds.keys() | overrides.events.keys()) - known
    if unknown:
        listed = ", ".join(sorted(unknown))[:200]
        raise RuleInvalid(
            zh=f"该算法没有事件类型 {listed}", en=f"the algorithm has no event type {listed}"
        )
    for event in manifest.events:
        try:
            RuleSpec.model_validate(_merged(event, overrides))
        except ValidationError as error:
            text = faults.from_pydantic(error)[0].text
            raise RuleInvalid(
                zh=f"{event.event_type}：{text.zh}", en=f"{event.event_type}: {text.en}"
            ) from error


def _merged(event: EventSpec, overrides: RuleOverrides) -> dict[str, Any]:
    own = event.spec()
    plain = overrides.over({name: getattr(own, name) for name in RuleSpec.model_fields})
    plain["threshold"] = overrides.thresholds.get(event.event_type, event.threshold)
    changed = overrides.events.get(event.event_type)
    if changed is None:
        return plain
    plain = changed.over(plain)
    return plain if changed.threshold is None else plain | {"threshold": changed.threshold}
