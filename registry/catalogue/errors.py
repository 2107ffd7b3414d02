"""What the shelf refuses."""

from core.errors import Conflict
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


class VersionNotReady(Conflict):
    """A version in this state is not approved."""

    code = "version_not_ready"
    title = Text("版本不在待审批状态", "The version is not ready for approval")
    detail = Text(
        "版本 {version} 当前状态为 {state}，只有通过检测（checked）或已评测（evaluated）的版本才能审批。",
        "Version {version} is {state}; only one that was checked or evaluated can be approved.",
    )
