"""Which column of a file is which field: guessed from a Chinese or English header, changed by hand."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from video.cameras.titles import FIELDS
from video.imports.errors import ImportMappingInvalid

KEYS = ("gb_id", "source_id", "url")
"""A row is known again by the first of these that it has."""

_ALSO: Mapping[str, str] = {
    "name_zh": "摄像机名称 设备名称 通道名称 点位名称 监控点名称 点位 中文名称 name cameraname "
    "channelname devicename gbname namezh namechinese title",
    "name_en": "nameen englishname",
    "url": "流地址 取流地址 视频流地址 rtsp rtspurl url streamurl stream 主码流 拉流地址",
    "place": "地址 安装位置 安装地址 详细地址 所在位置 地点 点位地址 address location installaddress "
    "gbaddress installationaddress",
    "longitude": "东经 lon lng x坐标 gblongitude long 经度坐标",
    "latitude": "北纬 lat y坐标 gblatitude 纬度坐标",
    "gb_id": "国标id 国标码 国标编号 设备编码 通道编码 摄像机编码 设备国标编号 gbid gbdeviceid gbcode "
    "deviceid channelid gb28181id gb28181",
    "region": "行政区划 行政区域 区划代码 区域代码 civilcode gbcivilcode region regioncode",
    "manufacturer": "设备厂商 厂家 生产厂商 品牌 vendor brand gbmanufacturer",
    "model": "设备型号 规格型号 gbmodel",
    "ptz": "类型 云台类型 摄像机类别 设备类型 ptztype gbptztype ptz cameratype",
    "room": "室外室内 室内室外 位置类型 roomtype gbroomtype indooroutdoor room",
    "direction": "方位 朝向 监控方位 摄像机朝向 directiontype gbdirectiontype",
    "resolution": "像素 gbresolution",
    "height_m": "安装高度 架设高度 挂高 高度 height mountingheight installheight",
    "pitch_deg": "俯角 俯仰角 倾角 pitch tilt pitchangle",
    "smallest_px": "最小目标 最小目标像素 smallestobject smallestpx",
    "night": "夜视 夜间可用 补光 nightvision infrared",
    "secrecy": "涉密 是否涉密 密级 gbsecrecy",
    "parent": "父节点 上级编码 父设备 上级设备 parentid gbparentid parent",
    "nvr": "nvr 录像机编号 nvr编号 硬盘录像机 recorder nvrid",
    "source_id": "编号 序列号 设备编号 点位编号 sourceid externalid id 外部编号",
    "tags": "标记 tag label labels",
    "group": "组 分组路径 业务分组 所属分组 grouppath 目录",
}
_STREAM = re.compile(r"\s*rtsps?://", re.IGNORECASE)
_SIGNS = re.compile(r"[\s_\-./:：*（）()\[\]【】\"'“”]+")


def guess(header: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> dict[str, int]:
    """Return the column of each field whose title is known; of several such columns, the first.

    What holds addresses of streams in its first rows is their column, whatever its title says.
    """
    found: dict[str, int] = {}
    for number, title in enumerate(header):
        streams = any(_STREAM.match(row[number]) for row in rows if number < len(row))
        field = "url" if streams else _FIELD_OF.get(_plain(title))
        if field is not None:
            found.setdefault(field, number)
    return found


def check(mapping: Mapping[str, int], columns: int) -> dict[str, int]:
    """Return the mapping if a file with so many columns can be read by it; `ImportMappingInvalid` else."""
    numbers = list(mapping.values())
    known = mapping.keys() <= FIELDS.keys() and not mapping.keys().isdisjoint(KEYS)
    if not known or len({*numbers}) < len(numbers) or not all(0 <= n < columns for n in numbers):
        raise ImportMappingInvalid
    return dict(mapping)


def names_secret(title: str) -> bool:
    """Tell whether a title is that of passwords, which a preview hides."""
    return any(word in _plain(title) for word in ("密码", "口令", "password", "passwd", "pwd"))


def _plain(title: str) -> str:
    """Return a title without case, width, blanks and signs, which people set as they like."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", title).lower())


_FIELD_OF: Mapping[str, str] = {
    **{_plain(word): field for field, words in _ALSO.items() for word in words.split()},
    **{_plain(text.zh): field for field, text in FIELDS.items()},
    **{_plain(text.en): field for field, text in FIELDS.items()},
    **{_plain(field): field for field in FIELDS},
}
