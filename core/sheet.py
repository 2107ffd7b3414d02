"""Tables that spreadsheet programs read as what they are, never as formulas: CSV lines, or a workbook."""

import csv
import io
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile

from xlsxwriter import Workbook

BOM = "\ufeff"
"""First of a file: without it a spreadsheet program takes Chinese for something else."""
Cell = str | float
_CHUNK = 1 << 16
_ROWS_MAX = 1 << 20
"""Rows of a sheet; more go on the next one."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def line(cells: Iterable[Cell]) -> str:
    """Return one line, its end included; a cell that would be a formula gets an apostrophe in front."""
    written = io.StringIO()
    csv.writer(written).writerow(_plain(str(cell)) for cell in cells)
    return written.getvalue()


def workbook(rows: Iterable[Iterable[Cell]]) -> Iterator[bytes]:
    """Yield an XLSX file: text stays text, numbers are numbers. Rows wait on disk, not in memory."""
    with TemporaryFile() as file:
        book = Workbook(file, {"constant_memory": True})
        for number, cells in enumerate(rows):
            if number % _ROWS_MAX == 0:
                sheet = book.add_worksheet()
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(number % _ROWS_MAX, column, _plain(cell))
                else:
                    sheet.write_number(number % _ROWS_MAX, column, cell)
        book.close()
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
