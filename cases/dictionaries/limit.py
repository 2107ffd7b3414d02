"""How long something may take, and in which time that is counted."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from core.http.fields import Body
from core.text import Text

Unit = Literal["hours", "working_hours", "working_days", "natural_days"]
Kind = Literal["intake", "dispatch", "handle", "check", "whole"]

UNIT_NAMES: Mapping[Unit, Text] = {
    "hours": Text("小时", "hours"),
    "working_hours": Text("工作时", "working hours"),
    "working_days": Text("工作日", "working days"),
    "natural_days": Text("自然日", "calendar days"),
}
KIND_NAMES: Mapping[Kind, Text] = {
    "intake": Text("受理", "intake"),
    "dispatch": Text("派遣", "dispatch"),
    "handle": Text("处置", "handling"),
    "check": Text("核查", "verification"),
    "whole": Text("全程", "the whole case"),
}


class Limit(Body):
    """So many hours or days of one kind of time. `hours` run day and night: 紧急工作时."""

    amount: Annotated[float, Field(gt=0, le=1000)]
    unit: Unit


def limit_of(limits: Mapping[str, Any], kind: str) -> Limit | None:
    """Return the limit of a clock among a matter's, or None."""
    return Limit.model_validate(limits[kind]) if kind in limits else None
