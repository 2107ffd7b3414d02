"""Whatever a body holds, it becomes a call or a refusal; what is packed comes out again, and no further."""

import gzip
import json
import tracemalloc
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from registry.remote.protocol import NUMBERS_MOST
from serving.inference import packing
from serving.inference.body import read_call
from serving.inference.errors import CallInvalid, CallTooLarge

MOST = 1 << 20
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
NAMES = st.sampled_from(
    [
        "inputs",
        "outputs",
        "parameters",
        "name",
        "shape",
        "datatype",
        "data",
        "binary_data_size",
        "id",
    ]
)
ODD = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=20,
)


@given(body=st.binary(max_size=200), length=st.none() | st.text(max_size=6))
def test_any_bytes_are_a_call_or_refused(body: bytes, length: str | None) -> None:
    _refused_or_read(body, length)


@settings(max_examples=40)
@given(told=st.dictionaries(NAMES, ODD, max_size=6), tail=st.binary(max_size=16))
@example(told={"inputs": [{"name": "x", "shape": [1], "datatype": "FP32", "data": []}]}, tail=b"")
def test_any_json_is_a_call_or_refused(told: Any, tail: bytes) -> None:
    head = json.dumps(told).encode()
    _refused_or_read(head + tail, str(len(head)))


def _refused_or_read(body: bytes, length: str | None) -> None:
    with suppress(CallInvalid):
        call, form = read_call(body, length, "fire", "")
        assert call.model == "fire"
        assert isinstance(form.binary("y"), bool)


def test_more_numbers_than_are_taken_as_text_are_not_even_read() -> None:
    body = b'{"inputs": [' + b"0," * (NUMBERS_MOST + 1) + b"0]}"
    tracemalloc.start()
    try:
        with pytest.raises(CallInvalid, match="send the tensor in binary"):
            read_call(body, None, "fire", "")
        assert tracemalloc.get_traced_memory()[1] < len(body)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("name", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_what_is_packed_comes_out_again(name: str, pack: Any) -> None:
    body = bytes(range(256)) * 4096
    assert packing.unpack(pack(body), name, MOST) == body
    packed, encoding = packing.pack(body, f"br, {name};q=0.5")
    assert encoding == name
    assert packing.unpack(packed, name, MOST) == body
    assert packing.pack(body, "br") == (body, None)
    assert packing.pack(b"short", name) == (b"short", None)


def test_a_bomb_is_unpacked_no_further_than_the_limit() -> None:
    bomb = gzip.compress(bytes(256 << 20), 9)
    tracemalloc.start()
    try:
        with pytest.raises(CallTooLarge):
            packing.unpack(bomb, "gzip", MOST)
        assert tracemalloc.get_traced_memory()[1] < 8 * MOST
    finally:
        tracemalloc.stop()
