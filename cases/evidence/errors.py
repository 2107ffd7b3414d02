"""What can go wrong with evidence pictures."""

from core.errors import AlgomartError, Conflict, NotFound, Unavailable
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


class NoClip(NotFound):
    """The event has no clip, or not yet."""

    code = "no_clip"
    detail = Text("该事件没有录像片段：{why}。", "This event has no clip: {why}.")


class ClipBeingMade(Conflict):
    """The clip, or the copy that was asked for, is still being made."""

    code = "clip_being_made"
    detail = Text(
        "录像片段正在生成，请稍后再试。", "The clip is being made; try again in a moment."
    )


class NotTranscoded(Unavailable):
    """A clip could not be encoded anew; `why` is a code of `cases.evidence.reasons`."""

    code = "not_transcoded"
    detail = Text(
        "录像片段无法转码（{why}）。可导出原始片段，或稍后重试。",
        "The clip could not be transcoded ({why}). Try again later.",
    )

    @property
    def why(self) -> str:
        """The code of the reason."""
        return str(self.fields["why"])
