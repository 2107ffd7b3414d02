"""A subscriber's own thresholds and timings over those of the algorithm."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from algorithms.contract.manifest import EventSpec, Manifest, RuleDefaults
from registry.subscriptions.errors import RuleInvalid

Threshold = Annotated[float, Field(ge=0, le=1)]


class RuleOverrides(BaseModel):
    """What differs from the algorithm's own rule; unset leaves it. Thresholds are by event type."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    thresholds: dict[str, Threshold] = Field(default_factory=dict, max_length=32)
    k: int | None = Field(default=None, ge=1, le=100)
    n: int | None = Field(default=None, ge=1, le=100)
    cooldown_s: float | None = Field(default=None, ge=0, le=86400)
    end_after_s: float | None = Field(default=None, gt=0, le=86400)
    min_area: float | None = Field(default=None, ge=0, le=1)

    def stored(self) -> dict[str, Any]:
        """Return only what was set, as the row keeps it."""
        return self.model_dump(exclude_none=True, exclude_defaults=True)


def threshold(event: EventSpec, overrides: RuleOverrides) -> float:
    """Return the score from which a detection counts for an event type."""
    return overrides.thresholds.get(event.event_type, event.threshold)


def effective(event: EventSpec, overrides: RuleOverrides) -> RuleDefaults:
    """Return the rule that applies to an event type.

    A later version may come with a smaller n than the subscriber's k was checked against: then every
    look counts.
    """
    merged = _merged(event, overrides)
    return RuleDefaults.model_validate(merged | {"k": min(merged["k"], merged["n"])})


def check(manifest: Manifest, overrides: RuleOverrides) -> None:
    """Raise `RuleInvalid` where a rule does not fit the algorithm."""
    unknown = set(overrides.thresholds) - {event.event_type for event in manifest.events}
    if unknown:
        listed = ", ".join(sorted(unknown))[:200]
        raise RuleInvalid(
            zh=f"该算法没有事件类型 {listed}", en=f"the algorithm has no event type {listed}"
        )
    for event in manifest.events:
        merged = _merged(event, overrides)
        if merged["k"] > merged["n"]:
            raise RuleInvalid(
                zh=f"{event.event_type} 的 k（{merged['k']}）大于 n（{merged['n']}）",
                en=f"k ({merged['k']}) exceeds n ({merged['n']}) for {event.event_type}",
            )


def _merged(event: EventSpec, overrides: RuleOverrides) -> dict[str, Any]:
    own = overrides.model_dump(exclude_none=True, exclude={"thresholds"})
    return event.rule.model_dump() | own
