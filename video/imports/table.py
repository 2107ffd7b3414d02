"""Reading an import's table row by row, whatever is in it, in memory of one row."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from video.imports.errors import ImportEmpty, ImportFileGone

LINE_MAX = 1 << 20
"""Characters of a row; a longer one is a fault, not a row."""
COLUMNS_MAX = 200
_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it stands; None for cells: it could not be read."""

    number: int
    """As a spreadsheet program numbers it: the header is 1."""
    cells: list[str] | None


class Table:
    """A CSV file: its header, then its rows. Use it in a `with`, once."""

    def __init__(self, path: Path, encoding: str) -> None:
        try:
            self._file: TextIO = path.open(encoding=encoding, newline="")
        except FileNotFoundError as error:
            raise ImportFileGone from error
        first = self._file.readline(LINE_MAX)
        separator = max(_SEPARATORS, key=first.count)
        self._file.seek(0)
        self._source = _Source(self._file)
        self._rows = csv.reader(self._source, delimiter=separator, strict=True)
        self._number = 0

    def __enter__(self) -> "Table":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def header(self) -> list[str]:
        """Read the first row; raises `ImportEmpty` where there is none."""
        line = next(self.lines(), None)
        cells = [cell.strip() for cell in (line.cells or [])[:COLUMNS_MAX]] if line else []
        if not any(cells):
            raise ImportEmpty
        return cells

    def lines(self) -> Iterator[Line]:
        """Yield the rows that are left; one without any content is passed over but counted."""
        while True:
            self._source.begin_row()
            try:
                cells = next(self._rows)
            except StopIteration:
                return
            except csv.Error:
                cells = None
                self._source.give_back()
            self._number += 1
            if cells is None or self._source.was_cut:
                yield Line(self._number, None)
            elif any(map(str.strip, cells)):
                yield Line(self._number, cells)


class _Source:
    """The lines of a file; those a quotation mark that never closes has swallowed come a second time."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self.was_cut = False
        """Whether a line of this row was longer than is read."""

    def begin_row(self) -> None:
        """Forget the lines of the row before."""
        self._taken.clear()
        self.was_cut = False

    def give_back(self) -> None:
        """Have all lines of this row but the first read again, as rows of their own."""
        self._again.extendleft(reversed(self._taken[1:]))

    def __iter__(self) -> "_Source":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._file.readline(LINE_MAX)
        if not line:
            raise StopIteration
        if len(line) == LINE_MAX and not line.endswith(("\n", "\r")):
            self.was_cut = True
            self._skip_line()
            line += "\n"
        self._taken.append(line)
        return line

    def _skip_line(self) -> None:
        while (rest := self._file.readline(LINE_MAX)) and not rest.endswith(("\n", "\r")):
            pass
