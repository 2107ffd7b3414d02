"""What can go wrong with evidence pictures."""

from core.errors import AlgomartError, Conflict, NotFound
from core.text import Text


class PictureNotEncoded(AlgomartError):
    """A frame could not be written as JPEG."""

    code = "picture_not_encoded"
    detail = Text(
        "画面（{kind}）无法编码为 JPEG，请检查视频流。",
        "The picture ({kind}) could not be encoded as JPEG; check the camera's stream.",
    )


class PictureUnreadable(AlgomartError):
    """Stored bytes are no picture."""

    code = "picture_unreadable"
    detail = Text(
        "图片已损坏，无法读取，请从备份恢复。",
        "The stored picture cannot be read; restore it from a backup.",
    )


class RegionUnusable(Conflict):
    """Where the incident is cannot be told for sure, so the rest cannot be hidden."""

    code = "region_unusable"
    detail = Text(
        "无法确定事件在画面中的区域，不能生成脱敏图片。如需查看，请填写理由解锁原图。",
        "The incident's region in the picture is unclear, so no masked picture is made. Unlock the "
        "clear one with a reason.",
    )


class NoPicture(NotFound):
    """The event has no picture of this kind, or its blob is gone."""

    code = "no_picture"
    detail = Text(
        "该事件没有“{kind}”图片，可能已超过保存期限。",
        "This event has no “{kind}” picture; it may be past its retention.",
    )
