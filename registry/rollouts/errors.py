"""What is refused about rollouts."""

from core.errors import Conflict, Invalid
from core.text import Text


class RolloutRuns(Conflict):
    """Another version of the algorithm is on trial."""

    code = "rollout_runs"
    detail = Text(
        "该算法的版本 {version} 正在试运行。请先结束它。",
        "Version {version} of this algorithm is on trial; end that first.",
    )


class RolloutOver(Conflict):
    """The trial is over."""

    code = "rollout_over"
    detail = Text(
        "该试运行已结束，不能再修改。需要时请开始新的试运行。",
        "This trial is over and stays as it is; begin another one.",
    )


class RolloutOfStable(Conflict):
    """The version that runs everywhere cannot be tried."""

    code = "rollout_of_stable"
    detail = Text(
        "版本 {version} 就是稳定版，请选择其他版本试运行。",
        "Version {version} is the stable one; choose another one to try.",
    )


class NotForTrial(Conflict):
    """The version does not stand where it may be tried in this way."""

    code = "version_not_for_trial"
    detail = Text(
        "版本 {version} 当前“{state}”。灰度须为在架版本；影子运行须为已批准或在架版本，"
        "由系统管理员开始时也可为已检查或已评测的版本。",
        "Version {version} is {state}. A canary takes a published version; a shadow an approved or published "
        "one, and from a system administrator also one that was checked or evaluated.",
    )


class RolloutReachesNobody(Conflict):
    """No camera would take part."""

    code = "rollout_reaches_nobody"
    detail = Text(
        "没有跟随稳定版的摄像机会参与。请提高比例，或选择跟随稳定版的摄像机。",
        "No camera that follows the stable version would take part. "
        "Raise the share, or choose cameras that follow it.",
    )


class RolloutUnclear(Invalid):
    """A share and cameras are given, or neither."""

    code = "rollout_unclear"
    detail = Text(
        "请填写比例（permille）或摄像机（camera_ids），二者只填其一。",
        "Give a share (`permille`) or cameras (`camera_ids`): one of them.",
    )
