"""From the cells of one row to what a camera shall be, or to everything that is wrong with it."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.coordinates import System, to_wgs84
from core.errors import AlgomartError
from core.masking import MASK, mask_url
from core.net.allowed import Allowed
from core.net.errors import AddressNeverAllowed, AddressNotAllowed
from video.cameras import address
from video.cameras.details import GB_CODES, TAGS_MAX, WORDS
from video.imports.faults import Fault

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SEPARATORS = re.compile(r"[,;，；、]")
_ROUNDED = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_MOST = {"name_zh": 200, "name_en": 200, "place": 200}
_RANGES = {"height_m": (0, 1000), "pitch_deg": (0, 90), "smallest_px": (1, 10_000)}
_FORMULA = ("'=", "'+", "'-", "'@")
"""An export puts an apostrophe before what a spreadsheet program would take for a formula."""


class Wrong(Exception):
    """A cell is not what its column holds."""

    def __init__(self, code: str, field: str | None = None) -> None:
        super().__init__(code)
        self.code, self.field = code, field


@dataclass(frozen=True, slots=True)
class Row:
    """What one row says of a camera: columns of the table with their values, and its address."""

    number: int
    values: dict[str, Any]
    url: str | None = None
    """None: the row says nothing of it."""
    url_masked: str = ""

    @property
    def is_masked(self) -> bool:
        """Whether the address is one an export showed, its credentials hidden."""
        return self.url is not None and MASK in self.url


@dataclass(frozen=True, slots=True)
class Parser:
    """How the rows of one file are read."""

    mapping: Mapping[str, int]
    system: System
    allowed: Allowed

    def parse(self, number: int, cells: list[str]) -> Row | list[Fault]:
        """Return what a row says, or its faults."""
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        for field, column in self.mapping.items():
            cell = cells[column].strip() if column < len(cells) else ""
            try:
                values |= _read(field, cell)
            except Wrong as wrong:
                faults.append(Fault(number, wrong.field or field, wrong.code))
        url = values.pop("url", None)
        try:
            shown = self._shown(url)
            self._place(values)
        except Wrong as wrong:
            faults.append(Fault(number, wrong.field or "url", wrong.code))
        return faults or Row(number, values, url, shown)

    def _shown(self, url: str | None) -> str:
        """Check an address and return it masked; one that is masked already is taken as it is."""
        if url is None:
            return ""
        if MASK in url:
            return url
        try:
            return mask_url(address.check(url, self.allowed))
        except (AddressNotAllowed, AddressNeverAllowed) as error:
            raise Wrong("address_not_allowed") from error
        except AlgomartError as error:
            raise Wrong("url_invalid") from error

    def _place(self, values: dict[str, Any]) -> None:
        """Turn a position into WGS-84; a file with one coordinate's column says nothing of positions."""
        if not self.mapping.keys() >= {"longitude", "latitude"}:
            values.pop("longitude", None)
            values.pop("latitude", None)
            return
        if "longitude" not in values or "latitude" not in values:
            return  # a cell of them is at fault already
        longitude, latitude = values["longitude"], values["latitude"]
        if (longitude is None) != (latitude is None):
            raise Wrong("position_half", "longitude" if longitude is None else "latitude")
        if longitude is not None:
            position = to_wgs84(longitude, latitude, self.system)
            values["longitude"], values["latitude"] = (round(one, 8) for one in position)
        values["coordinate_system"] = self.system


def _read(field: str, cell: str) -> dict[str, Any]:
    if _CONTROL.search(cell):
        raise Wrong("control_characters")
    cell = cell[1:].strip() if cell.startswith(_FORMULA) else cell
    return _READERS.get(field, _text)(field, cell)


def _text(field: str, cell: str) -> dict[str, Any]:
    if len(cell) > _MOST.get(field, 100):
        raise Wrong("too_long")
    return {field: cell}


def _name(field: str, cell: str) -> dict[str, Any]:
    """An empty name says nothing: a camera keeps its own."""
    return _text(field, cell) if cell else {}


def _url(_field: str, cell: str) -> dict[str, Any]:
    if len(cell) > address.LONGEST:
        raise Wrong("too_long")
    return {"url": cell or None}


