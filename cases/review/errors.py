"""Why a verdict, or its undoing, is refused."""

from core.errors import Conflict, Forbidden, Invalid
from core.text import Text


class AlreadyJudged(Conflict):
    """Somebody gave a verdict before."""

    code = "already_judged"
    detail = Text(
        "该事件已由{by}于 {at} 判定为“{said}”。请刷新列表。",
        "{by} already judged this event at {at}: {said}. Refresh the list.",
    )


class ReasonUnknown(Invalid):
    """A rejection without a known reason, or a confirmation with one."""

    code = "reason_unknown"
    detail = Text(
        "驳回须选择原因（{known}）；确认不带原因。",
        "A rejection needs one of the reasons ({known}); a confirmation takes none.",
    )


class VerdictAlreadyUndone(Conflict):
    """The verdict was taken back before."""

    code = "verdict_already_undone"
    detail = Text("该判定已经撤销。", "This verdict was undone already.")


class TooLateToUndo(Conflict):
    """The verdict has taken effect."""

    code = "too_late_to_undo"
    detail = Text(
        "判定已于 {at} 生效，不能撤销。请在案件中更正。",
        "The verdict took effect at {at} and cannot be undone. Correct it on the case.",
    )


class NotYourVerdict(Forbidden):
    """Only who gave a verdict may take it back."""

    code = "not_your_verdict"
    detail = Text(
        "该判定由{by}作出，只能由本人撤销。",
        "{by} gave this verdict; only its author can undo it.",
    )
