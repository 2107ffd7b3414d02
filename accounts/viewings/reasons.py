"""Why somebody looks: one table, in the order of the digits that choose it."""

from collections.abc import Mapping

from core.text import Text

OTHER = "other"
LOOK_REASONS: Mapping[str, Text] = {
    "case_check": Text("案件核实", "Checking a case"),
    "recheck": Text("复核", "Second review"),
    "complaint": Text("投诉处理", "Handling a complaint"),
    "maintenance": Text("设备检修", "Maintaining equipment"),
    OTHER: Text("其他", "Other"),
}
