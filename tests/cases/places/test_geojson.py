"""Files of places: what is sound comes through, every fault is named, none hides another."""

from typing import Any

import pytest

from cases.places import geojson, topology
from cases.places.errors import PlacesFileInvalid, PlacesFileTooLarge
from tests.cases.places.shapes import feature, file_of, ring

CELL = "370202001001001"
BOW = [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [*rings]}


def test_a_feature_has_its_kind_from_its_code_and_its_area_in_square_metres() -> None:
    found, faults = geojson.read(
        file_of(
            feature("370202", (120, 36), 0.1, name="市南区", name_en="Shinan"),
            feature(370202001, (120, 36), 0.01),
            feature(CELL, (120, 36), 0.001, name=None),
        )
    )
    assert faults == []
    assert [(one.kind, one.name) for one in found] == [
        ("district", "市南区"),
        ("street", "区域370202001"),
        ("cell", CELL),
    ]
    assert found[0].name_en == "Shinan"
    # 0.001° is 111.32 m from south to north, and at 36° 90.06 m from west to east.
    assert found[2].area_m2 == pytest.approx(111.32 * 90.06, rel=0.001)


def test_names_of_properties_as_cities_have_them_and_a_mark_of_byte_order_are_read() -> None:
    plain = feature("", (120, 36), 0.1)
    plain["properties"] = {"BGCode": CELL, "BGName": "一号网格"}
    (one,), faults = geojson.read(b"\xef\xbb\xbf" + file_of(plain))
    assert (one.code, one.name, faults) == (CELL, "一号网格", [])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"type": "Thing"}, "not_a_feature"),
        ({"properties": None}, "code_missing"),
        ({"properties": {"code": "37020", "name": "短"}}, "code_invalid"),
        ({"properties": {"code": True, "name": "真"}}, "code_invalid"),
        ({"properties": {"code": "３７０２０２", "name": "全角"}}, "code_invalid"),
        ({"properties": {"code": "370202"}}, "name_missing"),
        ({"properties": {"code": "370202", "name": "a\x00b"}}, "name_invalid"),
        ({"properties": {"code": "370202", "name": "区" * 101}}, "name_invalid"),
        ({"geometry": None}, "not_a_polygon"),
        ({"geometry": {"type": "Point", "coordinates": [120, 36]}}, "not_a_polygon"),
        ({"geometry": polygon()}, "not_a_polygon"),
        ({"geometry": polygon([[0, 0], [1, 1], [0, 0]])}, "ring_short"),
        ({"geometry": polygon(ring((0, 0), 1)[:-1])}, "ring_open"),
        ({"geometry": polygon([[0, 0], [1, 0], [1, "x"], [0, 0]])}, "position_invalid"),
        ({"geometry": polygon([[0, 0], [1, 0], [500, 1], [0, 0]])}, "position_invalid"),
        ({"geometry": polygon(BOW)}, "shape_invalid"),
        ({"geometry": polygon(ring((0, 0), 1), ring((5, 5), 1))}, "shape_invalid"),
        ({"geometry": polygon([[0, 0], [1, 1], [2, 2], [0, 0]])}, "shape_invalid"),
    ],
)
def test_each_fault_of_a_feature_is_named(changed: dict[str, Any], code: str) -> None:
    plain = feature("370202", (120, 36), 0.1) | changed
    found, (fault,) = geojson.read(file_of(plain))
    assert (found, fault.feature, fault.code) == ([], 1, code)
    assert "{" not in fault.text.en + fault.text.zh


def test_numbers_that_are_none_are_no_positions() -> None:
    content = file_of(feature("370202", (120, 36), 0.1)).replace(b"36.1", b"NaN")
    assert geojson.read(content)[1][0].code == "position_invalid"


def test_all_faults_of_a_file_come_at_once() -> None:
    content = file_of(
        feature("1", (120, 36), 0.1),
        feature("370202", (120, 36), 0.1),
        feature("370202", (121, 36), 0.1),
        3,
    )
    found, faults = geojson.read(content)
    assert [(one.feature, one.code, one.about) for one in faults] == [
        (1, "code_invalid", "1"),
        (4, "not_a_feature", ""),
        (3, "code_twice", "2"),
    ]
    assert [one.number for one in found] == [2, 3]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b"[]",
        b'{"type": "Feature"}',
        file_of(),
        file_of(feature("370202", (0, 0), 1), crs={"properties": {"name": "EPSG:4549"}}),
    ],
)
def test_what_is_no_file_of_places_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(PlacesFileInvalid):
        geojson.read(content)


def test_a_file_in_the_national_datum_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    assert geojson.read(file_of(feature("370202", (0, 0), 1), crs=crs))[1] == []
    monkeypatch.setattr(geojson, "MOST_FEATURES", 1)
    with pytest.raises(PlacesFileTooLarge):
        geojson.read(file_of(*[feature("370202", (0, 0), 1)] * 2))


def test_places_lie_in_the_one_above_and_not_over_each_other() -> None:
    found, _ = geojson.read(
        file_of(
            feature("370202", (120, 36), 0.1),
            feature("370202001", (120, 36), 0.02),
            feature("370202002", (121, 36), 0.02),
            feature("370202003", (120.01, 36), 0.02),
            feature("370202004", (120.0399, 36), 0.02),
            feature("370203001", (120.07, 36), 0.02),
        )
    )
    there, _ = geojson.read(file_of(feature("370202009", (120.07, 36), 0.01)))
    faults = topology.faults(found, {one.code: one.shape for one in there})
    assert [(one.place, one.code, one.about) for one in faults] == [
        ("370202002", "outside_parent", "370202"),
        ("370202003", "overlaps", "370202001"),
        ("370203001", "overlaps", "370202009"),
    ]
