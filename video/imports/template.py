"""A file to begin with: the columns an import knows, and one camera as an example."""

from collections.abc import Mapping

from core.sheet import BOM, line
from core.text import Language, Text
from video.cameras.details import WORDS
from video.cameras.titles import FIELDS

EXAMPLE: Mapping[str, Text] = {
    "name_zh": Text("示例：中山路与香港路路口（导入前删除此行）", "示例路口"),
    "name_en": Text("Zhongshan Road", "Example: Zhongshan Road (delete this row before importing)"),
    "url": Text(
        "rtsp://用户名:密码@10.0.0.8:554/stream2", "rtsp://user:password@10.0.0.8:554/stream2"
    ),
    "place": Text("中山路与香港路路口东北角", "Zhongshan Road, north-east corner"),
    "longitude": Text("120.382640", "120.382640"),
    "latitude": Text("36.067108", "36.067108"),
    "gb_id": Text("37020200001320000001", "37020200001320000001"),
    "region": Text("370202", "370202"),
    "manufacturer": Text("海康威视", "Hikvision"),
    "ptz": WORDS["ptz"]["bullet"],
    "room": WORDS["room"]["outdoor"],
    "direction": WORDS["direction"]["east"],
    "height_m": Text("6", "6"),
    "pitch_deg": Text("25", "25"),
    "night": WORDS["night"]["sees"],
    "secrecy": WORDS["secrecy"]["open"],
    "source_id": Text("ZS-0001", "ZS-0001"),
    "tags": Text("路口,重点", "crossing,important"),
    "group": Text("市南区/中山路", "South/Zhongshan Road"),
}
"""By field; what is not here stays empty."""


def template(language: Language) -> str:
    """Return the file as CSV with its byte-order mark."""
    header = [text.said_in(language) for text in FIELDS.values()]
    example = [EXAMPLE[name].said_in(language) if name in EXAMPLE else "" for name in FIELDS]
    return BOM + line(header) + line(example)
