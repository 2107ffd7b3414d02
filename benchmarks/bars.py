"""Bars: what a figure must keep to for a promise to hold, and how a benchmark tells whether it does."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure and what it may be; a figure that could not be measured keeps to nothing."""

    name: str
    value: float | None
    limit: float
    at_least: bool = False
    """The limit is the least it may be, not the most."""

    @property
    def passed(self) -> bool:
        """Whether the figure keeps to its limit."""
        if self.value is None:
            return False
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    @property
    def asked(self) -> str:
        """What is asked of the figure, in signs."""
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"


def told(bars: Iterable[Bar]) -> dict[str, Any]:
    """Return the bars as they stand in the JSON line of a benchmark, and whether all are kept."""
    every = list(bars)
    lines = {
        one.name: {"value": one.value, "asked": one.asked, "passed": one.passed} for one in every
    }
    return {"bars": lines, "passed": all(one.passed for one in every)}


def believed(reasons: Sequence[str]) -> dict[str, Any]:
    """Return whether a run may be believed, and why not."""
    return {"valid": not reasons, "reason": "; ".join(reasons) or None}


def table_of(bars: Iterable[Bar]) -> Table:
    """Return the bars as a table."""
    table = Table(title="Bars")
    for head in ("", "measured", "asked", ""):
        table.add_column(head, justify="left" if not head else "right")
    for bar in bars:
        shown = "–" if bar.value is None else f"{bar.value:g}"
        table.add_row(bar.name, shown, bar.asked, "kept" if bar.passed else "[bold]missed[/bold]")
    return table


def show(
    title: str,
    figures: Mapping[str, Any],
    bars: Sequence[Bar],
    reasons: Sequence[str],
    *,
    as_json: bool,
    tables: Iterable[Table] = (),
    console: Console | None = None,
) -> None:
    """Print tables, figures and bars, and with `as_json` all but the tables once more as the last line."""
    console = console or Console()
    for table in (*tables, _figures(title, figures), table_of(bars)):
        console.print(table)
    if reasons:
        console.print(f"[bold]This run is invalid:[/bold] {'; '.join(reasons)}")
    if as_json:
        whole = {**figures, **told(bars), **believed(reasons)}
        console.file.write(json.dumps(whole, ensure_ascii=False) + "\n")


def _figures(title: str, figures: Mapping[str, Any]) -> Table:
    table = Table(title=title)
    table.add_column("figure")
    table.add_column("value", justify="right")
    for name, value in figures.items():
        if not isinstance(value, list | dict):
            table.add_row(name, f"{value:g}" if isinstance(value, float) else str(value))
    return table
