"""What the setup link refuses."""

from core.errors import Conflict, Forbidden
from core.text import Text


class LinkInvalid(Forbidden):
    """The link is unknown, used or expired."""

    code = "setup_link_invalid"
    title = Text("设置链接无效", "Setup link invalid")
    detail = Text(
        "该设置链接无效、已使用或已过期。请重启 algomart 以生成新的链接（见数据目录中的 setup-link 文件）。",
        "This setup link is wrong, used or expired. Start algomart again for a new one "
        "(see the file setup-link in the home folder).",
    )


class AlreadySetUp(Conflict):
    """There is a user already."""

    code = "already_set_up"
    detail = Text(
        "系统已完成初始设置，请直接登录。", "algomart is set up already; sign in instead."
    )
