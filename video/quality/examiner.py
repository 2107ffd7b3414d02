"""Examines the frames of one camera before they reach an algorithm."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from algorithms.contract.values import Pixels
from video.quality import findings
from video.quality.findings import Finding
from video.quality.measures import Measures, measure
from video.quality.memory import Views
from video.quality.problem import Problem
from video.quality.runs import Runs
from video.quality.sample import Sample
from video.quality.stillness import Stillness
from video.quality.vanishing import Vanishing
from video.quality.view import Compared, Edges, View, edges_of

_AT_ONCE: frozenset[Problem] = frozenset({"flat", "black", "overexposed", "corrupt", "frozen"})
"""A single frame like this tells an algorithm nothing true; the others must be confirmed first."""
_OF_THE_VIEW: tuple[Problem, ...] = ("covered", "blurred", "moved")
_LEARN_SEEN = 0.6
"""Share of the usual view that a frame must show to be learned from."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a camera's picture after a look."""

    problem: Problem | None
    """The worst problem that has lasted long enough, until it has been gone long enough."""
    since: datetime | None
    """When it began: its first bad frame."""
    measures: Mapping[str, float]
    """What this frame measured, by the names of `Measures`, `Compared` and `shift`."""
    usable: bool
    """False: this frame must not reach an algorithm. A moved picture is usable, and so is a
    slightly blurred or a partly covered one."""


class Examiner:
    """One camera's examiner; it keeps its usual views and the last still picture, below 64 KiB."""

    def __init__(self) -> None:
        self._views = Views()
        self._stillness = Stillness()
        self._vanishing = Vanishing()
        self._runs = Runs()
        self._last: tuple[datetime, Verdict] | None = None

    def examine(self, pixels: Pixels, taken_at: datetime) -> Verdict:
        """Examine a frame, height × width × 3 (BGR); one that is not newer than the last changes nothing."""
        if self._last is not None and taken_at <= self._last[0]:
            return self._last[1]
        sample = Sample.of(pixels)
        self._fit(sample.size)
        verdict = self._examine(sample, taken_at)
        self._last = taken_at, verdict
        return verdict

    def damaged(self, taken_at: datetime) -> Verdict:
        """Note a picture of which the decoder made nothing whole."""
        self._runs.add({"corrupt": taken_at}, taken_at)
        problem, began = self._runs.worst()
        return Verdict(problem, began, {}, usable=False)

    def accept_view(self) -> None:
        """Take what the camera shows from now on as its usual view: a person says so."""
        self._views = Views(self._views.size)
        self._vanishing = Vanishing()
        self._runs.forget(_OF_THE_VIEW)

    @property
    def knows(self) -> bool:
        """Whether there is a usual view to compare with."""
        return any(view.known for view in self._views.by_light.values())

    def remember(self) -> bytes:
        """Return the usual views to be stored, some 20 KiB; `resumed` takes them back."""
        return self._views.stored()

    @classmethod
    def resumed(cls, stored: bytes | None) -> "Examiner":
        """Return an examiner that knows what `remember` returned; one that is new if it is damaged."""
        examiner = cls()
        with suppress(ValueError):
            examiner._views = Views.resumed(stored) if stored else Views()
        return examiner

    def _fit(self, size: tuple[int, int]) -> None:
        if self._views.size not in (None, size):
            self.accept_view()
            self._stillness = Stillness()
        self._views.size = size

    def _examine(self, sample: Sample, taken_at: datetime) -> Verdict:
        measures = measure(sample)
        found = list(findings.own(measures))
        beside: dict[str, float] = {}
        if not found:
            found += self._beside_view(sample, measures, taken_at, beside)
        since = {finding.problem: taken_at for finding in found}
        still_since = self._stillness.still_since(sample, taken_at)
        if still_since is not None:
            found.append(Finding("frozen", hides=True))
            since["frozen"] = still_since
        self._runs.add(since, taken_at, [finding.problem for finding in found if finding.plain])
        problem, began = self._runs.worst()
        told = _told(measures) | beside
        return Verdict(problem, began, told, not any(map(self._hides, found)))

    def _hides(self, finding: Finding) -> bool:
        return finding.hides and (
            finding.problem in _AT_ONCE or self._runs.confirmed(finding.problem)
        )

    def _beside_view(
        self, sample: Sample, measures: Measures, taken_at: datetime, told: dict[str, float]
    ) -> list[Finding]:
        light, edges = self._views.light_of(measures), edges_of(sample.gray)
        view, reference = self._views.by_light[light], self._views.reference(light)
        compared = reference.compare(edges, sample.gray)
        found = [_softness(measures, view)]
        if compared is None:
            found.append(findings.dullness(measures))
        else:
            told |= _told(compared)
            if self._vanishing.add(compared, taken_at):
                return [Finding("covered", hides=True, plain=True)]
            found += _beside(reference, view, edges, compared, told)
        real = [finding for finding in found if finding is not None]
        if not real and (compared is None or compared.seen >= _LEARN_SEEN or not view.known):
            view.learn(edges, measures, taken_at)
        return real


def _softness(measures: Measures, view: View) -> Finding | None:
    known = (view.sharpness, view.relief) if view.known else (0.0, 0.0)
    return findings.softness(measures, *known)


def _beside(
    reference: View, own: View, edges: Edges, compared: Compared, told: dict[str, float]
) -> Iterator[Finding | None]:
    if own is reference:
        yield findings.cover(compared)
    if not findings.may_have_moved(compared):
        return
    shift = reference.shift(edges)
    told["shift"] = shift.far
    if own is reference:
        yield findings.movement(compared, shift)
    else:
        yield findings.movement_by_other_light(shift)


def _told(measured: Measures | Compared) -> dict[str, float]:
    return {name: getattr(measured, name) for name in measured.__slots__}  # asdict copies deeply
