"""Headers are guessed, in either language and however they are set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.cameras.titles import FIELDS
from video.imports import mapping


@given(st.permutations(list(FIELDS)), st.sampled_from(["zh", "en"]))
def test_what_an_export_writes_is_guessed_whole(fields: list[str], language: str) -> None:
    header = [getattr(FIELDS[field], language) for field in fields]
    assert mapping.guess(header) == {field: number for number, field in enumerate(fields)}


@given(st.sampled_from(list(FIELDS)), st.sampled_from(["", " ", "*", "（必填）"]), st.booleans())
def test_signs_width_and_case_do_not_matter(field: str, sign: str, upper: bool) -> None:
    title = FIELDS[field].en.upper() if upper else FIELDS[field].zh
    around = sign if sign != "（必填）" else "*"
    assert mapping.guess([f"{around}{title} {around}"]) == {field: 0}


@given(st.lists(st.text(max_size=20), max_size=30))
def test_no_header_breaks_it_and_no_column_is_used_twice(header: list[str]) -> None:
    found = mapping.guess(header)
    assert len({*found.values()}) == len(found)
    assert all(0 <= column < len(header) for column in found.values())


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            ["通道名称", "设备国标编号", "经度", "纬度"],
            ["name_zh", "gb_id", "longitude", "latitude"],
        ),
        (
            ["gbName", "gbDeviceId", "gbLongitude", "gbLatitude", "gbCivilCode", "gbPtzType"],
            ["name_zh", "gb_id", "longitude", "latitude", "region", "ptz"],
        ),
        (["Camera Name", "RTSP URL", "Address"], ["name_zh", "url", "place"]),
    ],
)
def test_titles_of_other_platforms_are_known(header: list[str], expected: list[str]) -> None:
    assert list(mapping.guess(header)) == expected


def test_a_column_of_streams_is_one_whatever_it_is_called() -> None:
    assert mapping.guess(["地址", "名称"], [["RTSP://10.0.0.1/1", "x"]]) == {"url": 0, "name_zh": 1}
