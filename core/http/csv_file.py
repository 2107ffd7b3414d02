"""Answer with a table as a CSV file."""

from collections.abc import Iterable

from fastapi import Response

from core.sheet import BOM, Cell, line


def csv_file(name: str, rows: Iterable[Iterable[Cell]]) -> Response:
    """Return rows as a file of that name, which spreadsheet programs open as UTF-8."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    content = BOM + "".join(map(line, rows))
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)
