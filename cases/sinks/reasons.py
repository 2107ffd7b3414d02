"""Why a message was not delivered, as a code and in words: what is told of the world outside."""

import re
from collections.abc import Mapping

from core.http.reasons import ReasonOut
from core.text import Text

REASONS: Mapping[str, Text] = {
    "no_answer": Text(
        "接收方没有及时应答，系统会自动重试",
        "the receiver did not answer in time; it is tried again",
    ),
    "unreachable": Text(
        "连接不上接收方，请检查网络和接收方服务",
        "no connection to the receiver; check the network and its service",
    ),
    "host_unknown": Text(
        "无法解析接收方的主机名，请检查地址和 DNS",
        "the receiver's host name is unknown; check the address and the DNS",
    ),
    "certificate_refused": Text(
        "接收方的 TLS 证书无效，请对方更换证书",
        "the receiver's TLS certificate is not valid; it must be replaced",
    ),
    "address_not_allowed": Text(
        "接收方的网络地址不在允许范围内，请系统管理员检查 ALGOMART_OUTBOUND_NETWORKS",
        "the receiver's network address is not allowed; a system administrator checks "
        "ALGOMART_OUTBOUND_NETWORKS",
    ),
    "url_unusable": Text(
        "接收地址无法使用，请修改接收方的地址",
        "the receiver's address cannot be used; change it",
    ),
    "broken_answer": Text(
        "接收方的应答不是有效的 HTTP，或传输中断",
        "the receiver's answer is not valid HTTP, or broke off",
    ),
    "secret_unreadable": Text(
        "签名密钥无法解密，请恢复密钥文件或重建接收方",
        "the signing secret cannot be opened; restore the key file, or make the sink anew",
    ),
    "sink_removed": Text("接收方已被删除", "the sink was removed"),
    "gone": Text(
        "接收方已永久停用（HTTP 410），确认对方恢复后再启用",
        "the receiver is gone for good (HTTP 410); switch it on again once it is back",
    ),
    "no_consent": Text(
        "接收方未同意接收推送（WebHook-Allowed-Origin），请对方放行后重试",
        "the receiver did not agree to be posted to (WebHook-Allowed-Origin); it must allow us",
    ),
    "lookup_refused": Text(
        "上次发送结果不明，而对方不允许查询；请人工核对后再重发",
        "it is not known whether it arrived, and the receiver lets nobody look; check with it by hand",
    ),
    "found_there": Text(
        "上次发送已到达：按我方编号在对方查到", "an earlier sending had arrived; it was found there"
    ),
    "not_told": Text(
        "该目标不接收后续进展，无需发送", "this receiver takes no updates; nothing was sent"
    ),
    "recipients_refused": Text(
        "部分收件人被邮件服务器拒绝，请检查收件人地址",
        "the mail server refused some of the recipients; check their addresses",
    ),
    "tls_not_offered": Text(
        "邮件服务器不支持 STARTTLS，请更换加密方式",
        "the mail server does not offer STARTTLS; choose another security",
    ),
    "failed": Text("投递失败，详情见日志", "the delivery failed; see the log"),
}
_STATUS = re.compile(r"http_([1-5]\d\d)")
_CODE = re.compile(r"(code|smtp)_(-?\d{1,9})")


def reason(code: str | None) -> ReasonOut | None:
    """Return a code with its words; one nobody knows any more is a plain failure."""
    if code is None:
        return None
    status = _STATUS.fullmatch(code)
    if status:
        return ReasonOut.of(
            code, Text(f"接收方返回 HTTP {status[1]}", f"it answered HTTP {status[1]}")
        )
    said = _CODE.fullmatch(code)
    if said:
        told = Text(f"接收方返回错误码 {said[2]}", f"it answered with the code {said[2]}")
        return ReasonOut.of(code, told)
    shown = code if code in REASONS else "failed"
    return ReasonOut.of(shown, REASONS[shown])
