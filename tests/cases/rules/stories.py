"""Looks that tell a story, and what a rule decides about it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from algorithms.contract.values import Box, Detection
from cases.calendar.calendar import USUAL, Calendar
from cases.rules import Decision, Look, Memory, Rule, judge

START = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
"""A Thursday, ten in the morning in Shanghai."""
SIZE = (1920, 1080)


def at(seconds: float) -> datetime:
    """Return an instant so many seconds after the beginning of the story."""
    return START + timedelta(seconds=seconds)


def thing(
    x: float, y: float, score: float = 0.9, side: float = 0.1, label: str = "truck"
) -> Detection:
    """Return a square thing that stands (by the middle of its lower edge) at a place."""
    return Detection(label, score, (x - side / 2, y - side, x + side / 2, y))


def looks(story: Iterable[Sequence[Detection]], every_s: float = 2.0) -> list[Look]:
    """Return one look for each part of the story."""
    return [Look(at(i * every_s), tuple(part), SIZE) for i, part in enumerate(story)]


def told(
    rule: Rule, story: Iterable[Look], memory: Memory | None = None, calendar: Calendar = USUAL
) -> list[tuple[Decision, ...]]:
    """Return what is decided at each look."""
    memory, decided = memory or Memory(), []
    for look in story:
        memory, decisions = judge(rule, memory, look, calendar)
        decided.append(decisions)
    return decided


def spoken(decided: Iterable[tuple[Decision, ...]]) -> str:
    """Return each look's decisions as letters, R(aise) U(pdate) E(nd), or a dot; looks stand apart."""
    return " ".join("".join(type(one).__name__[0] for one in each) or "." for each in decided)


def box(left: float, top: float, right: float, bottom: float) -> tuple[tuple[float, float], ...]:
    """Return the outline of a box."""
    return (left, top), (right, top), (right, bottom), (left, bottom)


def placed(of: Box, label: str = "water", score: float = 0.9) -> Detection:
    """Return a detection with a box."""
    return Detection(label, score, of)
