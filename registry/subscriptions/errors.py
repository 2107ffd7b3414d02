"""What is refused about subscriptions."""

from core.errors import Conflict, Invalid
from core.text import Text


class AlreadySubscribed(Conflict):
    """The organization has this algorithm on this camera already."""

    code = "already_subscribed"
    title = Text("已订阅", "Already subscribed")
    detail = Text(
        "该摄像机已订阅此算法，请修改现有订阅。",
        "This camera is subscribed to this algorithm already; change that subscription.",
    )


class RuleInvalid(Invalid):
    """A rule does not fit the algorithm."""

    code = "rule_invalid"
    title = Text("规则无效", "The rule is not valid")
    detail = Text("规则无效：{zh}。", "The rule is not valid: {en}.")
