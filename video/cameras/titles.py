"""What a file of cameras calls its columns: an import reads what an export writes."""

from collections.abc import Mapping

from core.text import Text

FIELDS: Mapping[str, Text] = {
    "name_zh": Text("名称", "Name"),
    "name_en": Text("英文名称", "Name (English)"),
    "url": Text("RTSP 地址", "RTSP address"),
    "place": Text("位置", "Place"),
    "longitude": Text("经度", "Longitude"),
    "latitude": Text("纬度", "Latitude"),
    "gb_id": Text("国标编码", "Device id"),
    "region": Text("行政区划代码", "Region code"),
    "manufacturer": Text("厂商", "Manufacturer"),
    "model": Text("型号", "Model"),
    "ptz": Text("摄像机类型", "Kind of camera"),
    "room": Text("室内外", "Indoor or outdoor"),
    "direction": Text("监视方位", "Direction"),
    "resolution": Text("分辨率", "Resolution"),
    "height_m": Text("安装高度（米）", "Height (m)"),
    "pitch_deg": Text("俯角（度）", "Tilt (degrees)"),
    "smallest_px": Text("最小目标（像素）", "Smallest object (px)"),
    "night": Text("夜间", "Night"),
    "secrecy": Text("保密属性", "Secrecy"),
    "parent": Text("父设备编码", "Parent id"),
    "nvr": Text("录像机", "Recorder"),
    "source_id": Text("来源编号", "Source id"),
    "tags": Text("标签", "Tags"),
    "group": Text("分组", "Group"),
}
"""By field, what an import takes."""
