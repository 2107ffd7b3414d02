"""What the shelf refuses."""

from core.errors import Conflict, Forbidden, Invalid
from core.text import Text


class VersionTaken(Conflict):
    """Other goods were handed in under this version number before."""

    code = "version_taken"
    title = Text("版本号已被使用", "The version number is taken")
    detail = Text(
        "{slug} {version} 已登记且内容不同。请提高 algorithm.yaml 中的版本号。",
        "{slug} {version} is registered with other contents. Raise the version in algorithm.yaml.",
    )


class NoHealthyVersion(Conflict):
    """An algorithm has no published version that may run."""

    code = "no_healthy_version"
    title = Text("没有可用版本", "No healthy version")
    detail = Text(
        "算法 {slug} 目前没有可用版本，请等待厂商发布新版本。",
        "Algorithm {slug} has no version that may run at present; wait for its vendor to publish one.",
    )


class VersionOffShelf(NoHealthyVersion):
    """A version that somebody chose by its number may not run."""

    code = "version_off_shelf"
    title = Text("该版本不可用", "The version is not on the shelf")
    detail = Text(
        "算法 {slug} 的版本 {version} 当前“{state}”。请改选其他版本，或改为跟随稳定版。",
        "Version {version} of {slug} is {state}; choose another one, or follow the alias “stable”.",
    )


class VersionNotReady(Conflict):
    """A version in this state is not approved."""

    code = "version_not_ready"
    title = Text("版本不在待审批状态", "The version is not ready for approval")
    detail = Text(
        "版本 {version} 当前状态为 {state}，只有通过检测（checked）或已评测（evaluated）的版本才能审批。",
        "Version {version} is {state}; only one that was checked or evaluated can be approved.",
    )


class VersionStepRefused(Conflict):
    """The action does not start where the version stands."""

    code = "version_step_refused"
    detail = Text(
        "版本 {version} 当前“{state}”，不能“{action}”。请刷新后查看该版本。",
        "Version {version} is {state}; from there nothing leads to “{action}”. Read the version again.",
    )


class NotYourVersionStep(Forbidden):
    """Another role takes this step, or it takes two votes."""

    code = "version_step_forbidden"
    detail = Text(
        "您的角色不能对版本“{action}”。批准与驳回须由系统管理员和安全管理员分别表决。",
        "Your role does not “{action}” versions. A system and a security administrator approve by votes.",
    )


class VersionStepIncomplete(Invalid):
    """The step needs something more."""

    code = "version_step_incomplete"
    detail = Text("不能“{action}”：{fault}。", "Not yet possible to “{action}”: {fault}.")


class NotPublished(Conflict):
    """An alias means published versions only."""

    code = "version_not_published"
    title = Text("版本未在架", "The version is not published")
    detail = Text(
        "版本 {version} 当前“{state}”，别名只能指向在架版本。",
        "Version {version} is {state}; an alias can only mean a published one.",
    )


class NotExaminedAgain(Conflict):
    """After an upgrade the gate has not come to this version yet."""

    code = "version_not_examined"
    title = Text("版本尚待重新检查", "The version is still to be examined again")
    detail = Text(
        "升级后尚未重新检查版本 {version}，暂不能运行。请几分钟后再切换。",
        "The gate has not examined version {version} again since the upgrade, so it cannot run yet. "
        "Try again in some minutes.",
    )
