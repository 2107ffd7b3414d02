"""What shares refuse."""

from core.errors import Conflict, Invalid
from core.text import Text


class AlreadyShared(Conflict):
    """The object is shared with this organization."""

    code = "already_shared"
    title = Text("已共享", "Already shared")
    detail = Text(
        "此对象已共享给“{organization}”。", "This is shared with “{organization}” already."
    )


class ShareNeedless(Invalid):
    """The organization sees the object anyway."""

    code = "share_needless"
    detail = Text(
        "“{organization}”是所属组织或其上级，本来就能看到，无需共享。",
        "“{organization}” owns this or stands above its owner and sees it anyway.",
    )
