"""What came of the faults, and which of them were not borne as promised."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one fault; None: it did not happen while it was waited for."""

    fault: str
    breaks: bool
    """Whether a camera that has it cannot be analysed."""
    left_s: float | None
    """From the fault until the camera was no longer called running."""
    told: str
    """What its subscription and the camera were called while it had the fault."""
    back_s: float | None
    """From the end of the fault until it was called running again."""
    rode_s: float | None
    """Of a fault it can be analysed with: until it was called running with it, some looks after it began."""
    others_looks_lost: int

    def failures(self, leave_s: float, back_s: float) -> list[str]:
        """Return what was not as promised."""
        over = {
            "left": self.breaks and not _within(self.left_s, leave_s),
            "rode": not self.breaks and not _within(self.rode_s, back_s),
            "back": not _within(self.back_s, back_s),
            "others": self.others_looks_lost > 0,
        }
        return [name for name, failed in over.items() if failed]


@dataclass(frozen=True, slots=True)
class Faults:
    """All outcomes together."""

    worst_left_s: float | None
    worst_back_s: float | None
    others_looks_lost: int
    failed: dict[str, list[str]]
    """Faults that were not borne as promised, and in what: `left`, `rode`, `back`, `others`."""
    outcomes: list[dict[str, Any]]


def summary(outcomes: Sequence[Outcome], leave_s: float, back_s: float) -> Faults:
    """Return the worst of everything, and which faults failed."""
    failures = {one.fault: one.failures(leave_s, back_s) for one in outcomes}
    return Faults(
        worst_left_s=_worst([one.left_s for one in outcomes if one.breaks]),
        worst_back_s=_worst([one.back_s for one in outcomes]),
        others_looks_lost=sum(one.others_looks_lost for one in outcomes),
        failed={fault: failed for fault, failed in failures.items() if failed},
        outcomes=[_rounded(one) for one in outcomes],
    )


def table_of(outcomes: Iterable[Outcome], faults: Faults) -> Table:
    """Return a row for every fault."""
    table = Table("fault", "called", title="Faults")
    for head in ("left after", "back after", "others lost"):
        table.add_column(head, justify="right")
    table.add_column("failed")
    for one in outcomes:
        left = _seconds(one.left_s) if one.breaks or one.left_s else "stays"
        failed = ", ".join(faults.failed.get(one.fault, ()))
        back, lost = _seconds(one.back_s), str(one.others_looks_lost)
        table.add_row(one.fault, one.told, left, back, lost, failed)
    return table


def _within(seconds: float | None, most_s: float) -> bool:
    return seconds is not None and seconds <= most_s


def _worst(every: Sequence[float | None]) -> float | None:
    """Return the longest; None where one never came."""
    known = [one for one in every if one is not None]
    return round(max(known), 1) if known and len(known) == len(every) else None


def _rounded(one: Outcome) -> dict[str, Any]:
    return {k: round(v, 1) if isinstance(v, float) else v for k, v in asdict(one).items()}


def _seconds(value: float | None) -> str:
    return "never" if value is None else f"{value:.1f} s"
