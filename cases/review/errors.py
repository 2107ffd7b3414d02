"""Why a claim, a verdict, or its undoing, is refused."""

from core.errors import Conflict, Forbidden, Invalid
from core.text import Text

CLAIM = Text("认领", "claim")
VERDICT = Text("判定", "verdict")


class AlreadyClaimed(Conflict):
    """Somebody else is at the event."""

    code = "already_claimed"
    title = Text("已被他人认领", "Claimed by somebody else")
    detail = Text(
        "该事件已由{by}认领，至 {until} 到期。请先处理其他事件。",
        "{by} is at this event until {until}. Take another one meanwhile.",
    )


class ClaimLapsed(Conflict):
    """The claim is over: released, judged, or out of time."""

    code = "claim_lapsed"
    title = Text("认领已失效", "The claim is over")
    detail = Text(
        "该认领已于 {at} 失效，请重新认领事件。", "This claim ended at {at}; claim the event again."
    )


class NotYourClaim(Forbidden):
    """Only who holds a claim may keep it or let it go."""

    code = "not_your_claim"
    detail = Text(
        "该认领属于{by}，只能由本人续期或释放。",
        "{by} holds this claim; only its holder can keep it or let it go.",
    )


class TooManyClaims(Conflict):
    """One person holds as many events as he may."""

    code = "too_many_claims"
    title = Text("认领过多", "Too many claims")
    detail = Text(
        "每人最多同时认领 {limit} 个事件。请先判定或释放已认领的事件。",
        "One person holds at most {limit} events. Judge or release some of yours first.",
    )


class NothingWanted(Conflict):
    """The event needs nothing from the desk any more."""

    code = "nothing_wanted"
    title = Text("无需研判", "Nothing to judge")
    detail = Text(
        "该事件已有判定，无需再认领。请刷新列表。", "This event is judged. Refresh the list."
    )


class AnotherPerson(Conflict):
    """A second opinion, or a check, is another person's."""

    code = "another_person"
    title = Text("须由他人研判", "Somebody else has to judge")
    detail = Text(
        "您已对该事件发表过意见，须由另一人研判。",
        "You gave your opinion on this event; another person has to judge it.",
    )


class AlreadyJudged(Conflict):
    """Somebody gave a verdict before."""

    code = "already_judged"
    detail = Text(
        "该事件已由{by}于 {at} 判定为“{said}”。请刷新列表。",
        "{by} already judged this event at {at}: {said}. Refresh the list.",
    )


class ReasonUnknown(Invalid):
    """A rejection without a known reason, or another verdict with one."""

    code = "reason_unknown"
    detail = Text(
        "驳回须选择原因（{known}）；其他判定不带原因。",
        "A rejection needs one of the reasons ({known}); any other verdict takes none.",
    )


class DuplicateOfWhat(Invalid):
    """A duplicate that names no other event, or another verdict that names one."""

    code = "duplicate_of_what"
    title = Text("重复事件不明", "Duplicate of what")
    detail = Text(
        "判定为重复须在 duplicate_of 中指明另一个未被判重的事件；其他判定不带 duplicate_of。",
        "A duplicate names another event in duplicate_of, which is no duplicate itself; "
        "any other verdict takes none.",
    )


class NotCorrectable(Conflict):
    """What is to be corrected does not decide, or can still be undone."""

    code = "not_correctable"
    title = Text("不能更正", "Not correctable")
    detail = Text(
        "只能更正已生效的现行判定，并须在备注中说明理由；未生效的请撤销。",
        "Only the verdict that counts can be corrected, once it took effect and with a note that says "
        "why; before that, undo it.",
    )


class VerdictAlreadyUndone(Conflict):
    """The verdict was taken back before."""

    code = "verdict_already_undone"
    detail = Text("该判定已经撤销。", "This verdict was undone already.")


class TooLateToUndo(Conflict):
    """The verdict has taken effect, or somebody went on from it."""

    code = "too_late_to_undo"
    detail = Text(
        "判定已于 {at} 生效或已有后续判定，不能撤销。请用更正（corrects）。",
        "The verdict took effect at {at}, or was followed by another one, and cannot be undone. "
        "Correct it (corrects) instead.",
    )


class NotYourVerdict(Forbidden):
    """Only who gave a verdict may take it back."""

    code = "not_your_verdict"
    detail = Text(
        "该判定由{by}作出，只能由本人撤销。",
        "{by} gave this verdict; only its author can undo it.",
    )


class NoLookalikes(Conflict):
    """None of the named events can be rejected with the one they look like."""

    code = "no_lookalikes"
    title = Text("没有可批量驳回的事件", "Nothing to reject at once")
    detail = Text(
        "所选事件都不是同一摄像机、同一算法的待判事件，或已被他人认领。请重新预览。",
        "None of these waits at the same camera for the same algorithm, or others are at them. "
        "Preview again.",
    )
