"""Records in a file that is appended to: length, CRC-32 and bytes, so that a torn end is found out."""

import struct
import zlib
from collections.abc import Iterator

HEAD = struct.Struct("<II")


def framed(payload: bytes) -> bytes:
    """Return the bytes as a record."""
    return HEAD.pack(len(payload), zlib.crc32(payload)) + payload


def records(data: bytes, start: int = 0) -> Iterator[tuple[bytes, int]]:
    """Yield each whole record with the offset it ends at, up to the first that is not whole."""
    while start + HEAD.size <= len(data):
        length, checksum = HEAD.unpack_from(data, start)
        end = start + HEAD.size + length
        payload = data[start + HEAD.size : end]
        if len(payload) != length or zlib.crc32(payload) != checksum or not length:
            return
        yield payload, end
        start = end
