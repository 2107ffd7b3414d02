"""Why a case does not move."""

from core.errors import Conflict, Forbidden, Invalid, NotFound
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


class NotYourAction(Forbidden):
    """Another role takes this action."""

    code = "not_your_action"
    detail = Text(
        "您的角色不能对案件“{action}”。请联系派遣员。",
        "Your role does not “{action}” cases. Ask a dispatcher.",
    )


class StepIncomplete(Invalid):
    """The action needs something more."""

    code = "step_incomplete"
    detail = Text("不能“{action}”：{fault}。", "Not yet possible to “{action}”: {fault}.")


class UnitUnknown(NotFound):
    """The city has no such unit, or it is suspended."""

    code = "unit_unknown"
    detail = Text(
        "本市没有可派遣的责任单位 {id}，或该单位已停用。请另选单位。",
        "The city has no active unit {id} to dispatch to. Choose another one.",
    )
