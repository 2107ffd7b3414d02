"""Reading a GeoJSON file of places, feature by feature: all faults are gathered, none stops the reading."""

import json
import math
import reprlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shapely import is_valid_reason
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from cases.places.errors import PlacesFileInvalid, PlacesFileTooLarge
from cases.places.faults import Fault
from cases.places.model import LENGTHS, Kind
from core.text import Text

LARGEST_MB = 32
MOST_FEATURES = 50_000
CODES = ("code", "id", "bgcode", "adcode", "gridcode", "编码", "网格编码", "单元网格标识码")
NAMES = ("name", "bgname", "gridname", "名称", "网格名称")
ENGLISH = ("name_en",)
"""What the properties of a code and a name are called in cities' files; letters' case does not matter."""
_NAME_MAX = 100
_DEGREE_M = 111_320.0
_RING_MIN = 4
_WORLD = ("CRS84", "4326", "4490")


@dataclass(frozen=True, slots=True)
class Feature:
    """One sound feature; `shape` is in WGS-84 degrees."""

    number: int
    kind: Kind
    code: str
    name: str
    name_en: str
    geometry: dict[str, Any]
    shape: BaseGeometry

    @property
    def area_m2(self) -> float:
        """Square metres, on a plane that fits the place's latitude: 1 % off at a city's size."""
        scale = math.cos(math.radians(self.shape.centroid.y))
        return float(self.shape.area * _DEGREE_M**2 * scale)


class _Faulty(Exception):
    """Ends the reading of one feature."""

    def __init__(self, code: str, about: object = "") -> None:
        self.code, self.about = code, _shown(about)


def read(content: bytes) -> tuple[list[Feature], list[Fault]]:
    """Return the sound features of a file and what is wrong with the others.

    Raises `PlacesFileTooLarge`, `PlacesFileInvalid`.
    """
    found: list[Feature] = []
    faults: list[Fault] = []
    for number, plain in enumerate(_features(content), start=1):
        try:
            found.append(_feature(number, plain))
        except _Faulty as fault:
            code = _property(plain, CODES) if isinstance(plain, dict) else None
            faults.append(Fault(number, _shown(code or ""), fault.code, fault.about))
    return found, [*faults, *_twice(found)]


def _shown(about: object) -> str:
    """Return the beginning of what stood in the file, as text that any answer can carry."""
    text = about if isinstance(about, str) else reprlib.repr(about)
    return text[:80].encode(errors="replace").decode()


def _features(content: bytes) -> Sequence[Any]:
    too_large = PlacesFileTooLarge(limit_mb=LARGEST_MB, features=MOST_FEATURES)
    if len(content) > LARGEST_MB << 20:
        raise too_large
    try:
        plain = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise PlacesFileInvalid(fault=Text("不是有效的 JSON", "it is no JSON")) from error
    if not isinstance(plain, dict) or plain.get("type") != "FeatureCollection":
        raise PlacesFileInvalid(fault=Text("类型不是 FeatureCollection", "its type is another"))
    _require_degrees(plain.get("crs"))
    features = plain.get("features")
    if not isinstance(features, list) or not features:
        raise PlacesFileInvalid(fault=Text("没有要素", "it has no features"))
    if len(features) > MOST_FEATURES:
        raise too_large
    return features


def _require_degrees(crs: Any) -> None:
    """Refuse what says of itself that it is projected, or shifted: RFC 7946 knows WGS-84 only."""
    if crs is not None and not any(known in json.dumps(crs) for known in _WORLD):
        raise PlacesFileInvalid(
            fault=Text(
                "坐标系不是 WGS-84 或 CGCS2000 经纬度，请先转换",
                "its crs is not WGS-84 or CGCS2000 in degrees; convert it first",
            )
        )


def _feature(number: int, plain: Any) -> Feature:
    if not isinstance(plain, dict) or plain.get("type") != "Feature":
        raise _Faulty("not_a_feature")
    code = _code(plain)
    kind = LENGTHS[len(code)]
    name = _name(plain, NAMES)
    if not name and kind != "cell":
        raise _Faulty("name_missing", NAMES[0])
    geometry: Any = plain.get("geometry")
    shape = _shape(geometry)
    plain_geometry = {"type": geometry["type"], "coordinates": geometry["coordinates"]}
    english = _name(plain, ENGLISH)
    name = name or code
    return Feature(number, kind, code, name, english or name, plain_geometry, shape)


def _code(plain: dict[str, Any]) -> str:
    given = _property(plain, CODES)
    if given is None or given == "":
        raise _Faulty("code_missing", CODES[0])
    code = str(given).strip()
    if (
        isinstance(given, bool)
        or len(code) not in LENGTHS
        or not (code.isascii() and code.isdigit())
    ):
        raise _Faulty("code_invalid", code)
    return code


def _name(plain: dict[str, Any], called: Sequence[str]) -> str:
    name = str(_property(plain, called) or "").strip()
    if len(name) > _NAME_MAX or not name.isprintable():
        raise _Faulty("name_invalid")
    return name


def _property(plain: dict[str, Any], called: Sequence[str]) -> Any:
    given = plain.get("properties")
    lower = {key.lower(): value for key, value in given.items()} if isinstance(given, dict) else {}
    if called is CODES and "id" in plain:
        lower.setdefault("id", plain["id"])
    return next((lower[name] for name in called if lower.get(name) not in (None, "")), None)


def _shape(geometry: Any) -> BaseGeometry:
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise _Faulty("not_a_polygon")
    parts = geometry.get("coordinates")
    if geometry["type"] == "Polygon":
        parts = [parts]
    if not isinstance(parts, list) or not parts:
        raise _Faulty("not_a_polygon")
    polygons = [_polygon(part) for part in parts]
    shape = polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)
    if not shape.is_valid or shape.area == 0:
        raise _Faulty("shape_invalid", is_valid_reason(shape))
    return shape


def _polygon(rings: Any) -> Polygon:
    if not isinstance(rings, list) or not rings:
        raise _Faulty("not_a_polygon")
    outer, *holes = [[*_positions(ring)] for ring in rings]
    return Polygon(outer, holes)


def _positions(ring: Any) -> Iterator[tuple[float, float]]:
    if not isinstance(ring, list) or len(ring) < _RING_MIN:
        raise _Faulty("ring_short")
    if ring[0] != ring[-1]:
        raise _Faulty("ring_open")
    for one in ring:
        if not _is_position(one):
            raise _Faulty("position_invalid", one)
        yield float(one[0]), float(one[1])


def _is_position(one: Any) -> bool:
    if not isinstance(one, list) or not 2 <= len(one) <= 3:
        return False
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in one):
        return False
    return bool(abs(one[0]) <= 180 and abs(one[1]) <= 90)


def _twice(found: Sequence[Feature]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for one in found:
        if one.code in seen:
            yield Fault(one.number, one.code, "code_twice", str(seen[one.code]))
        seen.setdefault(one.code, one.number)
