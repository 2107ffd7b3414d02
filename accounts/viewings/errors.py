"""What is refused about looking."""

from core.errors import Forbidden, Invalid
from core.text import Text

VIEWING = Text("查看登记", "viewing")


class ViewingRequired(Forbidden):
    """The picture is clear only for who has said why he looks."""

    code = "viewing_required"
    title = Text("请先填写查看理由", "Give a reason first")
    detail = Text(
        "查看清晰画面须先登记理由（POST /api/v1/viewings），理由会记入审计。",
        "State why you look (POST /api/v1/viewings) before you see a clear picture; the audit keeps "
        "the reason.",
    )


class LookReasonUnknown(Invalid):
    """The reason is none of the list, or “other” without words."""

    code = "look_reason_unknown"
    detail = Text(
        "请从以下理由中选择：{known}；选择“其他”（other）时须填写说明。",
        "Choose one of these reasons: {known}; with “other”, say in words what it is.",
    )


class LookMismatch(Invalid):
    """A kind of look was asked for objects that cannot be looked at so."""

    code = "look_mismatch"
    detail = Text(
        "“{kind}”类查看不适用于 {object_type}：证据图片对应 events，实时画面对应 cameras。",
        "A look of kind “{kind}” is not for {object_type}: evidence is of events, live is of cameras.",
    )
