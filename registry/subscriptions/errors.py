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


class NoCameras(Invalid):
    """Nothing is chosen, or what was chosen by is empty."""

    code = "no_cameras"
    title = Text("没有摄像机", "No cameras")
    detail = Text(
        "没有选中任何尚未订阅的摄像机。请在 camera_ids 或 filters 中选择摄像机。",
        "No camera is chosen that is not subscribed already; choose some by camera_ids or filters.",
    )


class MeantTwice(Invalid):
    """An alias and a version are asked for at once."""

    code = "subscription_meant_twice"
    title = Text("版本选择有误", "The version is not clear")
    detail = Text(
        "订阅要么跟随别名（alias），要么固定版本（version_id），不能同时填写。",
        "A subscription follows an alias (`alias`) or is pinned to a version (`version_id`), not both.",
    )
