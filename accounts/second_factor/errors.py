"""What the second factor refuses."""

from core.errors import Conflict, Forbidden
from core.text import Text


class CodeWrong(Forbidden):
    """The code is wrong, was used already, or the account is locked: the answer never tells which."""

    code = "totp_wrong"
    detail = Text(
        "动态口令不正确或已用过，或账户已锁定（连续 {failures} 次失败后锁定 {minutes} 分钟）。"
        "请等下一个口令再试。",
        "The code is wrong or used already, or the account is locked ({failures} failures lock it for "
        "{minutes} minutes). Wait for the next code and try again.",
    )


class AlreadyEnrolled(Conflict):
    """A second factor is in force; only a security administrator takes it away."""

    code = "totp_enrolled"
    detail = Text(
        "已绑定动态口令。如需更换设备，请安全管理员重置。",
        "A second factor is enrolled already; ask a security administrator to reset it for a new device.",
    )
