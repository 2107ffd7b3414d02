"""Parts of a file (RFC 9110, section 14): what a player asks for when it seeks."""

import re
from collections.abc import Mapping

from fastapi import Response, status

from core.errors import AlgomartError
from core.text import Text

_ONE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class RangeUnusable(AlgomartError):
    """The part that was asked for lies outside the file."""

    code, status = "range_unusable", 416
    title = Text("请求的范围无效", "No such part")
    detail = Text("文件只有 {size} 字节。", "The file has {size} bytes.")


def ranged(
    data: bytes, wanted: str | None, media_type: str, headers: Mapping[str, str]
) -> Response:
    """Return the part of the file a `Range` asks for, else all of it; raises `RangeUnusable`.

    What is no single range of bytes is passed over, as the standard allows.
    """
    told = {**headers, "Accept-Ranges": "bytes"}
    found = _ONE.fullmatch(wanted.strip()) if wanted else None
    if found is None or found[1] == found[2] == "":
        return Response(data, media_type=media_type, headers=told)
    first, last = _bounds(found[1], found[2], len(data))
    told["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
    part = data[first : last + 1]
    return Response(part, status.HTTP_206_PARTIAL_CONTENT, told, media_type)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Return the first and the last byte; `-500` are the last five hundred."""
    if not first:
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), min(size - 1, int(last) if last else size - 1)
    if start > end:
        raise RangeUnusable(size=size)
    return start, end
