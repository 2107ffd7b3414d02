"""What a trained network says of held-out pictures, and what is chosen from that: nothing of torch here.

A label's score in a picture is `place^(1 - share) × whole^share`: the surest box or mask cell, and
what the whole picture says. Share, calibration and threshold are chosen on pictures that taught nothing.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SHARES = (0.0, 0.25, 0.5)
"""With more, the whole picture lifts every faint box in it over the threshold."""
_FALSE_SHARE = 0.05
_WORTH = 0.5
_ROUNDS = 60
_HELD_BACK = 1e-2
"""Keeps a slope finite where two kinds do not overlap."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What one label's scores are made of and from where they count."""

    share: float
    slope: float
    offset: float
    threshold: float


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What was said of one label in pictures where it is known whether it is there."""

    place: Floats
    whole: Floats
    shown: Flags
    calm: Flags  # shows nothing that this good reports: a report of any of it would be false
    scenes: Sequence[int]
    sources: Sequence[str]


def choose(said: Said, false_share: float) -> tuple[Chosen, dict[str, Any]]:
    """Choose share, calibration and threshold; return them and the report for the model card."""
    place, whole, shown = said.place, said.whole, said.shown
    share = choose_share(place, whole, shown) if shown.any() else 0.5
    raw = fused(place, whole, share)
    slope, offset = calibrate(raw, shown) if shown.any() else (1.0, 0.0)
    scores = 1 / (1 + np.exp(-(slope * logit(raw) + offset)))
    cut = threshold(scores[said.calm], false_share)
    by_share = {a: round(auc(fused(place, whole, a), shown), 4) for a in (*SHARES, 1.0)}
    report = {
        "share": share,
        "slope": slope,
        "offset": offset,
        "threshold": round(cut, 2),
        "pictures": len(shown),
        "positives": int(shown.sum()),
        "auc": auc(raw, shown),
        "recall": recall_at(raw, shown, _FALSE_SHARE),
        "auc_by_share": by_share,
        "intervals": interval(raw, shown, said.scenes) if shown.any() else None,
        "curve": curve(scores, shown),
        "reliability": reliability(scores, shown),
        "sources": by_source(scores, shown, np.array(said.sources), cut),
    }
    return Chosen(share, slope, offset, cut), report


def by_source(scores: Floats, shown: Flags, sources: NDArray[Any], cut: float) -> dict[str, Any]:
    """Return for each source: its positives against all negatives, and its own false pictures."""
    rows = {}
    for source in sorted(set(sources.tolist())):
        own = sources == source
        among = (own & shown) | ~shown
        rows[source] = {
            "pictures": int(own.sum()),
            "positives": int((own & shown).sum()),
            "auc": round(auc(scores[among], shown[among]), 3),
            "recall_at_threshold": _mean(scores[own & shown] >= cut),
            "false_at_threshold": _mean(scores[own & ~shown] >= cut),
        }
    return rows


def logit(chance: Floats) -> Floats:
    """Return the logarithm of the odds, kept finite."""
    inside = np.clip(chance, 1e-6, 1 - 1e-6)
    odds: Floats = np.log(inside) - np.log1p(-inside)
    return odds


def fused(place: Floats, whole: Floats, share: float) -> Floats:
    """Return the score of pictures before calibration."""
    tiny = 1e-7
    joined: Floats = np.maximum(place, tiny) ** (1 - share) * np.maximum(whole, tiny) ** share
    return joined


def choose_share(place: Floats, whole: Floats, shown: Flags) -> float:
    """Return the share of the whole picture's say with the best order and the best early recall."""
    return max(SHARES, key=lambda share: merit(fused(place, whole, share), shown))


def merit(scores: Floats, shown: Flags) -> float:
    """Return AUC plus half the recall at one false picture in twenty."""
    return auc(scores, shown) + _WORTH * recall_at(scores, shown, _FALSE_SHARE)


def auc(scores: Floats, shown: Flags) -> float:
    """Return the area under the ROC curve, NaN without both kinds."""
    with_it, without = scores[shown], np.sort(scores[~shown])
    if not len(with_it) or not len(without):
        return float("nan")
    below = np.searchsorted(without, with_it, "left") + np.searchsorted(without, with_it, "right")
    return float(below.sum() / 2 / len(with_it) / len(without))


