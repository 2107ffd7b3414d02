"""Lines of CSV that spreadsheet programs read as what they are, and never as formulas."""

import csv
import io
from collections.abc import Iterable

BOM = "\ufeff"
"""First of a file: without it a spreadsheet program takes Chinese for something else."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def line(cells: Iterable[str]) -> str:
    """Return one line, its end included; a cell that would be a formula gets an apostrophe in front."""
    written = io.StringIO()
    csv.writer(written).writerow(map(_plain, cells))
    return written.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
