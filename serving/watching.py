"""What an algorithm would raise on a film: its own looks, its own rule, held against when it happened."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
import numpy as np

from algorithms.contract.values import Detection, Pixels
from cases.rules import Look, Memory, Raise, Rule, judge
from core.errors import Invalid
from core.text import Text
from registry.evaluation import looking
from registry.subscriptions.rules import RuleOverrides
from serving.queries.demands import rule_of

_COLUMNS = ("event_type", "start_s", "end_s")
_BEGIN = datetime(2000, 1, 1, tzinfo=UTC)


class SpansInvalid(Invalid):
    """The file of true incidents, or the film, cannot be read."""

    code = "spans_invalid"
    title = Text("视频或事件时段表无法读取", "The film or its spans cannot be read")
    detail = Text(
        "{file}：{zh}。时段表为 CSV，列为 event_type,start_s,end_s；没有事件时只留表头。",
        "{file}: {en}. Spans are CSV with event_type,start_s,end_s; without incidents, the heading only.",
    )


@dataclass(frozen=True, slots=True)
class Span:
    """One true incident, in seconds of the film."""

    event_type: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Incidents:
    """Of one event class: which true incidents were raised, how soon, and what else was raised."""

    incidents: int
    found: int
    seconds_to_find: tuple[float, ...]
    """From its start to the confirming look, of each that was found."""
    false_events: int
    false_per_hour: float
    raised_at_s: tuple[float, ...]


@dataclass(slots=True)
class _Watch:
    rule: Rule
    memory: Memory = field(default_factory=Memory)
    raised: list[float] = field(default_factory=list)

    def look(self, second: float, detections: Sequence[Detection]) -> None:
        look = Look(_BEGIN + timedelta(seconds=second), tuple(detections))
        self.memory, decisions = judge(self.rule, self.memory, look)
        self.raised += [second for one in decisions if isinstance(one, Raise)]


@dataclass(frozen=True, slots=True)
class Watched:
    """What was raised on a film, by event class, in seconds of the film."""

    raised: dict[str, list[float]]
    looks: int
    hours: float


def watch(eyes: looking.Eyes, frames: Iterator[tuple[float, Pixels]]) -> Watched:
    """Look at frames (second, pixels) in order and let the algorithm's own rules judge."""
    manifest = eyes.manifest
    watches = {
        event.event_type: _Watch(rule_of(event, RuleOverrides())) for event in manifest.events
    }
    looks, end_s = 0, 0.0
    for second, pixels in frames:
        detections = eyes.look(pixels)
        looks, end_s = looks + 1, second + manifest.look.interval_s
        for one in watches.values():
            one.look(second, detections)
    raised = {event_type: one.raised for event_type, one in watches.items()}
    return Watched(raised, looks, end_s / 3600)


def compare(raised: Sequence[float], spans: Sequence[Span], hours: float) -> Incidents:
    """Hold the raised events of one class against its true incidents; hours are those of the film."""
    soonest = [
        min((at for at in raised if s.start_s <= at <= s.end_s), default=None) for s in spans
    ]
    waits = tuple(
        round(at - span.start_s, 3)
        for at, span in zip(soonest, spans, strict=True)
        if at is not None
    )
    false = sum(not any(span.start_s <= at <= span.end_s for span in spans) for at in raised)
    per_hour = round(false / hours, 3) if hours else 0.0
    return Incidents(len(spans), len(waits), waits, false, per_hour, tuple(raised))


def frames(film: Path, every_s: float) -> Iterator[tuple[float, Pixels]]:
    """Yield a film's frames so many seconds apart, with their second; raises `SpansInvalid`."""
    due = 0.0
    try:
        with av.open(str(film)) as container:
            for frame in container.decode(video=0):
                if frame.time is not None and frame.time + 1e-6 >= due:
                    due = frame.time + every_s
                    yield frame.time, np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
    except (av.FFmpegError, IndexError) as error:
        raise SpansInvalid(file=film, zh="不是可读取的视频", en="is not a readable film") from error


def read_spans(path: Path) -> list[Span]:
    """Read true incidents; raises `SpansInvalid`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not set(_COLUMNS) <= set(rows.fieldnames or ()):
                raise SpansInvalid(file=path, zh="缺少列", en="columns are missing")
            return [Span(r["event_type"], float(r["start_s"]), float(r["end_s"])) for r in rows]
    except (OSError, ValueError, TypeError) as error:
        raise SpansInvalid(file=path, zh=str(error), en=str(error)) from error
