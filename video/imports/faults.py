"""What can be wrong with a row, in words. No word repeats a cell: an address may carry a password."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.text import Text

FAULTS: Mapping[str, Text] = {
    "missing": Text("缺少必填内容，请填写", "this must not be empty; fill it in"),
    "too_long": Text("内容过长，请缩短", "this is too long; shorten it"),
    "control_characters": Text(
        "含有控制字符，请清除", "it has control characters in it; take them out"
    ),
    "row_broken": Text(
        "整行无法读取：单元格过大或引号不成对",
        "the row cannot be read: a cell is too large or a quotation mark never closes",
    ),
    "url_missing": Text(
        "新摄像机缺少 RTSP 地址，请填写",
        "a camera that is not in the catalogue yet needs an address; fill it in",
    ),
    "url_invalid": Text(
        "地址无效，格式：rtsp://用户名:密码@主机:端口/路径",
        "the address is not valid; it looks like rtsp://user:password@host:port/path",
    ),
    "url_masked": Text(
        "*** 是隐藏的凭据：已有摄像机的地址保持不变，新摄像机请填写真实凭据",
        "*** stands for hidden credentials; a new camera needs the real ones",
    ),
    "address_not_allowed": Text(
        "网络地址不在允许范围内，请系统管理员检查 ALGOMART_CAMERA_NETWORKS",
        "the network address is not allowed; a system administrator checks "
        "ALGOMART_CAMERA_NETWORKS",
    ),
    "not_a_number": Text(
        "不是数字，请填写如 120.382640", "this is not a number such as 120.382640"
    ),
    "height_m_range": Text(
        "安装高度应在 0 到 1000 米之间", "a height is between 0 and 1000 metres"
    ),
    "pitch_deg_range": Text(
        "俯角应在 0（水平）到 90（垂直向下）度之间",
        "a tilt is between 0 (level) and 90 degrees (straight down)",
    ),
    "smallest_px_range": Text(
        "最小目标应为 1 到 10000 的整数像素",
        "the smallest object is a whole number of pixels from 1 to 10000",
    ),
    "longitude_range": Text("经度应在 -180 到 180 之间", "a longitude is between -180 and 180"),
    "latitude_range": Text("纬度应在 -90 到 90 之间", "a latitude is between -90 and 90"),
    "position_half": Text(
        "经度和纬度必须同时填写或同时留空", "give both longitude and latitude, or neither"
    ),
    "position_swapped": Text(
        "经度和纬度可能填反了，请对调两列",
        "longitude and latitude seem to be swapped; assign the two columns the other way round",
    ),
    "gb_id_invalid": Text("国标编码应为 20 位数字", "a device id has twenty digits"),
    "gb_id_rounded": Text(
        "国标编码被表格软件存成了数字，末位已丢失；请把该列设为文本后重新填写",
        "the spreadsheet program kept the device id as a number and lost its last digits; "
        "make the column text and fill it in again",
    ),
    "region_invalid": Text(
        "行政区划代码应为 2 到 8 位数字", "an administrative code has 2 to 8 digits"
    ),
    "unknown_word": Text(
        "不认识的取值，请用模板中的词、国标代码，或留空",
        "this value is not known; use a word as in the template, the number of GB/T 28181, or nothing",
    ),
    "tags_invalid": Text(
        "标签最多 20 个，每个最多 40 个字", "at most 20 tags of at most 40 letters each"
    ),
    "group_invalid": Text(
        "分组应为“上级/下级”的形式，最多 200 个字",
        "a group looks like wide/narrow and has at most 200 letters",
    ),
    "duplicate": Text(
        "与本文件中前面的某一行重复，请删除其中一行",
        "an earlier row of this file is about the same camera; delete one of them",
    ),
    "ambiguous": Text(
        "本组织有多台摄像机使用此地址，请填写国标编码或来源编号",
        "several cameras of this organization have this address; give a device id or a source id",
    ),
    "id_conflict": Text(
        "国标编码或来源编号已属于本组织的另一台摄像机，请核对编码",
        "the device id or source id belongs to another camera of this organization; check the ids",
    ),
}
"""By code."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong; `field` is empty where it is the row as a whole."""

    row: int
    field: str
    code: str
