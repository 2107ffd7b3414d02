"""Files that are no ONNX, or more than ONNX, whatever they are called."""

import io
import json
import pickle
import struct
import zipfile
from collections.abc import Callable

from tests.registry import goods

Build = Callable[[], bytes]


def unknown_field() -> bytes:
    """A field no reader of ONNX knows carries a shell script."""
    payload = b"#!/bin/sh\necho here\n" * 50
    return goods.model() + b"\xfa\x3e" + _varint(len(payload)) + payload


def _varint(value: int) -> bytes:
    found = b""
    while value > 127:
        found, value = found + bytes([value & 127 | 128]), value >> 7
    return found + bytes([value])


def also_zip() -> bytes:
    """A zip archive in a field of its own: to an unpacker the file is the archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("payload.py", "print(1)")
    data = packed.getvalue()
    return goods.model() + b"\x32" + _varint(len(data)) + data


def torch_zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps([1]))
    return packed.getvalue()


def pickled(protocol: int) -> Build:
    return lambda: pickle.dumps({"model": [1, 2, 3]}, protocol=protocol)


def safetensors() -> bytes:
    head = json.dumps({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    return struct.pack("<Q", len(head)) + head + bytes(4)


def nested_protobuf(depth: int = 50_000) -> bytes:
    """Attributes within graphs within attributes, deeper than a parser's stack."""
    inner = b""
    for tag in (b"\x0a", b"\x2a", b"\x32") * (depth // 3):
        inner = tag + _varint(len(inner)) + inner
        if len(inner) > 200_000:
            break
    return b"\x08\x09\x3a" + _varint(len(inner)) + inner


def starting(magic: bytes) -> Build:
    return lambda: magic + goods.model()
