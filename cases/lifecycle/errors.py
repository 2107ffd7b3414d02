"""Why a case does not move."""

from core.errors import Conflict, Invalid
from core.text import Text


class TransitionRefused(Conflict):
    """The action does not start where the case stands."""

    code = "transition_refused"
    detail = Text(
        "案件 {number} 当前为“{state}”，不能“{action}”。请刷新后查看案件进展。",
        "Case {number} is “{state}”; from there nothing leads to “{action}”. Read the case again.",
    )


class StageUnknown(Invalid):
    """No stage of a case has this name."""

    code = "stage_unknown"
    detail = Text(
        "没有名为“{stage}”的阶段，可用：{known}。",
        "There is no stage “{stage}”; known are: {known}.",
    )
