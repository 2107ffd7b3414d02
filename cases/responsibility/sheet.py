"""Rules as a CSV file: the columns matter, area, unit and unit_id; whole tables go out and come in."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cases.responsibility.errors import RulesFileInvalid, RulesFileTooLarge
from core.sheet import BOM, line

COLUMNS = ("matter", "area", "unit", "unit_id")
ROWS_MAX = 20_000
LARGEST = 4 << 20
"""Bytes of a file."""
_CELL_MAX = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was read; a spreadsheet program's number is given the zeros it lost."""

    number: int
    matter: str
    area: str
    unit: str
    unit_id: str


def read(content: bytes) -> Sequence[Row]:
    """Return the rows below the header; raises `RulesFileInvalid`, `RulesFileTooLarge`."""
    lines = [*_lines(content)]
    header = [name.strip().lower() for name in lines[0]] if lines else []
    if not {"matter", "area"} <= {*header} or not {"unit", "unit_id"} & {*header}:
        raise RulesFileInvalid
    if len(lines) - 1 > ROWS_MAX:
        raise RulesFileTooLarge(rows=ROWS_MAX)
    rows = (
        _row(number, dict(zip(header, cells, strict=False)))
        for number, cells in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in cells)
    )
    return [*rows]


def written(rows: Sequence[Sequence[str]]) -> str:
    """Return the file of some rows."""
    return BOM + line(COLUMNS) + "".join(line(row) for row in rows)


def _lines(content: bytes) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(_text(content)), strict=True)
    except csv.Error as error:
        raise RulesFileInvalid from error


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RulesFileInvalid


def _row(number: int, cells: Mapping[str, str]) -> Row:
    matter, area, unit, unit_id = (_cell(cells.get(name, "")) for name in COLUMNS)
    if matter.isdigit() and len(matter) in (1, 4):
        matter = f"0{matter}"
    return Row(number, matter, area, unit, unit_id)


def _cell(text: str) -> str:
    return "".join(one for one in text.strip() if one.isprintable()).lstrip("'")[:_CELL_MAX]
