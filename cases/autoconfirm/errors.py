"""What is refused about confirming automatically."""

from core.errors import Conflict
from core.text import Text

SWITCH = Text("自动确认", "automatic confirmation")
VERSION = Text("算法版本", "version of an algorithm")


class AutoConfirmUnearned(Conflict):
    """Too few verdicts of people, or too low a precision."""

    code = "auto_confirm_unearned"
    title = Text("尚不满足自动确认条件", "Not good enough to be confirmed automatically")
    detail = Text(
        "近 {days} 天内，置信度不低于 {threshold} 的事件经人工判定 {judged} 个（至少 {least} 个），"
        "准确率下限 {low}（至少 {bound}）。可提高阈值，或继续人工研判后再试。",
        "In {days} days people judged {judged} events of a score of {threshold} or more (it takes {least}), "
        "and the lower bound of their precision is {low} (at least {bound}). Raise the threshold, "
        "or go on judging and try again.",
    )


class SampleTooSmall(Conflict):
    """A smaller share for people than the operator allows."""

    code = "auto_confirm_sample"
    title = Text("抽样比例过低", "The sample is too small")
    detail = Text(
        "人工抽样比例至少为 {least}。", "The share that goes to people is {least} at the least."
    )


class AutoConfirmOn(Conflict):
    """It is on for the algorithm already."""

    code = "auto_confirm_on"
    title = Text("已开启自动确认", "Switched on already")
    detail = Text(
        "本部门已对该算法开启自动确认；请先关闭再重新设置。",
        "Your department has it switched on for this algorithm; switch it off first.",
    )
