"""Which way of running a model is kept: the fastest one that sees as well as the vendor's file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import harmonic_mean
from typing import Any, Literal, get_args

Path = Literal["fp32", "int8", "openvino", "openvino_int8"]
"""The vendor's file or the same with its convolutions in INT8, on ONNX Runtime or on OpenVINO."""
PATHS: tuple[Path, ...] = get_args(Path)
AS_HANDED_IN: Path = "fp32"
Why = Literal["kept", "nothing_to_quantize", "not_faster", "sees_worse", "fails"]

FASTER = 0.95
"""Less than a twentieth is within what two measurements of the same model differ by."""
SHIFT = 2.0
"""What is reported at the shelf's threshold may get worse by so many times the loss that is allowed."""
SEEN = "image_auc"
REPORTED = ("precision", "recall")

Means = Mapping[str, float | None]
Milliseconds = Mapping[Path, float]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was measured, and what follows."""

    path: Path
    why: Why
    ms: Milliseconds = field(default_factory=dict)
    """Median of the model alone for one picture, on one thread, of what could be run; all took turns."""
    means: Mapping[Path, Means] = field(default_factory=dict)
    """Over the event classes: image_auc, precision and recall at the shelf's thresholds."""

    def as_json(self) -> dict[str, Any]:
        """Return plain values; what is not known of a way is null."""
        flat: dict[str, Any] = {"path": self.path, "why": self.why}
        for path in PATHS:
            flat |= {f"{path}_ms": self.ms.get(path), path: _told(self.means.get(path))}
        return flat


def choose(
    ms: Milliseconds, plain: Means, look: Callable[[Path], Means | None], loss: float
) -> Choice:
    """Choose the fastest way that sees as well; what is not faster than the vendor's file need not look.

    `plain` is what the vendor's file reaches, `look` tells what another way does (None: it fails at that),
    `loss` is by how much image_auc may fall, 0..1.
    """
    means: dict[Path, Means] = {AS_HANDED_IN: plain}
    faster = [path for path in ms if ms[path] <= FASTER * ms[AS_HANDED_IN]]
    for path in sorted(faster, key=ms.__getitem__):
        found = look(path)
        if found is None:
            continue
        means[path] = found
        if _sees_as_well(plain, found, loss):
            return Choice(path, "kept", ms, means)
    if len(ms) > 1 and not faster:
        return Choice(AS_HANDED_IN, "not_faster", ms, means)
    return Choice(AS_HANDED_IN, "sees_worse" if len(means) > 1 else "fails", ms, means)


def _sees_as_well(before: Means, after: Means, loss: float) -> bool:
    sees = _fall(before.get(SEEN), after.get(SEEN)) <= loss
    return sees and _fall(_together(before), _together(after)) <= SHIFT * loss


def _told(means: Means | None) -> dict[str, float | None] | None:
    return None if means is None else {name: means.get(name) for name in (SEEN, *REPORTED)}


def _together(means: Means) -> float | None:
    """Return the harmonic mean of precision and recall: rounding trades a little of one for the other."""
    both = [means.get(name) for name in REPORTED]
    known = [one for one in both if one is not None]
    return harmonic_mean(known) if known else None


def _fall(before: float | None, after: float | None) -> float:
    """Return by how much a figure falls; one that is lost altogether falls by all of it."""
    return 0.0 if before is None else before - (after or 0.0)
