"""What can go wrong with evidence pictures."""

from core.errors import AlgomartError, NotFound
from core.text import Text


class PictureNotEncoded(AlgomartError):
    """A frame could not be written as JPEG."""

    code = "picture_not_encoded"
    detail = Text(
        "画面（{kind}）无法编码为 JPEG，请检查视频流。",
        "The picture ({kind}) could not be encoded as JPEG; check the camera's stream.",
    )


class NoPicture(NotFound):
    """The event has no picture of this kind, or its blob is gone."""

    code = "no_picture"
    detail = Text(
        "该事件没有“{kind}”图片，可能已超过保存期限。",
        "This event has no “{kind}” picture; it may be past its retention.",
    )
