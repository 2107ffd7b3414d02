"""What is refused about assigning cases."""

from core.errors import Conflict, Invalid
from core.text import Text

UNIT = Text("责任单位", "unit")


class UnitUnfit(Invalid):
    """The chosen organization cannot deal with the case."""

    code = "unit_unfit"
    title = Text("不能指定该单位", "This unit cannot be chosen")
    detail = Text(
        "责任单位须是案件所在城市中在用的区、部门或单位。",
        "It must be an active district, department or unit of the case's city.",
    )


class CaseOver(Conflict):
    """The case is closed or void."""

    code = "case_over"
    title = Text("案件已办结", "The case is over")
    detail = Text(
        "案件 {number} 已结案或作废，不能再指定责任单位。",
        "Case {number} is closed or void; its unit cannot be chosen any more.",
    )
