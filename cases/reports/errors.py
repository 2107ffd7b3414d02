"""Why a report is refused."""

from core.errors import Conflict, Invalid, NotFound, TooMany, Unauthenticated
from core.text import Text


class ReportUnsigned(Unauthenticated):
    """The signature is missing, wrong or too old."""

    code = "report_unsigned"
    title = Text("签名无效", "The signature is not valid")
    detail = Text(
        "签名缺失、错误或时间相差超过 5 分钟。请用回报密钥按 Standard Webhooks 签名，并校准时钟。",
        "The signature is missing, wrong, or more than five minutes old. Sign after Standard Webhooks "
        "with the sink's report secret, and set the clock.",
    )


class ReportMalformed(Invalid):
    """The body is not a report."""

    code = "report_malformed"
    detail = Text(
        "消息体无效：{fault}。data 中应含 case（案件号或 ID）与 stage，或 call（通知 ID）与 receipt。",
        "This body is no report: {fault}. It is JSON whose data has a case (number or id) "
        "and a stage, or a call (id) and a receipt.",
    )


class ReportIdReused(Conflict):
    """The message id came before with another body."""

    code = "report_id_reused"
    detail = Text(
        "消息编号 {message_id} 已用于另一条内容，请使用新的编号。",
        "The message id {message_id} was used for another body; send a new id.",
    )


class ReportCaseUnknown(NotFound):
    """The sink was never told of such a case."""

    code = "report_case_unknown"
    detail = Text("没有向该系统推送过案件 {case}。", "This system was never told of a case {case}.")


class TooManyReports(TooMany):
    """One address sends more than it was told it may."""

    code = "too_many_reports"
    detail = Text(
        "每分钟最多接收 {limit} 条回报，请 {retry_after_s} 秒后重试。",
        "No more than {limit} reports a minute are taken; try again in {retry_after_s} s.",
    )
