"""What can be wrong with a rule, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.text import Text

FAULTS: Mapping[str, Text] = {
    "matter_invalid": Text(
        "事项“{about}”无效：填 5 位事项代码、2 位大类，或留空表示全部事项",
        "the matter “{about}” is not valid: a five-digit code, a two-digit class, or nothing for all",
    ),
    "area_invalid": Text(
        "区域“{about}”无效：填 15 位网格、9 位街道或 6 位区代码，或留空表示全市",
        "the place “{about}” is not valid: the code of a cell (15 digits), a street (9) or a district (6),"
        " or nothing for everywhere",
    ),
    "area_rounded": Text(
        "区域“{about}”被表格软件改成了数字，请把该列设为文本后重新填写",
        "a spreadsheet program made a number of the place “{about}”; make the column text, fill it in anew",
    ),
    "area_unknown": Text(
        "区域“{about}”尚未导入，请先导入网格，或核对代码",
        "no place “{about}” was imported; import the places first, or check the code",
    ),
    "unit_missing": Text("没有填写责任单位", "no unit is named"),
    "unit_unknown": Text(
        "本组织下级没有名为“{about}”的在用部门或单位",
        "there is no active department or unit “{about}” below this organization",
    ),
    "unit_ambiguous": Text(
        "有多个名为“{about}”的单位，请在 unit_id 列填写编号",
        "several units are called “{about}”; give the one's number in the column unit_id",
    ),
    "rule_twice": Text("与第 {about} 行重复", "row {about} says the same"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with one row; the header is row 1."""

    row: int
    code: str
    about: str = ""

    @property
    def text(self) -> Text:
        """What is wrong and what to do."""
        return FAULTS[self.code].filled(about=self.about)
