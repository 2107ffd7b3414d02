"""Why an endpoint gave nothing, as a code and in words: what is told of the vendor's side."""

import re
from collections.abc import Mapping

from core.text import Text

REASONS: Mapping[str, Text] = {
    "no_answer": Text("没有及时应答", "it did not answer in time"),
    "unreachable": Text(
        "连接不上，请厂商检查其服务", "no connection to it; its vendor checks the service"
    ),
    "host_unknown": Text(
        "无法解析主机名，请检查地址和 DNS",
        "its host name is unknown; check the address and the DNS",
    ),
    "certificate_refused": Text(
        "TLS 证书无效，请厂商更换证书，或由系统管理员设置 ALGOMART_REMOTE_CA_FILE",
        "its TLS certificate is not valid; the vendor replaces it, or a system administrator sets "
        "ALGOMART_REMOTE_CA_FILE",
    ),
    "authority_unreadable": Text(
        "平台无法读取 ALGOMART_REMOTE_CA_FILE，请系统管理员检查该文件",
        "the platform cannot read ALGOMART_REMOTE_CA_FILE; a system administrator checks that file",
    ),
    "address_not_allowed": Text(
        "网络地址不在允许范围内，请系统管理员检查 ALGOMART_REMOTE_NETWORKS",
        "its network address is not allowed; a system administrator checks ALGOMART_REMOTE_NETWORKS",
    ),
    "host_not_listed": Text(
        "主机不在允许名单内，请系统管理员检查 ALGOMART_REMOTE_HOSTS",
        "its host is not on the list; a system administrator checks ALGOMART_REMOTE_HOSTS",
    ),
    "url_unusable": Text(
        "地址无法使用，请厂商修改", "its address cannot be used; the vendor changes it"
    ),
    "broken_answer": Text(
        "应答不是有效的 HTTP，或传输中断", "its answer is not valid HTTP, or broke off"
    ),
    "unauthorized": Text(
        "拒绝了我方凭据，请厂商更新凭据",
        "it does not accept the credential; the vendor enters a new one",
    ),
    "unknown_model": Text(
        "没有所声明的模型或版本，请厂商核对",
        "it has no model of that name and version; the vendor checks",
    ),
    "moved": Text(
        "要求转到其他地址，而重定向不被跟随",
        "it redirects to another address, which is not followed",
    ),
    "not_approved": Text("尚未经安全管理员批准", "a security administrator has not let it in yet"),
    "no_endpoint": Text("厂商已删除该远程服务", "its vendor has removed it"),
    "secret_unreadable": Text(
        "凭据无法解密，请恢复密钥文件或重新录入凭据",
        "its credential cannot be opened; restore the key file, or enter the credential again",
    ),
    "resting": Text(
        "多次没有应答，暂停请求后会自动重试",
        "it failed several times in a row; it is left alone for a while and then tried again",
    ),
    "failed": Text("请求失败，详情见日志", "the call failed; see the log"),
}
_STATUS = re.compile(r"http_([1-5]\d\d)")


def words(code: str) -> Text:
    """Return a code's words; one nobody knows any more is a plain failure."""
    status = _STATUS.fullmatch(code)
    if status:
        return Text(f"返回 HTTP {status[1]}", f"it answered HTTP {status[1]}")
    return REASONS.get(code, REASONS["failed"])