def recall_at(scores: Floats, shown: Flags, false_share: float) -> float:
    """Return the recall where at most this share of the other pictures scores as high."""
    with_it, without = scores[shown], np.sort(scores[~shown])[::-1]
    if not len(with_it) or not len(without):
        return float("nan")
    return float((with_it > without[int(false_share * len(without))]).mean())


def calibrate(scores: Floats, shown: Flags) -> tuple[float, float]:
    """Return slope and offset that make `sigmoid(slope × logit + offset)` a chance (Platt's way).

    It is the chance for a picture that is as likely to show the label as not: how rare incidents are, the
    pictures at hand do not tell.
    """
    logits = logit(scores)
    given = np.stack([logits, np.ones_like(logits)], axis=1)
    wanted = np.where(shown, (shown.sum() + 1) / (shown.sum() + 2), 1 / ((~shown).sum() + 2))
    even = _even(shown)
    at = np.array([1.0, 0.0])
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-given @ at))
        weight = even * chance * (1 - chance)
        slope = given.T @ (even * (chance - wanted)) + _HELD_BACK * (at - (1, 0))
        bend = (given * weight[:, None]).T @ given + _HELD_BACK * np.eye(2)
        at = at - np.clip(np.linalg.solve(bend, slope), -1, 1)
    return float(max(at[0], 0.05)), float(at[1])


def threshold(calm: Floats, false_share: float) -> float:
    """Return the lowest score from which at most this share of the calm pictures is reported.

    Smoke that is reported where only the flame is labelled sends nobody in vain, and is often there.
    """
    without = np.sort(calm)[::-1]
    if not len(without):
        return 0.5
    return float(np.clip(without[int(false_share * len(without))] + 0.005, 0.1, 0.9))


def curve(scores: Floats, shown: Flags) -> list[dict[str, float]]:
    """Return precision, recall and share of false pictures at thresholds from 0.1 to 0.9."""
    rows = []
    for at in np.arange(0.1, 0.95, 0.1):
        said = scores >= at
        rows.append({
            "threshold": round(float(at), 2),
            "precision": _share(said & shown, said),
            "recall": _share(said & shown, shown),
            "false": _share(said & ~shown, ~shown),
        })  # fmt: skip
    return rows


def reliability(scores: Floats, shown: Flags) -> list[dict[str, float]]:
    """Return for each fifth of the scale how many pictures score there, and the share that shows it.

    The two kinds of picture have the same weight altogether, as in `calibrate`.
    """
    edges, even = np.linspace(0, 1, 6), _even(shown)
    rows = []
    for low, high in itertools.pairwise(edges):
        inside = (scores >= low) & ((scores < high) | (high == 1))
        weight = even[inside].sum() or np.nan
        rows.append(
            {
                "from": round(float(low), 1),
                "pictures": int(inside.sum()),
                "said": round(float((even * scores)[inside].sum() / weight), 3),
                "shown": round(float((even * shown)[inside].sum() / weight), 3),
            }
        )
    return rows


def _even(shown: Flags) -> Floats:
    """Return weights under which both kinds of picture count as much."""
    half = len(shown) / 2
    weights: Floats = np.where(shown, half / max(shown.sum(), 1), half / max((~shown).sum(), 1))
    return weights


def interval(
    scores: Floats, shown: Flags, groups: Sequence[int], seed: int = 5
) -> dict[str, list[float]]:
    """Return 95 % intervals of AUC and early recall, drawing whole scenes again and again."""
    rng, owner = np.random.default_rng(seed), np.array(groups)
    names = np.unique(owner)
    members = {name: np.flatnonzero(owner == name) for name in names}
    areas, recalls = [], []
    for _ in range(400):
        drawn = np.concatenate([members[name] for name in rng.choice(names, len(names))])
        areas.append(auc(scores[drawn], shown[drawn]))
        recalls.append(recall_at(scores[drawn], shown[drawn], _FALSE_SHARE))
    return {"auc": _middle(areas), "recall": _middle(recalls)}


def _middle(values: Sequence[float]) -> list[float]:
    return [round(float(value), 3) for value in np.nanquantile(values, (0.025, 0.975))]


def _share(part: Flags, whole: Flags) -> float:
    return round(float(part.sum() / max(whole.sum(), 1)), 3)


def _mean(values: NDArray[np.generic]) -> float:
    return round(float(values.mean()), 3) if len(values) else float("nan")
