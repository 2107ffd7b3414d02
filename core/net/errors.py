"""Why an address outside is not connected to. No message repeats a URL: it may carry credentials."""

from core.errors import AlgomartError, Invalid
from core.text import Text


class AddressNotAllowed(Invalid):
    """The address lies in no network that may be connected to."""

    code = "address_not_allowed"
    title = Text("不允许的网络地址", "This network address is not allowed")
    detail = Text(
        "不允许连接 {address}。确需连接时，请系统管理员把它所在的网段加入 {setting}。",
        "Connecting to {address} is not allowed. If it must be, a system administrator adds its "
        "network to {setting}.",
    )


class AddressNeverAllowed(Invalid):
    """No setting lets this address in: cloud metadata, multicast, unspecified."""

    code = "address_never_allowed"
    title = Text("不允许的网络地址", "This network address is not allowed")
    detail = Text(
        "不允许连接 {address}：这是云主机元数据、组播或未指定地址，{setting} 也无法放行。请填写其他地址。",
        "Connecting to {address} is never allowed, whatever {setting} says: it is a cloud metadata, "
        "multicast or unspecified address. Enter another one.",
    )


class HostMalformed(Invalid):
    """The host is neither a plain address nor a name."""

    code = "host_malformed"
    title = Text("主机名有误", "The host is malformed")
    detail = Text(
        "主机 {host} 的写法无效。请填写域名，或 192.0.2.1、2001:db8::1 这样的标准地址。",
        "The host {host} is not written in a form that is accepted. Enter a name, or an address in "
        "plain form, such as 192.0.2.1 or 2001:db8::1.",
    )


class HostUnknown(AlgomartError):
    """The name has no address, or none was told in time."""

    code, status = "host_unknown", 400
    title = Text("无法解析主机名", "The host name is unknown")
    detail = Text(
        "无法解析主机名 {host}，请检查拼写和 DNS。",
        "The host name {host} has no address; check its spelling and the DNS.",
    )


class AnswerTooLarge(AlgomartError):
    """A server outside answered with more than is read."""

    code, status = "answer_too_large", 502
    title = Text("对方应答过大", "The answer is too large")
    detail = Text(
        "对方服务器的应答超过 {limit} 字节，已中断。",
        "The other server's answer is larger than {limit} bytes; it was cut off.",
    )
