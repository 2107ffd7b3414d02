"""What approvals refuse."""

from core.errors import Conflict, Forbidden
from core.text import Text


class AlreadyDecided(Conflict):
    """The request was approved, rejected or withdrawn before."""

    code = "approval_decided"
    title = Text("审批已结束", "Already decided")
    detail = Text(
        "“{title}”的审批已结束，无需再投票。", "The request about “{title}” was decided before."
    )


class AlreadyVoted(Conflict):
    """Somebody of this role, or for this owner, has voted."""

    code = "approval_voted"
    title = Text("已有人表决", "Somebody has voted")
    detail = Text(
        "已有一位{role}对“{title}”表决，正在等待其他各方，无需再表决。",
        "A {role} has voted on “{title}” before; what is missing is the vote of others.",
    )


class NotAsked(Forbidden):
    """The request does not take this caller's voice."""

    code = "approval_not_asked"
    detail = Text(
        "“{title}”不需要您表决：它只征求列出的各方的意见。",
        "“{title}” does not take your vote: it asks those alone that it lists.",
    )


class SamePerson(Forbidden):
    """One person votes once, whatever roles he holds at different times."""

    code = "approval_same_person"
    detail = Text(
        "您已对“{title}”表决过，须由另一位管理员表决。",
        "You voted on “{title}” before; it takes another person.",
    )


class OwnRequest(Forbidden):
    """Nobody decides about what he asked for himself."""

    code = "approval_own_request"
    detail = Text(
        "“{title}”的审批由您本人提出，须由他人表决。",
        "You asked for the approval of “{title}” yourself; others decide about it.",
    )


class AlreadyRequested(Conflict):
    """The object waits for its approval already."""

    code = "approval_requested"
    title = Text("已在审批中", "Already waiting")
    detail = Text("“{title}”已提交审批，请等待结果。", "“{title}” waits for its approval already.")
