"""What is refused about emergencies."""

from core.errors import Conflict, Invalid
from core.text import Text

EMERGENCY = Text("应急事件", "emergency")
CALL = Text("通知", "call")
RULES = Text("响应级别规则", "rules of levels")
RECEIPTS = {
    "acknowledged": Text("已签收", "acknowledged"),
    "arrived": Text("已到达", "arrived"),
    "done": Text("已完成", "done"),
    "declined": Text("无法前往", "declined"),
}


class EmergencyEnded(Conflict):
    """Nothing changes an emergency that was ended."""

    code = "emergency_ended"
    title = Text("应急响应已终止", "The emergency was ended")
    detail = Text(
        "该应急响应已终止，不能再派发或修改。",
        "The response was ended; nobody can be called and nothing changed any more.",
    )


class NobodyCalled(Invalid):
    """A dispatch names nobody."""

    code = "nobody_called"
    title = Text("没有选择派发对象", "Nobody is called")
    detail = Text("请至少选择一类接收方或一项资源。", "Choose an audience or a resource at least.")


class ReceiptRefused(Conflict):
    """A receipt does not follow on the one before."""

    code = "receipt_refused"
    title = Text("回执状态不符", "The receipt does not fit")
    detail = Text(
        "当前回执为“{now}”，不能改为“{wanted}”。",
        "The receipt is “{now}” and cannot become “{wanted}”.",
    )


class AreaInvalid(Invalid):
    """A drawn area is none."""

    code = "area_invalid"
    title = Text("影响范围无效", "The area is not valid")
    detail = Text(
        "第 {place} 个轮廓无效：至少三个点，且边线不能相交。请重新绘制。",
        "Outline {place} is not valid: three corners at least, and no crossing edges. Draw it anew.",
    )


class RuleSaysNothing(Invalid):
    """A rule sets none of the three levels."""

    code = "emergency_rule_empty"
    title = Text("规则没有结果", "A rule says nothing")
    detail = Text(
        "第 {place} 条规则未设置预警颜色、响应级别或事件等级，请至少填写一项。",
        "Rule {place} sets neither warning, response nor grade; give it one at least.",
    )
