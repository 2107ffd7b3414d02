"""What can be wrong with a file of places, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.text import Text

FAULTS: Mapping[str, Text] = {
    "not_a_feature": Text("不是 GeoJSON 要素（Feature）", "this is no GeoJSON Feature"),
    "code_missing": Text(
        "缺少编码：请在属性 {about} 中填写",
        "it has no code; give it in the property {about}",
    ),
    "code_invalid": Text(
        "编码“{about}”无效：区为 6 位、街道为 9 位、单元网格为 15 位数字",
        "the code “{about}” is not valid: 6 digits for a district, 9 for a street, 15 for a grid cell",
    ),
    "code_twice": Text(
        "编码与第 {about} 个要素重复", "feature {about} has the same code; each is given once"
    ),
    "name_missing": Text(
        "区和街道必须有名称：请在属性 {about} 中填写",
        "a district or street needs a name; give it in the property {about}",
    ),
    "name_invalid": Text(
        "名称过长（超过 100 字）或含有控制字符",
        "the name is over 100 letters, or has control characters in it",
    ),
    "not_a_polygon": Text(
        "几何须为 Polygon 或 MultiPolygon", "the geometry must be a Polygon or MultiPolygon"
    ),
    "position_invalid": Text(
        "坐标“{about}”无效：应为 [经度, 纬度]，十进制度，WGS-84 或 CGCS2000",
        "the position “{about}” is not valid: [longitude, latitude] in degrees, WGS-84 or CGCS2000",
    ),
    "ring_short": Text(
        "边界至少要有 4 个点（首尾相同）",
        "a ring has at least four positions, the last being the first",
    ),
    "ring_open": Text(
        "边界未闭合：最后一点须与第一点相同",
        "a ring is not closed: its last position must be its first",
    ),
    "shape_invalid": Text(
        "多边形无效（自相交或孔洞在外）：{about}",
        "the polygon is not valid (it crosses itself, or a hole is outside): {about}",
    ),
    "outside_parent": Text(
        "不在其上级 {about} 的范围内，请核对编码或边界",
        "it does not lie in {about}, which its code says; check the code or the outlines",
    ),
    "overlaps": Text(
        "与同级 {about} 重叠超过 1%，请修正边界",
        "it overlaps {about} of the same kind by more than 1 %; correct the outlines",
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with one feature, numbered from 1 as it stands in the file."""

    feature: int
    place: str
    """Its code, where it has one."""
    code: str
    about: str = ""

    @property
    def text(self) -> Text:
        """What is wrong and what to do."""
        return FAULTS[self.code].filled(about=self.about)
