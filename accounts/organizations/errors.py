"""What the tree of organizations refuses."""

from core.errors import Conflict, Forbidden, Invalid
from core.text import Text


class Misplaced(Invalid):
    """This kind of organization may not be set below that one."""

    code = "organization_misplaced"
    detail = Text(
        "“{parent}”下不能设立此类组织（{kind}）。层级为：运营方 → 城市 → 区 → 部门 → 单位；厂商直属运营方。",
        "This kind of organization ({kind}) is not set below “{parent}”. The tree is operator → city → "
        "district → department → unit; vendors stand below the operator.",
    )


class NotACity(Conflict):
    """Some tables are a city's, and nobody else's: its calendar, its dictionary, its places."""

    code = "not_a_city"
    title = Text("须在城市上设置", "This is a city's")
    detail = Text(
        "“{organization}”不是城市，不能有自己的{what}。请在所属城市上设置。",
        "“{organization}” is no city and has no {what} of its own. Set those of its city.",
    )


class Inactive(Forbidden):
    """The caller's organization may not use the product at present."""

    code = "organization_inactive"
    title = Text("所属组织未启用", "Organization not active")
    detail = Text(
        "您所属的组织尚未获批或已停用，暂不能办理业务。请联系平台运营方的安全管理员。",
        "Your organization waits for its approval, or was suspended. "
        "Ask a security administrator of the platform's operator.",
    )


class OwnOrganization(Forbidden):
    """Nobody suspends or resumes the organization he belongs to."""

    code = "organization_own"
    detail = Text(
        "不能停用或恢复自己所在的组织，请由上级组织的安全管理员操作。",
        "You cannot suspend or resume your own organization; "
        "a security administrator of one above it can.",
    )


class NotDecided(Conflict):
    """The organization waits for its approval, or was rejected: no single person makes it active."""

    code = "organization_not_approved"
    title = Text("组织未获批准", "Not approved")
    detail = Text(
        "“{name}”尚未获批或已被驳回，不能直接启用或停用。请在“审批”中办理。",
        "“{name}” waits for its approval or was rejected; it is not suspended or resumed. See approvals.",
    )


class NotRejected(Conflict):
    """Only a vendor that was rejected can be put to the administrators again."""

    code = "organization_not_rejected"
    title = Text("未被驳回", "Not rejected")
    detail = Text(
        "“{name}”未被驳回，不能重新提交审批。",
        "“{name}” was not rejected, so its approval cannot be asked for again.",
    )


class OrganizationHeld(Conflict):
    """The organization still has what somebody must take over first."""

    code = "organization_held"
    title = Text("组织仍有未移交的内容", "It still holds something")
    detail = Text(
        "“{name}”还有：{held}。请先移交、停用或处理完毕，再删除。",
        "“{name}” still has: {held}. Hand them over, switch them off or finish them, then remove it.",
    )
