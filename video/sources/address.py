"""Where a platform may be, and how the addresses of its streams are made."""

from urllib.parse import urlsplit

from core.errors import AlgomartError
from core.net.allowed import Allowed
from core.net.pattern import filled
from core.net.resolve import check_host
from core.text import Text
from video.cameras import address
from video.sources.channel import Channel
from video.sources.errors import SourceUrlRefused, StreamPatternRefused

LONGEST = 500
_KEYS = ("gb_id", "channel_id", "parent_id")


def checked_base(url: str, allowed: Allowed) -> str:
    """Return a platform's address without its last slash; raises `SourceUrlRefused` and what `Allowed` says.

    A host written as an address must be an allowed one; a name is resolved and checked at every request.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise SourceUrlRefused(fault=Text("格式有误", "it is malformed")) from error
    is_plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST
    if parts.scheme not in ("http", "https") or not parts.hostname or not is_plain:
        fault = Text("须为 http(s) 地址，且不含特殊字符", "it must be http(s), in plain characters")
        raise SourceUrlRefused(fault=fault)
    if "@" in parts.netloc or parts.query or parts.fragment:
        fault = Text("不得含凭据、查询参数或片段", "it must have no credentials, query or fragment")
        raise SourceUrlRefused(fault=fault)
    check_host(parts.hostname, allowed)
    return url.rstrip("/")


def checked_pattern(pattern: str, allowed: Allowed) -> str:
    """Return the pattern if a channel's address can be made of it; raises `StreamPatternRefused`."""
    pattern = pattern.strip()
    sample = Channel("1", gb_id="37020200001320000001", parent_id="37020200001180000001")
    if "<gb_id>" not in pattern and "<channel_id>" not in pattern:
        raise StreamPatternRefused
    url = filled(pattern, _values(sample))
    if url is None or "<" in url or ">" in url:
        raise StreamPatternRefused
    address.check(url, allowed)
    return pattern


def stream_url(pattern: str, channel: Channel, allowed: Allowed) -> str | None:
    """Return a channel's address, or None where it lacks what the pattern needs."""
    url = filled(pattern, _values(channel))
    try:
        return None if url is None else address.check(url, allowed)
    except AlgomartError:
        return None


def _values(channel: Channel) -> dict[str, str]:
    return {key: getattr(channel, key) for key in _KEYS}
