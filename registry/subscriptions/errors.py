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


class SeeOnly(Conflict):
    """A camera is shared to be seen, not to be subscribed."""

    code = "camera_see_only"
    title = Text("摄像机仅可查看", "The camera is shared to be seen only")
    detail = Text(
        "“{camera}”的共享方式为仅可查看，不能订阅。如需订阅，请联系{owner}调整共享方式。",
        "“{camera}” is shared to be seen only; to subscribe it, ask {owner} to share it on other terms.",
    )


class ConsentNeeded(Conflict):
    """Cameras are shared to be subscribed with their owner's consent, which is missing."""

    code = "consent_needed"
    title = Text("须经所属部门同意", "The owner's consent is needed")
    detail = Text(
        "其中 {cameras} 路摄像机须先征得{owners}同意才能订阅。"
        "请用批量订阅（/subscriptions/bulk）附上理由（reason）提出申请。",
        "{cameras} of the cameras take the consent of {owners} to be subscribed; "
        "ask for it by a `reason` with /subscriptions/bulk.",
    )


class ConsentLapsed(Conflict):
    """A subscription was stopped by the camera's owner, and takes his consent to go on."""

    code = "consent_lapsed"
    title = Text("须重新征得同意", "The owner's consent is needed anew")
    detail = Text(
        "此订阅曾因共享变更而停止，须重新征得{owner}同意。请删除此订阅，再附理由重新申请。",
        "This subscription was stopped when the sharing changed and takes the consent of {owner} anew; "
        "delete it and ask for it with a reason.",
    )
