"""What live viewing refuses."""

from core.errors import Conflict
from core.text import Text


class LiveFull(Conflict):
    """As many cameras are watched live as may be."""

    code = "live_full"
    title = Text("实时查看已满", "No more live pictures")
    detail = Text(
        "最多同时实时查看 {limit} 路，现已有 {used} 路。请关闭一些画面，或请系统管理员调高 {setting}。",
        "{limit} cameras may be watched live at once and {used} are. Close some, or ask a system "
        "administrator to raise {setting}.",
    )
