"""What became of events, however they are counted: the fields that statistics and scorecards share."""

from collections.abc import Mapping
from typing import Any, Protocol

from pydantic import BaseModel

from core.text import Text

COLUMNS: Mapping[str, Text] = {
    "events": Text("事件", "events"),
    "confirmed": Text("确认", "confirmed"),
    "rejected": Text("驳回", "rejected"),
    "duplicates": Text("重复", "duplicates"),
    "waiting": Text("待研判", "waiting"),
    "auto": Text("自动确认", "confirmed automatically"),
    "precision": Text("准确率", "precision"),
    "precision_from": Text("准确率下限(95%)", "precision from (95 %)"),
    "precision_to": Text("准确率上限(95%)", "precision to (95 %)"),
}
_PLAIN = ("events", "confirmed", "rejected", "duplicates", "waiting", "auto", "precision")


class JudgedOut(BaseModel):
    """What became of the events that have something in common."""

    about: str | None
    """What they have in common; null: nothing that could be said, or they are all of them."""
    name_zh: str
    name_en: str
    events: int
    confirmed: int
    rejected: int
    duplicates: int
    waiting: int
    auto: int
    """Of the confirmed ones, those that nobody judged."""
    precision: float | None
    """The share of events judged by people that were what the algorithm said; duplicates were, too."""
    precision_from: float | None
    """Where it lies with 95 % (Wilson)."""
    precision_to: float | None


class Counted(Protocol):
    """Counts of verdicts, and what follows from them."""

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return where the precision lies with 95 %."""


def judged(one: Counted, about: str | None, name: Text) -> dict[str, Any]:
    """Return the fields of `JudgedOut`."""
    lowest, highest = one.interval or (None, None)
    told = {field: getattr(one, field) for field in _PLAIN}
    named = {"about": about, "name_zh": name.zh, "name_en": name.en}
    return named | told | {"precision_from": lowest, "precision_to": highest}


def cell(value: float | None) -> str:
    """Return a figure as a cell of a sheet; none is empty."""
    if value is None:
        return ""
    return f"{value:.4f}" if isinstance(value, float) else str(value)
