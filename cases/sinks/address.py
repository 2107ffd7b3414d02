"""Which addresses messages may be sent to."""

from collections.abc import Iterable
from urllib.parse import SplitResult, parse_qsl, urlsplit

from cases.sinks.errors import SinkUrlRefused
from core.masking import names_secret
from core.net.allowed import Allowed
from core.net.resolve import check_host
from core.text import Text

URL_MAX = 2000


def checked_url(url: str, allowed: Allowed) -> str:
    """Return the URL if a receiver can live there: http(s), a host, no credentials, no fragment.

    An address is shown and written on the trail, so a secret has no place in it; messages are signed.

    A host written as an address must be an allowed one; a name is resolved and checked at every sending.
    """
    parts = _split(url)
    for is_wrong, fault in _faults(url, parts):
        if is_wrong:
            raise SinkUrlRefused(fault=fault)
    check_host(parts.hostname or "", allowed)
    return url


def _faults(url: str, parts: SplitResult) -> Iterable[tuple[bool, Text]]:
    is_plain = url.isascii() and url.isprintable() and " " not in url
    is_web = parts.scheme in ("http", "https")
    yield len(url) > URL_MAX, Text("地址过长", "it is too long")
    yield not is_plain, Text("含非法字符", "it has odd characters")
    yield not is_web, Text("须以 http 或 https 开头", "it must be http or https")
    yield not parts.hostname, Text("缺少主机名", "the host is missing")
    yield (
        "@" in parts.netloc,
        Text("不得包含用户名或密码", "it must not carry a user or a password"),
    )
    yield (
        any(names_secret(name) for name, _ in parse_qsl(parts.query, keep_blank_values=True)),
        Text(
            "查询参数中不得包含口令或令牌（消息已签名）",
            "its query must not carry a password or a token (messages are signed)",
        ),
    )
    yield bool(parts.fragment), Text("不得包含 # 片段", "it must not carry a # fragment")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise SinkUrlRefused(fault=Text("格式有误", "it is malformed")) from error
    return parts
