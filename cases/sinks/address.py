"""Which addresses messages may be sent to."""

from collections.abc import Iterable, Sequence
from urllib.parse import SplitResult, parse_qsl, urlsplit

from cases.sinks.errors import SinkUrlRefused
from core.masking import names_secret
from core.net.allowed import Allowed
from core.net.networks import travels_safely
from core.net.resolve import check_host
from core.text import Text

URL_MAX = 2000


def checked_url(url: str, allowed: Allowed) -> str:
    """Return the URL if a receiver can live there: http(s), a host, no credentials, no fragment.

    An address is shown and written on the trail, so a secret has no place in it; messages are signed.

    A host written as an address must be an allowed one; a name is resolved and checked at every sending.
    """
    parts = _split(url)
    return _checked(url, parts, _faults(url, parts), allowed)


def checked_robot(url: str, allowed: Allowed) -> str:
    """Return the whole address of a robot, which is its secret; no message repeats any of it."""
    parts = _split(url)
    unsafe = Text("须为 https（本机可用 http）", "it must be https, or http on this machine")
    faults = [*_plain_faults(url, parts, ("https", "http")), (not travels_safely(url), unsafe)]
    return _checked(url, parts, faults, allowed)


def checked_mail_server(url: str, allowed: Allowed, *, has_readers: bool) -> str:
    """Return the address of a mail server, `smtp://host:port`, if letters to it have a reader."""
    parts = _split(url)
    faults = [
        *_plain_faults(url, parts, ("smtp",)),
        (parts.path not in ("", "/") or bool(parts.query), _NO_PATH),
        (not has_readers, Text("缺少收件人（recipients）", "recipients are missing")),
    ]
    return _checked(url, parts, faults, allowed)


def _checked(
    url: str, parts: SplitResult, faults: Iterable[tuple[bool, Text]], allowed: Allowed
) -> str:
    for is_wrong, fault in faults:
        if is_wrong:
            raise SinkUrlRefused(fault=fault)
    check_host(parts.hostname or "", allowed)
    return url


_NO_PATH = Text("主机和端口之后不应有内容", "nothing may follow host and port")


def _plain_faults(
    url: str, parts: SplitResult, schemes: Sequence[str]
) -> Iterable[tuple[bool, Text]]:
    is_plain = url.isascii() and url.isprintable() and " " not in url
    listed = " / ".join(schemes)
    yield len(url) > URL_MAX, Text("地址过长", "it is too long")
    yield not is_plain, Text("含非法字符", "it has odd characters")
    yield (
        parts.scheme not in schemes,
        Text(f"须以 {listed} 开头", f"it must begin with {listed}"),
    )
    yield not parts.hostname, Text("缺少主机名", "the host is missing")
    yield (
        "@" in parts.netloc,
        Text("不得包含用户名或密码", "it must not carry a user or a password"),
    )


def _faults(url: str, parts: SplitResult) -> Iterable[tuple[bool, Text]]:
    yield from _plain_faults(url, parts, ("http", "https"))
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
