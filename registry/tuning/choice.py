"""Which way of running a model is kept: the faster one, only where it sees as well."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from statistics import harmonic_mean
from typing import Any, Literal

Path = Literal["fp32", "int8"]
Why = Literal["kept", "nothing_to_quantize", "not_faster", "sees_worse", "fails"]

FASTER = 0.95
"""Less than a twentieth is within what two measurements of the same model differ by."""
SHIFT = 2.0
"""What is reported at the shelf's threshold may get worse by so many times the loss that is allowed."""
SEEN = "image_auc"
REPORTED = ("precision", "recall")

Means = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was measured, and what follows."""

    path: Path
    why: Why
    fp32_ms: float | None = None
    """Median of the model alone for one picture, on one thread; the two took turns."""
    int8_ms: float | None = None
    fp32: dict[str, float | None] | None = None
    """Means over the event classes: image_auc, precision and recall at the shelf's thresholds."""
    int8: dict[str, float | None] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def too_slow(fp32_ms: float, int8_ms: float) -> Choice | None:
    """Return the choice where INT8 is not faster: then nobody needs to know how well it sees."""
    if int8_ms <= FASTER * fp32_ms:
        return None
    return Choice("fp32", "not_faster", fp32_ms, int8_ms)


def choose(fp32_ms: float, int8_ms: float, fp32: Means, int8: Means, loss: float) -> Choice:
    """Choose between two ways; `loss` is how much image_auc may fall, 0..1."""
    names = (SEEN, *REPORTED)
    told = {name: fp32.get(name) for name in names}, {name: int8.get(name) for name in names}
    sees = _fall(fp32.get(SEEN), int8.get(SEEN)) <= loss
    sees = sees and _fall(_together(fp32), _together(int8)) <= SHIFT * loss
    path: tuple[Path, Why] = ("int8", "kept") if sees else ("fp32", "sees_worse")
    return Choice(*path, fp32_ms, int8_ms, *told)


def _together(means: Means) -> float | None:
    """Return the harmonic mean of precision and recall: rounding trades a little of one for the other."""
    both = [means.get(name) for name in REPORTED]
    known = [one for one in both if one is not None]
    return harmonic_mean(known) if known else None


def _fall(before: float | None, after: float | None) -> float:
    """Return by how much a figure falls; one that is lost altogether falls by all of it."""
    return 0.0 if before is None else before - (after or 0.0)
