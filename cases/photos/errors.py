"""Why a photo is refused."""

from core.errors import Conflict, Invalid
from core.text import Text

PHOTO = Text("照片", "photo")


class PhotoRefused(Invalid):
    """The file is no photo that can be kept."""

    code = "photo_refused"
    detail = Text("照片无法使用：{fault}。", "This photo cannot be used: {fault}.")


class PhotosFull(Conflict):
    """The case has as many photos as it may have."""

    code = "photos_full"
    detail = Text(
        "该案件已有 {most} 张照片，不能再添加。",
        "This case has {most} photos, and may have no more.",
    )


class PhotoTaken(Conflict):
    """The photo is part of what was reported, or the case is over."""

    code = "photo_kept"
    detail = Text(
        "该照片已随反馈提交，或案件已办结，不能增删。",
        "The photo belongs to a report, or the case is over; nothing is added or taken away.",
    )
