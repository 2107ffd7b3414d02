"""What the commands of the benchmarks have in common."""

from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console

AsJson = Annotated[bool, typer.Option("--json", help="End with one JSON line.")]


def progress() -> Callable[[str], None]:
    """Return what tells a person how far a run is, beside its figures."""
    console = Console(stderr=True)
    return lambda step: console.print(f"[dim]{step}[/dim]")
