"""`python -m video.imports.sheet WORKBOOK CSV BYTES`: the first sheet of an XLSX as CSV.

A process of its own, with bounds on memory, time and size: a workbook of some kilobytes can unpack to
terabytes, and one long text can be named by a million cells.
"""

import csv
import os
import resource
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MEMORY_BYTES = 2 << 30
CPU_S = 150
_CHUNK = 1 << 20
_WHOLE = 2**53
"""Beyond it a spreadsheet's number has lost digits: it is written so that nobody takes it for an id."""


def convert(workbook: Path, made: Path, unpacked_max: int) -> None:
    """Write the first sheet as CSV; raises `ValueError` where it unpacks to too much."""
    if sum(_unpacked(workbook, unpacked_max)) > unpacked_max:
        raise ValueError("unpacks to too much")
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(_rows(workbook))


def _rows(workbook: Path) -> Iterator[list[str]]:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(str(workbook)) as book:
        for row in book.get_sheet_by_index(0).iter_rows():
            yield [_text(value) for value in row]


def _unpacked(workbook: Path, most: int) -> Iterator[int]:
    """Yield the sizes of what is unpacked, and no more than is allowed: what is announced may be a lie."""
    left = most
    with zipfile.ZipFile(workbook) as parts:
        for part in parts.infolist():
            with parts.open(part) as file:
                while left >= 0 and (chunk := file.read(_CHUNK)):
                    left -= len(chunk)
                    yield len(chunk)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE:
        return str(int(value))
    if isinstance(value, int) and abs(value) >= _WHOLE:
        return repr(float(value))
    return str(value)


def _bound() -> None:
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, MEMORY_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def main() -> None:
    """Convert what the command line names; whatever goes wrong ends the process with its own status."""
    _bound()
    workbook, made, unpacked_max = sys.argv[1:]
    convert(Path(workbook), Path(made), int(unpacked_max))


if __name__ == "__main__":
    main()
