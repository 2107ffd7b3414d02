"""Files as they come, and as somebody who means harm makes them."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import pytest

from core.errors import AlgomartError
from tests.video.imports.conftest import GB, HEADER, Imports, csv_of, row
from video.imports import spool

Cells = Sequence[str | float]
SHEET = "xl/worksheets/sheet1.xml"
_PARTS = {
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package'
    '/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl'
    '/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+'
    'xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/'
    '2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/'
    'spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships"><sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.'
    'openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.'
    'openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}


def xlsx(rows: Sequence[Cells]) -> bytes:
    """Return a workbook of one sheet; text in it is inline."""
    cells = ("".join(map(_cell, one)) for one in rows)
    return _workbook("".join(f"<row>{one}</row>" for one in cells))


def _cell(value: str | float) -> str:
    if isinstance(value, float):
        return f"<c><v>{value!r}</v></c>"
    if value.startswith("="):
        return f"<c t='str'><f>{escape(value[1:])}</f><v>computed</v></c>"
    return f"<c t='inlineStr'><is><t>{escape(value)}</t></is></c>"


def _workbook(rows: str) -> bytes:
    sheet = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
        f'main"><sheetData>{rows}</sheetData></worksheet>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, text in {**_PARTS, SHEET: sheet}.items():
            parts.writestr(name, text)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_both_encodings_are_read(imports: Imports, encoding: str) -> None:
    one = imports.run(csv_of([row(1)], encoding=encoding))
    assert (one.added, imports.cameras()[0].name_zh) == (1, "中山路 1 号")


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_read(imports: Imports, separator: str) -> None:
    text = "\n".join(separator.join(one) for one in (HEADER, row(1)))
    assert imports.run(text.encode()).added == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (csv_of([row(1)], encoding="utf-16"), "import_encoding"),
        (b"\xff\xfe\x00\x81\x20\xff" * 50, "import_encoding"),
        (bytes(range(256)) * 20, "import_encoding"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "import_file_kind"),
        (b"PK\x03\x04 and nothing more", "import_sheet_unreadable"),
    ],
)
def test_what_is_no_list_is_refused_when_it_comes(imports: Imports, data: bytes, code: str) -> None:
    with pytest.raises(AlgomartError) as refused:
        imports.upload(data)
    assert refused.value.code == code
    assert list((imports.services.settings.home / "imports").iterdir()) == []


@pytest.mark.parametrize("data", [b"", b"\n\n"])
def test_a_file_without_a_header_cannot_be_started(imports: Imports, data: bytes) -> None:
    import_id = imports.upload(data)
    with pytest.raises(AlgomartError) as refused:
        imports.start(import_id)
    assert refused.value.code == "import_empty"


def test_a_file_without_rows_fails_with_words(imports: Imports) -> None:
    assert (imports.run(csv_of([])).failure or {})["code"] == "import_empty"


def test_a_workbook_is_read_with_its_numbers_and_formulas(imports: Imports) -> None:
    header = (*HEADER, "厂商")
    cells: Cells = (*row(1)[:2], 120.38, 36.0, f"{GB}1", "=1+1")
    rounded: Cells = (*row(2)[:4], 3.7020200081326e19, "x")
    one = imports.run(xlsx([header, cells, (), rounded]))
    camera = imports.cameras()[0]
    assert (camera.longitude, camera.latitude, camera.manufacturer) == (120.38, 36, "computed")
    assert (one.added, imports.faults(one.id)) == (1, [(4, "gb_id", "gb_id_rounded")])


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "UNPACKED_MAX", 1 << 20)
    bomb = xlsx([HEADER, ("0" * (2 << 20),)])
    assert len(bomb) < 10_000
    with pytest.raises(AlgomartError) as refused:
        imports.upload(bomb)
    assert refused.value.code == "import_sheet_unreadable"


def test_one_cell_far_away_takes_no_memory_of_ours(imports: Imports) -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(AlgomartError) as refused:
        imports.upload(_workbook(far))
    assert refused.value.code == "import_sheet_unreadable"


def test_monstrous_rows_are_faults_and_the_next_rows_are_read(imports: Imports) -> None:
    quoted = row(2, name='"')
    data = csv_of([row(1, name="x" * (10 << 20)), row(3), row(4, name="x" * 201), row(5)])
    one = imports.run(data + csv_of([quoted]).partition(b"\n")[2])
    assert [camera.gb_id for camera in imports.cameras()] == [f"{GB}2", f"{GB}3", f"{GB}5"]
    assert imports.faults(one.id) == [(2, "", "row_broken"), (4, "name_zh", "too_long")]


def test_a_quotation_mark_that_never_closes_does_not_swallow_the_list(imports: Imports) -> None:
    many = csv_of(
        [(f"路 {n}", f"rtsp://10.0.{n >> 8}.{n & 255}/1", "", "", "") for n in range(5000)]
    )
    head, _, rest = many.partition(b"\n")
    one = imports.run(head + b'\n"never closed,rtsp://10.0.0.1/9,,,\n' + rest)
    assert (one.state, one.added) == ("done", 5000)
    assert imports.faults(one.id) == [(2, "", "row_broken")]


def test_nor_does_one_in_the_last_rows(imports: Imports) -> None:
    one = imports.run(csv_of([row(1)]) + b'"never,closed\n' + csv_of([row(2)]).partition(b"\n")[2])
    assert (one.added, imports.faults(one.id)) == (2, [(3, "", "row_broken")])


def test_control_characters_and_formulas_are_dealt_with(imports: Imports) -> None:
    rows = [row(1, name="a\0b"), row(2, name="'=cmd|'/c calc'!A0"), row(3, name="a\tb")]
    one = imports.run(csv_of(rows))
    assert imports.faults(one.id) == [
        (2, "name_zh", "control_characters"),
        (4, "name_zh", "control_characters"),
    ]
    assert imports.cameras()[0].name_zh == "=cmd|'/c calc'!A0"


@pytest.mark.parametrize("odd", ["1e400", "nan", "inf", "9" * 50, "1_0", "１２", "-"])
def test_odd_numbers_are_faults_or_numbers_but_never_break(imports: Imports, odd: str) -> None:
    one = imports.run(csv_of([row(1, longitude=odd), row(2)]))
    assert (one.state, one.added + one.refused) == ("done", 2)


def test_short_rows_and_missing_columns_are_dealt_with(imports: Imports) -> None:
    one = imports.run(csv_of([row(1)[:2], ("only a name",)], HEADER[:2]))
    assert (one.added, imports.faults(one.id)) == (1, [(3, "url", "url_missing")])


def test_a_file_over_the_limit_leaves_nothing_behind(imports: Imports) -> None:
    with pytest.raises(AlgomartError) as refused:
        imports.upload(b"x" * ((256 << 20) + 1))
    assert refused.value.code == "import_file_too_large"
    assert list((imports.services.settings.home / "imports").iterdir()) == []


def test_columns_that_tell_no_camera_from_another_cannot_be_started(imports: Imports) -> None:
    import_id = imports.upload(csv_of([row(1)]))
    for wrong in ({"name_zh": 0}, {"url": 9}, {"url": 1, "name_zh": 1}, {"url": 1, "nothing": 0}):
        with pytest.raises(AlgomartError) as refused:
            imports.start(import_id, wrong)
        assert refused.value.code == "import_mapping_invalid"
