"""Parts of a file (RFC 9110, section 14): what a player asks for when it seeks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Response, status

from core.errors import AlgomartError
from core.http.described import refuses
from core.text import Text

_ONE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class RangeUnusable(AlgomartError):
    """The part that was asked for lies outside the file."""

    code, status = "range_unusable", 416
    title = Text("请求的范围无效", "No such part")
    detail = Text("文件只有 {size} 字节。", "The file has {size} bytes.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The part somebody asks for, and the file he has parts of already."""

    part: str | None = None
    of: str | None = None


@refuses(416)
def _wanted(
    range: Annotated[str | None, Header()] = None,  # noqa: A002 - the header's name
    if_range: Annotated[str | None, Header()] = None,
) -> Wanted:
    return Wanted(range, if_range)


WantedDep = Annotated[Wanted, Depends(_wanted)]


def ranged(data: bytes, wanted: Wanted, media_type: str, headers: Mapping[str, str]) -> Response:
    """Return the part of the file that is wanted, else all of it; raises `RangeUnusable`.

    What is no single range of bytes is passed over, as the standard allows; so is a part of another file
    than the one whose `ETag` is among the headers.
    """
    told = {**headers, "Accept-Ranges": "bytes"}
    same = wanted.of in (None, headers.get("ETag"))
    found = _ONE.fullmatch(wanted.part.strip()) if wanted.part and same else None
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
