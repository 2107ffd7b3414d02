"""Versions on trial on a worker's cameras: shadows beside the looks that count, and frames a canary loses."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from algorithms.contract.values import Detection
from cases.evidence.detections import detections_json
from cases.rules import Look as Seen
from cases.rules import Memory, Raise, judge
from cases.rules.sight import sight
from registry.rollouts.cameras import SAMPLES_MOST, Counted, Place
from serving.cluster.assignment import Beside, Watch
from serving.look import Look

SAMPLED_MOST = 20
"""Detections of each version that are kept of a look that differs."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a version found in a frame (None: it was lost), and how long the frame waited for it."""

    found: tuple[Detection, ...] | None
    seconds: float


@dataclass(eq=False)
class _Pair:
    """One frame before both versions of a shadow."""

    look: Look
    beside: Beside
    stable: Answer | None = None
    trial: Answer | None = None


@dataclass(eq=False)
class _Count:
    gained: dict[str, float] = field(default_factory=dict)
    samples: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=SAMPLES_MOST))

    def add(self, name: str, more: float = 1) -> None:
        self.gained[name] = self.gained.get(name, 0) + more


@dataclass(eq=False)
class Trials:
    """What one line knows of the trials its cameras take part in."""

    _counted: dict[Place, _Count] = field(default_factory=dict)
    _pairs: dict[Look, _Pair] = field(default_factory=dict)
    """By either of their looks, until that is answered."""
    _waiting: dict[UUID, tuple[Look, Place]] = field(default_factory=dict)
    """Frames a canary lost, by subscription, the newest of each, until the stable version is free."""
    _rescued: dict[Look, Place] = field(default_factory=dict)
    _memories: dict[tuple[UUID, UUID, bool, str], Memory] = field(default_factory=dict)
    """Of both versions of a shadow: by rollout, subscription, whether it is on trial, and incident key."""

    def shadows(
        self,
        looks: Iterable[Look],
        busy: Collection[UUID],
        most: int,
        spare: Callable[[Look], bool],
    ) -> list[Look]:
        """Return the looks of versions in the shadow at the same frames; those without time are left out."""
        chosen: list[Look] = []
        room: dict[UUID, int] = {}
        for look, beside in _beside(looks):
            version_id = beside.watch.version_id
            taken = room.get(version_id, 0)
            if not beside.shadow:
                continue
            if version_id in busy or taken >= most or not spare(look):
                self._count(look, beside).add("left_out")
                continue
            room[version_id] = taken + 1
            shadow = look.by(beside.watch)
            self._pairs[look] = self._pairs[shadow] = _Pair(look, beside)
            chosen.append(shadow)
        return chosen

    def rescues(self, busy: Collection[UUID]) -> list[Look]:
        """Return the looks of stable versions that are free at frames that canaries lost."""
        free = [key for key, (one, _) in self._waiting.items() if one.watch.version_id not in busy]
        chosen = [self._waiting.pop(key) for key in free]
        self._rescued.update(chosen)
        return [look for look, _ in chosen]

    def lost(self, look: Look) -> bool:
        """Note that a frame was lost with its model; say whether the stable version will see it instead."""
        self._rescued.pop(look, None)
        self.answered(look, Answer(None, 0))
        beside = look.watch.beside
        if beside is None or beside.shadow:
            return False
        rescue = look.by(beside.watch)
        self._waiting[look.watch.subscription_id] = (
            rescue,
            (beside.rollout_id, look.frame.camera_id),
        )
        return True

    def answered(self, look: Look, answer: Answer) -> None:
        """Note what the version that counts found."""
        place, beside = self._rescued.pop(look, None), look.watch.beside
        if place is not None:
            self._counted.setdefault(place, _Count()).add("lost")
        pair = self._pairs.pop(look, None)
        if pair is not None:
            pair.stable = answer
            self._settle(pair)
        elif beside is not None and not beside.shadow and answer.found is not None:
            self._count(look, beside).add("looks")

    def shadow_answered(self, look: Look, answer: Answer) -> None:
        """Note what a version in the shadow found."""
        pair = self._pairs.pop(look)
        pair.trial = answer
        self._settle(pair)

    def keep(self, watches: Iterable[Watch]) -> None:
        """Forget what is remembered of other subscriptions and of trials that are over."""
        wanted = {(one.beside.rollout_id, one.subscription_id) for one in watches if one.beside}
        self._memories = {key: one for key, one in self._memories.items() if key[:2] in wanted}

    def take(self) -> dict[Place, Counted]:
        """Return what was counted since this was asked last."""
        counted, self._counted = self._counted, {}
        return {key: Counted(one.gained, tuple(one.samples)) for key, one in counted.items()}

    def put_back(self, counted: Mapping[Place, Counted]) -> None:
        """Count again what could not be written."""
        for place, one in counted.items():
            count = self._counted.setdefault(place, _Count())
            for name, more in one.gained.items():
                count.add(name, more)
            count.samples.extendleft(reversed(one.samples[: SAMPLES_MOST - len(count.samples)]))

    def _count(self, look: Look, beside: Beside) -> _Count:
        return self._counted.setdefault((beside.rollout_id, look.frame.camera_id), _Count())

    def _settle(self, pair: _Pair) -> None:
        """Compare what both have found, once they have; a frame the stable one lost says nothing."""
        stable, trial = pair.stable, pair.trial
        if stable is None or trial is None or stable.found is None:
            return
        count = self._count(pair.look, pair.beside)
        if trial.found is None:
            count.add("lost")
            return
        count.add("looks")
        count.add("stable_s", stable.seconds)
        count.add("trial_s", trial.seconds)
        word = self._word(pair, stable.found, trial.found, count)
        count.add(word)
        if word != "agree":
            count.samples.append(_sample(pair, word, stable.found, trial.found))

    def _word(
        self,
        pair: _Pair,
        stable: tuple[Detection, ...],
        trial: tuple[Detection, ...],
        count: _Count,
    ) -> str:
        mine = self._hits(pair, pair.look.watch, stable, count, on_trial=False)
        others = self._hits(pair, pair.beside.watch, trial, count, on_trial=True)
        if mine == others:
            return "agree"
        if mine - others and others - mine:
            return "otherwise"
        return "only_stable" if mine - others else "only_trial"

    def _hits(
        self,
        pair: _Pair,
        watch: Watch,
        found: tuple[Detection, ...],
        count: _Count,
        *,
        on_trial: bool,
    ) -> set[str]:
        """Return the incidents the look counts towards, and count those that it raises.

        Each version is judged over the compared looks alone, so that none is ahead by a look left out.
        """
        seen = Seen(pair.look.frame.taken_at, found, pair.look.size)
        hits = set()
        for judged in watch.judged:
            rule, calendar = judged.rule, judged.calendar
            key = (pair.beside.rollout_id, watch.subscription_id, on_trial, rule.incident_key)
            before = self._memories.get(key) or Memory()
            self._memories[key], decisions = judge(rule, before, seen, calendar)
            raised = sum(isinstance(one, Raise) for one in decisions)
            count.add("raised_trial" if on_trial else "raised_stable", raised)
            if sight(rule, seen, calendar).strong:
                hits.add(rule.event_type)
        return hits


def _beside(looks: Iterable[Look]) -> Iterable[tuple[Look, Beside]]:
    return ((look, look.watch.beside) for look in looks if look.watch.beside is not None)


def _sample(
    pair: _Pair, word: str, stable: tuple[Detection, ...], trial: tuple[Detection, ...]
) -> dict[str, Any]:
    return {
        "at": pair.look.frame.taken_at.isoformat(),
        "seen": word,
        "stable": detections_json(stable, SAMPLED_MOST),
        "trial": detections_json(trial, SAMPLED_MOST),
    }
