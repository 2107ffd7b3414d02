"""gzip and deflate around bodies of calls: unpacked up to the limit, packed where it is worth it."""

import gzip
import zlib

from core.errors import AlgomartError
from serving.inference.errors import CallTooLarge, invalid

_WINDOW = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
_PIECE = 1 << 20
WORTH_BYTES = 4096


def unpack(body: bytes, encoding: str, most: int) -> bytes:
    """Return a body as it was before it was packed; raises `CallInvalid` or `CallTooLarge`."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return body
    if name not in _WINDOW:
        raise invalid(
            f"不支持的 Content-Encoding：{encoding:.40}，可用 gzip、deflate",
            f"Content-Encoding '{encoding:.40}' is not supported; use gzip or deflate",
        )
    try:
        return _inflated(body, _WINDOW[name], most)
    except zlib.error as fault:
        raise _broken(name) from fault


def pack(body: bytes, accepted: str) -> tuple[bytes, str | None]:
    """Return an answer packed as its reader asks, and how; as it is where that is not worth it."""
    asked = [one.split(";")[0].strip().lower() for one in accepted.split(",")]
    if len(body) < WORTH_BYTES:
        return body, None
    if "gzip" in asked:
        return gzip.compress(body, compresslevel=1, mtime=0), "gzip"
    if "deflate" in asked:
        return zlib.compress(body, 1), "deflate"
    return body, None


def _inflated(body: bytes, window: int, most: int) -> bytes:
    stream, pieces, size = zlib.decompressobj(window), [], 0
    left = body
    while not stream.eof:
        piece = stream.decompress(left, _PIECE)
        left = stream.unconsumed_tail
        size += len(piece)
        if size > most:
            raise CallTooLarge(limit_mb=most >> 20)
        if not piece and not left:
            raise _broken("it ends early")
        pieces.append(piece)
    return b"".join(pieces)


def _broken(what: str) -> AlgomartError:
    return invalid(f"内容无法解压（{what}）", f"the body cannot be unpacked ({what})")
