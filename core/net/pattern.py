"""Addresses made of a pattern: `https://media.city.example/play/<gb_id>`, a value for each `<name>` in it."""

import re
from collections.abc import Collection, Mapping
from urllib.parse import quote, urlsplit

_PLACE = re.compile(r"<([a-z_]+)>")


def filled(pattern: str, values: Mapping[str, str]) -> str | None:
    """Return the address, each value escaped to stay one part of it; None where one is missing."""
    if not all(values.get(name) for name in places(pattern)):
        return None
    return _PLACE.sub(lambda place: quote(values[place[1]], safe=""), pattern)


def places(pattern: str) -> set[str]:
    """Return the names a pattern asks for."""
    return set(_PLACE.findall(pattern))


def check_link(pattern: str, names: Collection[str]) -> str:
    """Return the pattern of addresses browsers may be sent to; `ValueError` says what is wrong with it."""
    known = ", ".join(f"<{name}>" for name in names)
    parts = urlsplit(pattern)
    _ = parts.port
    if parts.scheme != "https" or not parts.hostname or not pattern.isprintable() or " " in pattern:
        raise ValueError("须为 https 地址，不含空格 · must be an https address without spaces")
    if "@" in parts.netloc or "<" in parts.netloc:
        raise ValueError(
            "主机部分不得含账号、密码或占位符 · its host must have no user, password or placeholder"
        )
    if (
        not places(pattern)
        or not places(pattern) <= set(names)
        or re.search("[<>]", _PLACE.sub("", pattern))
    ):
        raise ValueError(f"须含占位符，可用 {known} · must have placeholders, of {known}")
    return pattern