def _coordinate(field: str, cell: str) -> dict[str, Any]:
    if not cell:
        return {field: None}
    try:
        degrees = float(cell) if len(cell) <= 40 else math.nan
    except ValueError as error:
        raise Wrong("not_a_number") from error
    if not math.isfinite(degrees):
        raise Wrong("not_a_number")
    if abs(degrees) > (180 if field == "longitude" else 90):
        swapped = field == "latitude" and abs(degrees) <= 180
        raise Wrong("position_swapped" if swapped else f"{field}_range")
    return {field: degrees}


def _measure(field: str, cell: str) -> dict[str, Any]:
    if not cell:
        return {field: None}
    try:
        value = float(cell) if len(cell) <= 40 else math.nan
    except ValueError as error:
        raise Wrong("not_a_number") from error
    least, most = _RANGES[field]
    if not least <= value <= most:
        raise Wrong(f"{field}_range" if math.isfinite(value) else "not_a_number")
    if field != "smallest_px":
        return {field: value}
    if not value.is_integer():
        raise Wrong("smallest_px_range")
    return {field: int(value)}


def _gb_id(field: str, cell: str) -> dict[str, Any]:
    if not cell:
        return {field: None}
    if len(cell) == 20 and cell.isascii() and cell.isdigit():
        return {field: cell}
    raise Wrong("gb_id_rounded" if _ROUNDED.fullmatch(cell) else "gb_id_invalid")


def _region(field: str, cell: str) -> dict[str, Any]:
    if cell and not (2 <= len(cell) <= 8 and cell.isascii() and cell.isdigit()):
        raise Wrong("region_invalid")
    return {field: cell or None}


def _coded(field: str, cell: str) -> dict[str, Any]:
    if not cell:
        return {field: "open" if field == "secrecy" else None}
    word = _WORD_OF[field].get(cell.lower())
    if word is None:
        raise Wrong("unknown_word")
    return {field: word}


def _source_id(field: str, cell: str) -> dict[str, Any]:
    return {field: _text(field, cell)[field] or None}


def _tags(field: str, cell: str) -> dict[str, Any]:
    tags = sorted({tag for one in _SEPARATORS.split(cell) if (tag := one.strip())})
    if len(tags) > TAGS_MAX or any(len(tag) > 40 for tag in tags):
        raise Wrong("tags_invalid")
    return {field: tags}


def _group(_field: str, cell: str) -> dict[str, Any]:
    parts = [part.strip() for part in cell.split("/")]
    if len(cell) > 200 or (cell and not all(parts)):
        raise Wrong("group_invalid")
    return {"group_path": "/".join(parts)}


_READERS: Mapping[str, Callable[[str, str], dict[str, Any]]] = {
    "name_zh": _name,
    "name_en": _name,
    "url": _url,
    "longitude": _coordinate,
    "latitude": _coordinate,
    "gb_id": _gb_id,
    "region": _region,
    "ptz": _coded,
    "room": _coded,
    "direction": _coded,
    "height_m": _measure,
    "pitch_deg": _measure,
    "smallest_px": _measure,
    "night": _coded,
    "secrecy": _coded,
    "source_id": _source_id,
    "tags": _tags,
    "group": _group,
}

_ALSO = {
    "ptz": {
        "快球": "ptz_dome",
        "枪机": "bullet",
        "枪": "bullet",
        "球": "ptz_dome",
        "半球机": "dome",
    },
    "secrecy": {"否": "open", "是": "classified", "非涉密": "open"},
    "room": {"外": "outdoor", "内": "indoor"},
    "direction": {},
    "night": {
        "是": "sees",
        "有": "sees",
        "yes": "sees",
        "否": "blind",
        "无": "blind",
        "no": "blind",
    },
}
_WORD_OF: Mapping[str, Mapping[str, str]] = {
    field: {
        **{text.zh: word for word, text in words.items()},
        **{text.en.lower(): word for word, text in words.items()},
        **{word: word for word in words},
        **GB_CODES.get(field, {}),
        **_ALSO[field],
    }
    for field, words in WORDS.items()
}
"""From what files say, in either language or GB/T 28181's numbers, to our words."""
