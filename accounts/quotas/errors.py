"""What quotas refuse."""

from core.errors import Conflict, Forbidden, Invalid
from core.text import Text


class QuotaExceeded(Conflict):
    """An organization may not have so much of a resource."""

    code = "quota_exceeded"
    title = Text("超出配额", "Over the quota")
    detail = Text(
        "“{organization}”的{resource}配额为 {limit}，已用 {used}，本次需再增加 {adding}。{remedy}",
        "“{organization}” may have {limit} {resource}, has {used} and needs {adding} more. {remedy}",
    )


class QuotaMisplaced(Invalid):
    """Organizations of this kind have no such quota."""

    code = "quota_misplaced"
    detail = Text(
        "{kind}没有“{resource}”配额，请勿设置。",
        "A {kind} has no quota of {resource}; leave it out.",
    )


class OwnQuota(Forbidden):
    """Nobody sets the quotas of the organization he belongs to."""

    code = "quota_own"
    detail = Text(
        "不能调整自己所在组织的配额，请由上级组织的系统管理员操作。",
        "You cannot set the quotas of your own organization; "
        "a system administrator of one above it can.",
    )
