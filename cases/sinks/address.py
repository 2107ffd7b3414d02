"""Which addresses messages may be sent to."""

import ipaddress
from urllib.parse import SplitResult, urlsplit

from cases.sinks.errors import SinkUrlRefused

URL_MAX = 2000


def checked_url(url: str) -> str:
    """Return the URL if a receiver can live there: http(s), a host, no credentials, no fragment."""
    parts = _split(url)
    for wrong, zh, en in (
        (len(url) > URL_MAX, "地址过长", "it is too long"),
        (
            parts.scheme not in ("http", "https"),
            "须以 http 或 https 开头",
            "it must be http or https",
        ),
        (not parts.hostname, "缺少主机名", "the host is missing"),
        ("@" in parts.netloc, "不得包含用户名或密码", "it must not carry a user or a password"),
        (bool(parts.fragment), "不得包含 # 片段", "it must not carry a # fragment"),
        (
            not url.isascii() or not url.isprintable() or " " in url,
            "含非法字符",
            "it has odd characters",
        ),
        (
            _is_nowhere(parts.hostname or ""),
            "不允许的网络地址",
            "that network address is not allowed",
        ),
    ):
        if wrong:
            raise SinkUrlRefused(zh=zh, en=en)
    return url


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise SinkUrlRefused(zh="格式有误", en="it is malformed") from error
    return parts


def _is_nowhere(host: str) -> bool:
    """Tell of addresses no receiver has: link-local (cloud metadata), multicast, unspecified."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_link_local or address.is_multicast or address.is_unspecified
